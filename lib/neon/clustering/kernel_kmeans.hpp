#pragma once
#include <neon/core/types.hpp>

#include <cstdint>
#include <string_view>

namespace neon {

struct ModelCheck;
struct Network;
class ParameterVisitor;

/// Kernel k-means with a Gaussian kernel, from its support vectors:
///   o_k(x) = -1/gamma log( Z_k^-1 sum_{j in C_k} exp(-gamma ‖x - x_j‖^2) ),
///   Z_k = sqrt( sum_{i,j in C_k} exp(-gamma ‖x_i - x_j‖^2) )   (unit-norm centroid in feature space).
/// The support vectors of a cluster are consecutive rows.  Source: NEON paper, Sec. 3.3.
struct KernelKMeans {
  static constexpr std::string_view kind = "kernel-kmeans";

  Matrix support;            ///< [m, d], sorted by cluster
  std::vector<Index> begin;  ///< [K + 1]: cluster k owns rows begin[k] ... begin[k + 1] - 1
  Vector log_norm;           ///< [K]: b_k = 1/gamma log Z_k
  double gamma = 1;          ///< kernel width, 1 / squared unit of x
  double beta = infinity;    ///< stiffness of assignment

  Index clusters() const { return static_cast<Index>(begin.size()) - 1; }
  Index features() const { return support.cols(); }
  Index members(Index k) const { return begin[static_cast<std::size_t>(k) + 1] - begin[static_cast<std::size_t>(k)]; }
  Index first(Index k) const { return begin[static_cast<std::size_t>(k)]; }
  /// The cluster of each support vector. [m]
  Labels cluster_of() const;
  /// @param x [n, d]  @return o [n, K]
  Matrix outlier_scores(const MatrixView& x) const;
  /// The pools over the distances to the support vectors (pooled_distances), below the soft minimum.
  Network neuralize(Index c) const;
  void parameters(ParameterVisitor& visit);
  void check(const ModelCheck& check) const;
};

/// Sorts the support vectors by cluster (stable) and computes the norms.
/// @param cluster [m] in [0, K), every cluster with at least one support vector
/// @throws Error if gamma is not positive and finite, K < 2, a cluster is empty or an index is out of range
KernelKMeans make_kernel_kmeans(const MatrixView& support, const Labels& cluster, double gamma, double beta = infinity);

/// Support vectors by k-means inside each class (the paper's reduced set), one k-means++ start per class. A class with
/// fewer than `per_class` different points has as many as those.
struct SupportVectors {
  Matrix points;   ///< [m, d], m <= K * per_class, sorted by class
  Labels cluster;  ///< [m]
};
/// @throws Error if a class has fewer than `per_class` points
SupportVectors class_support_vectors(const MatrixView& x, const Labels& labels, Index clusters, Index per_class,
                                     std::uint64_t seed = 0);

/// The gamma at which self-similarity is the given share of the total similarity of the points:
///   n / sum_{i,j} exp(-gamma ‖x_i - x_j‖^2) = share.
/// @param share in (n / n^2, 1), e.g. 0.9  @throws Error if no such gamma exists (duplicate points)
double gamma_for_self_similarity(const MatrixView& points, double share);

}  // namespace neon
