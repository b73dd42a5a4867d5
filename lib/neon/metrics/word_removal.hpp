#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// Word flipping: a document, the mean of its words, while its most relevant words are taken away.
///   x_r = 1/(n - r) sum_{i >= r} w_(i),   w_(0), w_(1), ... the words by decreasing relevance (ties: text order)
/// after r = round(share * n) removals; with no word left x_r is `empty`. Sums run from the last word to the first, so
/// that nothing is ever subtracted: equal to embedding the remaining words anew.
/// @param words [n, d], n >= 1  @param relevance [n]  @param shares in [0, 1], increasing  @param empty [d]
/// @return [shares, d]
/// @throws Error if lengths differ, there is no word, a share is out of range or not increasing, or a relevance is not
/// finite
Matrix remove_words(const MatrixView& words, const Vector& relevance, const Vector& shares, const Vector& empty);

}  // namespace neon
