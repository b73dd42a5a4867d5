#pragma once
#include <neon/network/box_pairs.hpp>
#include <neon/network/pair_table.hpp>

namespace neon {

/// Relevance of the margins h_k of PooledDistances -> relevance of the features, across its soft pools and its pair
/// layer a_ijk = w_ij.x + b_ijk. The pools factorise, R_ijk = R_k q_{j|k} r_i, and with c_ij = R_ijk / sum q_ij the
/// terms in x w_ij need the row and column sums of c only:
///   R = 2 x .* (sum_i (sum_j c_ij) x_i - sum_j (sum_i c_ij) x_j)
/// so z, epsilon and midpoint cost O(|C_c| m + m d) a point. The affine rule divides by nothing, c_ij = p_k q_{j|k}
/// r_i, whose sums are the pools' shares: O(m d), no pair is ever looked at. zB looks at the signs of all weights, pair
/// by pair, and keeps none beyond a few (BoxPairs); other rules that split the weights by sign keep a table of the
/// mapped weights of all pairs [|C_c| (m - |C_c|), d]. Scores and members are told about the layer's origin; only a
/// message x w, whose definition it is, takes x itself.  Source: docs/method.md, Sec. 2.
class PairPropagation {
 public:
  /// @param layer should outlive the propagation  @throws Error if the rule needs a table that is too large (PairTable)
  PairPropagation(const PooledDistances& layer, Rule rule);

  /// @param relevance of the margins [n, K - 1]; affine rule: the slopes of their relevance models
  /// @return relevance of the features [n, d], or per unit of x: u with R = x .* u
  /// @throws Error if relevance per unit is asked of a rule whose messages are not proportional to x, or needs tables
  Matrix operator()(const MatrixView& x, const Pass& pass, const MatrixView& relevance, const LayerDetail& asked) const;

 private:
  bool looks_at_signs() const { return !table_.empty() || !box_.empty(); }
  Matrix messages(const MatrixView& x, const Pooling& pooling, const MatrixView& relevance, Condition* condition) const;
  Matrix per_unit(const MatrixView& x, const Pooling& pooling, const MatrixView& relevance, Condition* condition) const;
  /// u / 2 = (sum_j c_ij for i in C_c, - sum_i c_ij for the others) . members  [n, m]
  /// @param crowded [n] points to be left out (0)
  /// @param message [n, pairs] what the table adds to the denominators, becomes the messages; no rows: no table
  Matrix coefficients(const Pooling& pooling, const MatrixView& relevance, const std::vector<bool>& crowded,
                      Matrix& message, Condition* condition) const;
  /// The same by BoxPairs.
  BoxPairs::Messages box_messages(const Pooling& pooling, const MatrixView& relevance, const std::vector<bool>& crowded,
                                  Condition* condition) const;
  /// Crowded points (PooledDistances::crowded) by the formed pairs, told about the point itself: O(|C_c| m d) each.
  void cross_crowded(const MatrixView& x, const Pooling& pooling, const MatrixView& relevance,
                     const std::vector<bool>& crowded, bool per_unit, Matrix& result, Condition* condition) const;
  /// The pairs of one point: denominators are differences of scores.
  void divide_pairs(Index row, const Pooling& pooling, const Vector& toward, const Vector& score, Matrix& coefficient,
                    Condition* condition) const;
  void divide_table_pairs(Index row, const Pooling& pooling, const Vector& toward, const Vector& score, double* message,
                          Matrix& coefficient, Condition* condition) const;
  /// R_k q_{j|k} of every member j of a competitor, 0 for the cluster's own. [m]
  void competitor_relevance(const Pooling& pooling, const MatrixView& relevance, Index row, Vector& result) const;

  const PooledDistances* layer_;
  Rule rule_;
  double identity_ = 0;   ///< sum of the factors of the terms in x w
  double expansion_ = 0;  ///< the lower bound, where the rule has one: those terms are then (x - l) w, and l w is
                          ///< told with the constant ones, where it cancels
  Vector offset_;         ///< [m] denominator_ij = (identity * d + offset)_j - (identity * d + offset)_i + the table's
  Matrix half_squares_;   ///< [m, d] z_j .* z_j / 2, for the midpoint rule
  BoxPairs box_;
  PairTable table_;
};

}  // namespace neon
