#pragma once
#include <neon/neuralize/kernel_network.hpp>
#include <neon/rules/condition.hpp>
#include <neon/rules/rule.hpp>

namespace neon {

/// Relevance of the competitors' margins h_k of kernel k-means -> relevance of the features, across the inner soft
/// pools and the pair layer a_ijk = w_ij.x + b_ijk. The pools factorise, R_ijk = R_k q_{j|k} r_i, and with c_ij = R_ijk
/// / sum q_ij the terms in x w_ij need the row and column sums of c only:
///   R = 2 x .* (sum_i (sum_j c_ij) x_i - sum_j (sum_i c_ij) x_j)
/// so z, epsilon and midpoint cost O(|C_c| m + m d) a point. Rules that split the weights by sign keep a table of the
/// mapped weights per competitor [|C_c| |C_k|, d].  Source: docs/method.md, Sec. 2.
class KernelPropagation {
 public:
  KernelPropagation(std::shared_ptr<const KernelNetwork> net, Rule rule);

  /// @param relevance of the margins [n, K - 1]  @return relevance of the features [n, d]
  Matrix operator()(const MatrixView& x, const KernelPooling& pooling, const MatrixView& relevance,
                    Condition* condition = nullptr) const;

 private:
  /// What a rule that is not linear in w needs, for one competitor.
  struct Table {
    Matrix weight;    ///< terms in the activation with mapped weights [pairs, d]; empty: none
    Matrix constant;  ///< terms in a constant input [pairs, columns.size()]; empty: none
    Labels columns;   ///< the features where `constant` is not zero for all pairs
  };
  Table table_of(Index k) const;
  /// R_k q_{j|k} of every support vector j of a competitor, 0 for the cluster's own. [m]
  Vector competitor_relevance(const KernelPooling& pooling, const MatrixView& relevance, Index row) const;
  Index size(std::size_t k) const { return net_->model->members(static_cast<Index>(k)); }
  Index first(std::size_t k) const { return net_->model->first(static_cast<Index>(k)); }
  bool is_competitor(std::size_t k) const { return static_cast<Index>(k) != net_->cluster; }

  std::shared_ptr<const KernelNetwork> net_;
  Rule rule_;
  double identity_ = 0;        ///< sum of the factors of the terms in x w
  Matrix shift_;               ///< [|C_c|, m] denominator minus identity * a_ij, as far as it does not depend on x
  Matrix squared_support_;     ///< [m, d] x_j .* x_j, for the midpoint rule
  std::vector<Table> tables_;  ///< per cluster; empty if the rule needs none
};

}  // namespace neon
