#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// The ranks 1 ... d of values, ties sharing their mean rank.  @param values [d]  @return [d]
/// @throws Error if a value is not finite (names its place)
Vector ranks(const Vector& values);

/// Spearman's rank correlation, Pearson's of the ranks, in [-1, 1]. Values that are all alike rank nothing: two such
/// lists agree (1), one of them with another list has correlation 0.
/// @param a, b [d], d >= 1  @throws Error if the lengths differ, are 0, or a value is not finite
/// Source: Spearman, "The proof and measurement of association between two things", Am. J. Psychology 15(1), 1904.
double rank_correlation(const Vector& a, const Vector& b);

/// rank_correlation of every two of the rows.  @param rows [m, d]  @return [m, m], ones on the diagonal
Matrix rank_correlations(const MatrixView& rows);

}  // namespace neon
