#pragma once
#include <neon/core/detail/kernel.hpp>
#include <neon/rules/stabilised_division.hpp>

#include <cstddef>

namespace neon {

/// Members j of the competitors, whose denominators towards a member of the cluster are differences of scores.
struct PairOthers {
  const double* toward;  ///< [count] relevance on its way to each
  const double* score;   ///< [count]
  std::ptrdiff_t count;
};

/// One member i of the cluster and all members j of the others, whose denominators a table adds to.
struct TablePairs {
  double share, score;   ///< of i
  const double* toward;  ///< relevance on its way to each j
  const double* scores;  ///< of each j
  const double* shift;   ///< the table's constant part of each denominator
  double* message;       ///< its part in x, becomes c_ij
  double* sum;           ///< c_ij is subtracted from it
  std::ptrdiff_t count;
};

/// Behind PairPropagation, for one instruction set. Divisions are stabilised; the floor of a denominator is the
/// rounding of what is summed in it.
struct PairKernel {
  /// c_ij = share_i toward_j / (score_j - score_i) between all members i, j: sum_i c_ij is subtracted from
  /// coefficient_j, sum_j c_ij added to own_coefficient_i.
  /// @param share, score [own]  @param coefficient [others.count]  @param own_coefficient [own]
  /// @param account of the divisions is added to
  void (*divide)(const PairOthers& others, const double* share, const double* score, std::ptrdiff_t own, double epsilon,
                 double* coefficient, double* own_coefficient, DivisionAccount<double>& account);
  /// c_ij = share toward_j / denominator_j, denominator_j = message_j + (scores_j - score) + shift_j.
  /// @return sum_j c_ij
  double (*divide_table)(const TablePairs& pairs, double epsilon, DivisionAccount<double>& account);
};

NEON_KERNEL(PairKernel, pair_kernel)

}  // namespace neon
