#pragma once
#include <neon/core/types.hpp>

#include <vector>

namespace neon {

/// The examples most similar to some others, nearest first.
struct SimilarExamples {
  std::vector<Labels> example;  ///< [q][count] rows of the examples
  Matrix distance;              ///< [q, count]
};

/// Examples by the weighted sum of their distances in several layers' codes,  sum_l w_l ‖z_l - z'_l‖  (ties: the first
/// in order of the rows).
/// @param examples codes of each layer, [n, e_l]  @param queries likewise, [q, e_l]  @param weights w of each layer,
/// not negative  @param count how many of each, at most n
/// @throws Error on a shape mismatch, a weight that is negative or not finite, or a count out of range
/// Source: Liu and Arik, "Explaining deep neural networks using unsupervised clustering", 2020, Sec. 4.
SimilarExamples similar_examples(const std::vector<Matrix>& examples, const std::vector<Matrix>& queries,
                                 const Vector& weights, Index count);

}  // namespace neon
