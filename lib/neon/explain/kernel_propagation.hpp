#pragma once
#include <neon/neuralize/kernel_network.hpp>
#include <neon/rules/condition.hpp>
#include <neon/rules/rule.hpp>

namespace neon {

/// Relevance of the competitors' margins h_k of kernel k-means -> relevance of the features, across the inner soft
/// pools and the pair layer a_ijk = w_ij.x + b_ijk. The pools factorise, R_ijk = R_k q_{j|k} r_i, and with c_ij = R_ijk
/// / sum q_ij the terms in x w_ij need the row and column sums of c only:
///   R = 2 x .* (sum_i (sum_j c_ij) x_i - sum_j (sum_i c_ij) x_j)
/// so z, epsilon and midpoint cost O(|C_c| m + m d) a point. The affine rule divides by nothing, c_ij = p_k q_{j|k}
/// r_i, whose sums are the pools' shares: O(m d), no pair is ever looked at. Rules that split the weights by sign keep
/// a table of the mapped weights per competitor [|C_c| |C_k|, d].  Source: docs/method.md, Sec. 2.
class KernelPropagation {
 public:
  /// @throws Error if the rule needs tables of more than `most_table_bytes` in all
  KernelPropagation(std::shared_ptr<const KernelNetwork> net, Rule rule);

  /// @param relevance of the margins [n, K - 1]; affine rule: the slopes of their relevance models
  /// @return relevance of the features [n, d]
  Matrix operator()(const MatrixView& x, const KernelPooling& pooling, const MatrixView& relevance,
                    Condition* condition = nullptr) const;
  /// Relevance of the features per unit of x: u with R = x .* u.
  /// @throws Error if the rule's messages are not proportional to x, or the rule needs tables
  Matrix per_unit(const KernelPooling& pooling, const MatrixView& relevance, Condition* condition = nullptr) const;

  const Rule& rule() const { return rule_; }

  static constexpr double most_table_bytes = 2e9;

 private:
  using PairMessages = std::vector<Matrix>;  ///< per cluster [n, |C_c| |C_k|]; empty: the rule needs no tables
  /// What a rule that is not linear in w needs, for one competitor.
  struct Table {
    Matrix weight;    ///< terms in the activation with mapped weights [pairs, d]; empty: none
    Matrix constant;  ///< terms in a constant input [pairs, columns.size()]; empty: none
    Labels columns;   ///< the features where `constant` is not zero for all pairs
  };
  Table table_of(Index k) const;
  /// Denominators in x and mapped weights.
  PairMessages table_denominators(const MatrixView& x) const;
  /// u / 2 = (sum_j c_ij for i in C_c, - sum_i c_ij for the others) . support  [n, m]; `pairs` becomes the messages.
  Matrix coefficients(const KernelPooling& pooling, const MatrixView& relevance, PairMessages& pairs,
                      Condition* condition) const;
  void add_tables(const MatrixView& x, const PairMessages& pairs, Matrix& result) const;
  /// R_k q_{j|k} of every support vector j of a competitor, 0 for the cluster's own. [m]
  Vector competitor_relevance(const KernelPooling& pooling, const MatrixView& relevance, Index row) const;
  Index size(std::size_t k) const { return net_->model->members(static_cast<Index>(k)); }
  Index first(std::size_t k) const { return net_->model->first(static_cast<Index>(k)); }
  bool is_competitor(std::size_t k) const { return static_cast<Index>(k) != net_->cluster; }

  std::shared_ptr<const KernelNetwork> net_;
  Rule rule_;
  double identity_ = 0;     ///< sum of the factors of the terms in x w
  Vector offset_;           ///< [m] denominator_ij = (identity * d + offset)_j - (identity * d + offset)_i + shift_ij
  Matrix shift_;            ///< [|C_c|, m] what tables add that does not depend on x; empty: no tables
  Matrix squared_support_;  ///< [m, d] x_j .* x_j, for the midpoint rule
  std::vector<Table> tables_;  ///< per cluster; empty if the rule needs none
};

}  // namespace neon
