#pragma once
#include <neon/core/types.hpp>

#include <Eigen/SparseCore>

namespace neon {

/// p_ij of t-SNE: symmetric, zero diagonal, non-zero between near neighbours only, sum 1.
using Affinities = Eigen::SparseMatrix<double, Eigen::RowMajor>;

/// Gaussian affinities of one point to its neighbours, of the width at which they have the given perplexity:
///   p_j = exp(-b d_j) / sum_k exp(-b d_k),  -sum_j p_j log p_j = log(perplexity).
/// Where no width reaches it (ties, or a perplexity above the number of neighbours), the nearest one does.
/// @param squared_distance [k], increasing, k >= 1  @return [k], sum 1
Vector conditional_affinities(const Eigen::Ref<const Vector>& squared_distance, double perplexity);

/// That width: b, in 1 / squared unit of x; 0 where all distances are equal.
double conditional_precision(const Eigen::Ref<const Vector>& squared_distance, double perplexity);

/// That width for every point as fit_tsne has it, over its 3 * perplexity nearest neighbours.
/// @param x [n, d], finite  @param perplexity >= 1, reduced to (n - 1) / 3 for few points
/// @return [n]; 0 where the neighbours are all equally far
Vector affinity_precisions(const MatrixView& x, double perplexity);

/// Joint affinities  p_ij = (p_j|i + p_i|j) / 2n  over the 3 * perplexity nearest neighbours of every point.
/// A perplexity too large for n points is reduced to (n - 1) / 3.
/// @param x [n, d], finite  @param perplexity >= 1  @return [n, n]; empty of entries for n = 1
/// Source: van der Maaten, "Accelerating t-SNE using tree-based algorithms", JMLR 2014, Sec. 4.1.
Affinities joint_affinities(const MatrixView& x, double perplexity);

}  // namespace neon
