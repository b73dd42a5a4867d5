#pragma once
#include <neon/clustering/class_neighbours.hpp>

#include <string_view>
#include <vector>

namespace neon {

struct ModelCheck;
struct Network;
class ParameterVisitor;

/// The margin of class c over class j at a point: with d^c_(m) the m-th smallest squared distance to points of class c
/// and d^-c_(m) that to points of all other classes,
///   h_j = max_{m = 1..k} min( d^-c_(k+1-m) - d^c_(m), d^j_(m) - d^-j_(k+1-m) ),   h_j > 0 <=> c has more votes than j
/// The first difference is above 0 where c has at least m of the k nearest, the second where j has fewer, whichever of
/// several points at the same distance are taken. Both are of points of different classes, so that h_j is 0 nowhere
/// but where votes change; for two classes and odd k it is d^j_(m) - d^c_(m), m = (k + 1) / 2. Around the point it is
///   h_j = d_far - d_near
/// Where j is so small that it can never have as many votes as c, h_j is how much farther than the nearest of c the
/// last of its k + 1 nearest is; where c can never have more than j, minus the same of j.
struct NeighbourMargin {
  double value = 0;  ///< h_j
  Index far = 0;     ///< row of the point that is farther where c wins
  Index near = 0;    ///< row of the point that is nearer
};

/// The k nearest points vote for their classes.  o_c(x) = -f_c(x),  f_c(x) = softmin^beta_{j != c} h_j
/// (NeighbourMargin) is above 0 where c has more votes than every other class, whichever of several points at the k-th
/// distance are taken. Where no f_c is above 0 the vote is tied; the smallest score is then that of the class that
/// lacks least. The points of a class are consecutive rows. Source: Cover and Hart, "Nearest neighbor pattern
/// classification", IEEE Trans. Inf. Theory 13(1), 1967.
struct KNearestNeighbours {
  static constexpr std::string_view kind = "knn";

  ClassNeighbours points = {};
  Index neighbours = 5;    ///< k, fewer than there are points
  double beta = infinity;  ///< stiffness of the minimum over the other classes, 1 / squared unit of x; exact: infinity

  Index clusters() const { return points.classes(); }
  Index features() const { return points.points().cols(); }
  /// @param x [n, d]  @return o [n, K]
  Matrix outlier_scores(const MatrixView& x) const;
  /// @param x [n, d]  @return f [n, K]
  Matrix logits(const MatrixView& x) const;
  /// NeighbourMargins below a minimum.  @throws Error if c is no class, K < 2 or beta is not positive
  Network neuralize(Index c) const;
  void parameters(ParameterVisitor& visit);
  void check(const ModelCheck& check) const;
  /// How many of the k nearest points are of each class; of several at the k-th distance the first in order of the
  /// rows.
  /// @param x [n, d]  @return [n, K]
  Matrix votes(const MatrixView& x) const;
  /// The margins over the other classes, in their order, at every point.  @return [n][K - 1]
  std::vector<std::vector<NeighbourMargin>> margins(const MatrixView& x, Index c) const;
};

/// @param label [n] in [0, K), every class with at least one point
/// @throws Error if K < 2, k < 1 or k >= n, a class is empty, a label is out of range, x is not finite, or squared
/// distances leave the range of doubles
KNearestNeighbours make_k_nearest_neighbours(const MatrixView& x, const Labels& label, Index neighbours);

/// How many points have no class with f above 0: the vote is tied, or decided by which of several points at the k-th
/// distance are taken.  @param logits [n, K]
Index tied_votes(const MatrixView& logits);

}  // namespace neon
