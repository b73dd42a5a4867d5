#pragma once
#include <neon/clustering/model.hpp>

#include <cstdint>

namespace neon {

/// A model of the same kind and size that has learnt nothing: every centroid, support vector or weight matrix is drawn
/// anew from the normal distribution with the mean and standard deviation of its entries. Features whose values are all
/// farther from 0 than from each other are told from their mean: random places lie around the data. The offsets of
/// standard k-means stay, or follow its centroids where they cancel its biases; spherical centroids are scaled to unit
/// norm again; the kernel width, the fixed centroids of deep k-means, the variances and weights of a mixture and the
/// sizes of clusters stay. The stiffness is the one that leaves the mean top probability of the points as it was.
/// @param x [n, d] the points
/// Source: Adebayo et al., "Sanity checks for saliency maps", NeurIPS 2018 (independent randomisation of all layers).
ClusterModel randomised(const ClusterModel& model, const MatrixView& x, std::uint64_t seed);

}  // namespace neon
