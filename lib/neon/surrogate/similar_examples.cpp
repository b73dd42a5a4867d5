#include <neon/clustering/distances.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/surrogate/similar_examples.hpp>

#include <algorithm>
#include <numeric>

namespace neon {
namespace {

void check(const std::vector<Matrix>& examples, const std::vector<Matrix>& queries, const Vector& weights,
           Index count) {
  require(!examples.empty() && examples.size() == queries.size() &&
              static_cast<std::size_t>(weights.size()) == examples.size(),
          "similar examples: codes of {} and {} layers and {} weights should be as many", examples.size(),
          queries.size(), weights.size());
  require(weights.allFinite() && weights.minCoeff() >= 0,
          "similar examples: weights of layers should be finite and not negative");
  for (std::size_t l = 0; l < examples.size(); ++l)
    require(examples[l].rows() == examples.front().rows() && queries[l].rows() == queries.front().rows() &&
                examples[l].cols() == queries[l].cols(),
            "similar examples: codes [{}, {}] and [{}, {}] of layer {} should be [{}, e] and [{}, e]",
            examples[l].rows(), examples[l].cols(), queries[l].rows(), queries[l].cols(), l, examples.front().rows(),
            queries.front().rows());
  require(count >= 1 && count <= examples.front().rows(), "similar examples: {} should be in [1, {}]", count,
          examples.front().rows());
}

}  // namespace

SimilarExamples similar_examples(const std::vector<Matrix>& examples, const std::vector<Matrix>& queries,
                                 const Vector& weights, Index count) {
  check(examples, queries, weights, count);
  const Index n = examples.front().rows(), q = queries.front().rows();
  SimilarExamples result{std::vector<Labels>(static_cast<std::size_t>(q)), Matrix(q, count)};
  parallel_blocks(q, 16, [&](Index first, Index last) {
    Matrix distance = Matrix::Zero(last - first, n);
    for (std::size_t l = 0; l < examples.size(); ++l)
      if (const double weight = weights[static_cast<Index>(l)]; weight > 0)
        distance += weight * squared_distances(queries[l].middleRows(first, last - first), examples[l]).cwiseSqrt();
    for (Index row = 0; row < distance.rows(); ++row) {
      Labels order(static_cast<std::size_t>(n));
      std::iota(order.begin(), order.end(), 0);
      std::partial_sort(order.begin(), order.begin() + count, order.end(), [&](Index a, Index b) {
        return distance(row, a) != distance(row, b) ? distance(row, a) < distance(row, b) : a < b;
      });
      order.resize(static_cast<std::size_t>(count));
      result.distance.row(first + row) = distance.row(row)(order);
      result.example[static_cast<std::size_t>(first + row)] = std::move(order);
    }
  });
  return result;
}

}  // namespace neon
