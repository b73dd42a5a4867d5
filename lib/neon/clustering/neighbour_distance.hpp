#pragma once
#include <neon/clustering/neighbour_search.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace neon {

struct ModelCheck;
struct Network;
class ParameterVisitor;

/// Whether a point is an outlier, by the squared distance to the k-th nearest of some points:  o(x) = d_(k), against a
/// threshold o*. A point that is one of them is its own first. Scores are o and, the same everywhere, o*: cluster 0 are
/// the inliers, cluster 1, called "threshold", the outliers. Why an outlier: f_1 = o - o*;  why not: f_0 = o* - o.
/// Source: Ramaswamy, Rastogi and Shim, "Efficient algorithms for mining outliers from large data sets", SIGMOD 2000.
struct NeighbourDistance {
  static constexpr std::string_view kind = "neighbour-distance";

  NeighbourSearch search;  ///< among the points x_j [m, d]
  Index neighbours = 5;    ///< k, 1 ... m
  double threshold = 0;    ///< o*, in units of squared distance
  double beta = infinity;  ///< stiffness of assignment, 1 / squared unit of x

  Index clusters() const { return 2; }
  Index features() const { return search.points().cols(); }
  /// @param x [n, d]  @return (o, o*) [n, 2]
  Matrix outlier_scores(const MatrixView& x) const;
  /// ConstantMargins: the distances to the points, the one of rank k against the threshold.
  Network neuralize(Index c) const;
  void parameters(ParameterVisitor& visit);
  void check(const ModelCheck& check) const;
  std::vector<std::string> score_names() const { return {"inliers", "threshold"}; }
};

/// @param share of the points that lie beyond the threshold, see outlier_threshold
/// @throws Error if k < 1 or k > n, the share is out of range, or x is not finite
NeighbourDistance make_neighbour_distance(const MatrixView& x, Index neighbours, double share);

}  // namespace neon
