#pragma once
#include <neon/hdf5/hdf5.hpp>

#include "experiments/surrogate/study.hpp"

namespace neon::experiments::surrogate {

/// The training images whose codes are nearest to the centroids of a layer's largest clusters, each explained at the
/// pixels: relevance of the cluster's logit through encoder and network.
/// @param clusters how many  @param images of each
void record_concepts(const ImageNetwork& network, const Cifar& cifar, const LayerStudy& layer, Index clusters,
                     Index images, ResultWriter& writer);

}  // namespace neon::experiments::surrogate
