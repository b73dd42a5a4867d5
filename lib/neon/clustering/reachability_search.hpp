#pragma once
#include <neon/core/types.hpp>

#include <memory>

namespace neon {

/// Where a point is among the points of a fit, by mutual reachability.
struct Reach {
  double core_square = 0;  ///< kappa(x)^2: squared distance to the neighbour of rank min_samples
  Index neighbour = -1;    ///< that neighbour
  Labels member;           ///< [K] of each cluster the j of least max(kappa_j^2, d_j); ties: the nearest, the first
  Vector square;           ///< [K] its d_j
};

/// Points in clusters, searched for the member of each cluster that is nearest by mutual reachability,
///   m_j^2(x) = max( kappa(x)^2, kappa_j^2, d_j ),   d_j = ‖x - x_j‖^2,
/// kappa(x) the distance to the neighbour of rank min_samples among all of the points; a point that is one of them is
/// its own first, so that kappa(x_j) = kappa_j, bit by bit. In trees for few features (nanoflann), which are left where
/// no member can be nearer, by blocks of products for many; distances are squared_distance's either way. Immutable;
/// copies share what they hold.
class ReachabilitySearch {
 public:
  ReachabilitySearch() = default;  ///< of no points
  /// @param points [m, d], finite  @param cluster [m] in [0, K), or -1: in none  @param clusters K
  /// @throws Error if K < 1, a cluster is out of range or has no points, min_samples is not in [1, m], a number is not
  /// finite, or squared distances leave the range of doubles
  ReachabilitySearch(Matrix points, Labels cluster, Index clusters, Index min_samples);

  const Matrix& points() const;
  const Labels& cluster() const;
  Index clusters() const;
  Index min_samples() const;
  const Vector& core_square() const;  ///< kappa_j^2 [m]

  /// @param x [n, d]  @return [n]  @throws Error on another number of features, or where a distance is no double
  std::vector<Reach> reach(const MatrixView& x) const;

 private:
  struct Data;
  std::shared_ptr<const Data> data_;
};

}  // namespace neon
