#pragma once
#include <neon/core/sparse_table.hpp>
#include <neon/neuralize/kernel_network.hpp>
#include <neon/rules/condition.hpp>
#include <neon/rules/rule.hpp>

namespace neon {

/// Relevance of the competitors' margins h_k of kernel k-means -> relevance of the features, across the inner soft
/// pools and the pair layer a_ijk = w_ij.x + b_ijk. The pools factorise, R_ijk = R_k q_{j|k} r_i, and with c_ij = R_ijk
/// / sum q_ij the terms in x w_ij need the row and column sums of c only:
///   R = 2 x .* (sum_i (sum_j c_ij) x_i - sum_j (sum_i c_ij) x_j)
/// so z, epsilon and midpoint cost O(|C_c| m + m d) a point. Rules that split the weights by sign keep a table of the
/// mapped weights of all pairs [|C_c| (m - |C_c|), d].  Source: docs/method.md, Sec. 2.
class KernelPropagation {
 public:
  KernelPropagation(std::shared_ptr<const KernelNetwork> net, Rule rule);

  /// @param relevance of the margins [n, K - 1]  @return relevance of the features [n, d]
  Matrix operator()(const MatrixView& x, const KernelPooling& pooling, const MatrixView& relevance,
                    Condition* condition = nullptr) const;

 private:
  /// Fills what a rule that is not linear in w needs. @return the terms in constant inputs, dense
  Matrix make_tables();
  Index members() const { return net_->model->members(net_->cluster); }
  /// Support vectors of all other clusters.
  Index competitors() const { return net_->model->support.rows() - members(); }
  /// The support vector that is competitor j.
  Index support_of(Index j) const { return j < net_->model->first(net_->cluster) ? j : j + members(); }
  /// The competitors' part of something given for all support vectors.
  void gather(const double* all, double* competing) const;

  std::shared_ptr<const KernelNetwork> net_;
  Rule rule_;
  double identity_ = 0;     ///< sum of the factors of the terms in x w
  Matrix shift_;            ///< [members, competitors] denominator minus identity * a_ij, as far as it is constant in x
  Matrix squared_support_;  ///< [m, d] x_j .* x_j, for the midpoint rule
  // Row i * competitors + j is the pair of member i and competitor j; empty where the rule has no such terms.
  Matrix weights_;         ///< terms in the activation with mapped weights [pairs, d]
  SparseTable constants_;  ///< terms in a constant input [pairs, d]
};

}  // namespace neon
