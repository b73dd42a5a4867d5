#pragma once
#include <neon/embedding/affinities.hpp>

namespace neon {

/// The two sums of the t-SNE gradient; both bit-identical for any number of threads.
///   grad_i = 4 (attraction_i - repulsion_i / Z)
struct Repulsion {
  Matrix force;  ///< [n, 2]  sum_j (y_i - y_j) / (1 + |y_i - y_j|^2)^2
  double z = 0;  ///< Z = sum_{i != j} 1 / (1 + |y_i - y_j|^2)
};

/// attraction_i = sum_j p_ij (y_i - y_j) / (1 + |y_i - y_j|^2), over the non-zero p_ij.  @param y [n, 2]  @return [n,
/// 2]
Matrix tsne_attraction(const Affinities& p, const Matrix& y);

/// Repulsion between all points by the Barnes-Hut approximation: a cell of the quadtree that every one of 8
/// neighbouring points sees under an angle size / distance < theta acts on them as one point. theta = 0 is exact.
/// @param y [n, 2], finite
/// Source: van der Maaten, "Accelerating t-SNE using tree-based algorithms", JMLR 2014, Sec. 4.2.
Repulsion tsne_repulsion(const Matrix& y, double theta);

/// KL(P || Q) = sum_ij p_ij log(p_ij / q_ij),  q_ij = 1 / (1 + |y_i - y_j|^2) / z, in nats; it is exact if z is.
double tsne_divergence(const Affinities& p, const Matrix& y, double z);

}  // namespace neon
