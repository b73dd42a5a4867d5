#pragma once
#include <neon/clustering/model.hpp>

#include <cstdint>
#include <optional>

namespace neon {

/// A model of the same kind and size that has learnt nothing: every centroid, support vector or weight matrix is drawn
/// anew from the normal distribution with the mean and standard deviation of its entries. Features whose values are all
/// farther from 0 than from each other are told from their mean: random places lie around the data. The offsets of
/// standard k-means follow its centroids (0, or without biases); spherical centroids are scaled to unit norm again; the
/// kernel width, the fixed centroids of deep k-means, the variances and weights of a mixture and the sizes of clusters
/// stay. The stiffness is the one that leaves the mean top probability of the points as it was.
/// @param x [n, d] the points  @return nothing for a kind of model that has no such counterpart
/// Source: Adebayo et al., "Sanity checks for saliency maps", NeurIPS 2018 (independent randomisation of all layers).
std::optional<ClusterModel> randomised(const ClusterModel& model, const MatrixView& x, std::uint64_t seed);

}  // namespace neon
