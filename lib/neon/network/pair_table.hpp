#pragma once
#include <neon/core/sparse_table.hpp>
#include <neon/network/pooled_distances.hpp>
#include <neon/rules/rule.hpp>

namespace neon {

/// What a rule that is not linear in w needs of the pair layer of PooledDistances: its terms with mapped weights, one
/// row per pair of a member i of the cluster and a member j of the others; pair (i, j) is row i * competitors() + j,
/// and the others' members are counted without the cluster's own.
class PairTable {
 public:
  PairTable() = default;  ///< of a rule that is linear in w
  /// @param moved what is added to the constant terms, in units of w: the part of the terms x w that is told from a
  /// bound instead of 0
  /// @throws Error if the table would take more than `most_bytes`
  PairTable(const PooledDistances& layer, const Rule& rule, double moved);

  bool empty() const { return pairs() == 0; }
  Index members() const { return shift_.rows(); }
  Index competitors() const { return shift_.cols(); }
  Index pairs() const { return shift_.size(); }
  /// The others' part of something given for all members.
  void gather(const double* all, double* others) const;
  /// The inverse: the cluster's own part is left alone.
  void scatter(const double* others, double* all) const;

  /// What the terms add to the denominators of all pairs: the part in z [n, pairs] and the constant part.
  /// @param z x - origin of the layer [n, d]
  Matrix denominators(const MatrixView& z) const;
  const double* shift(Index i) const { return shift_.row(i).data(); }
  /// result_n += sum over pairs of message_n,ij times the terms.  @param message [n, pairs]  @param result [n, d]
  void add(const MatrixView& x, const MatrixView& message, Matrix& result) const;

  static constexpr double most_bytes = 2e9;

 private:
  Index first_ = 0, last_ = 0;  // the cluster's own members
  Matrix shift_;                // [members, competitors] of the denominators at the layer's origin
  Matrix weight_;               // [pairs, d] terms in the activation; empty: none
  SparseTable constant_;        // [pairs, d] terms in a constant input; empty: none
};

}  // namespace neon
