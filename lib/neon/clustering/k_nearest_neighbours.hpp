#pragma once
#include <neon/clustering/class_neighbours.hpp>

#include <string_view>
#include <vector>

namespace neon {

struct ModelCheck;
struct Network;
class ParameterVisitor;

/// The margin of class c over class j at a point: with t = (d_(k) + d_(k+1)) / 2, the middle between the k-th and the
/// next squared distance over all points, and d^c_(m) the m-th smallest over those of class c,
///   h_j = max_{m = 1..k} min( t - d^c_(m), d^j_(m) - t ),      h_j > 0 <=> c has more of the k nearest than j
/// Around the point that is one difference of squared distances,
///   h_j = +-1/2 ((d_inner - d_member) + (d_outer - d_member))
/// + where the member is one of c, - where it is one of j.
struct NeighbourMargin {
  double value = 0;  ///< h_j
  double sign = 1;   ///< of the difference
  Index inner = 0;   ///< row of the k-th nearest point
  Index outer = 0;   ///< row of the next
  Index member = 0;  ///< row of the m-th nearest of c or j
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
