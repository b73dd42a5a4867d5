#include <neon/core/error.hpp>
#include <neon/surrogate/similar_examples.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;
using Catch::Contains;

TEST_CASE("similar examples are the nearest by the weighted sum of distances, one by one") {
  const std::vector<Matrix> examples{samples::normal(30, 3, 1), samples::normal(30, 2, 2)},
      queries{samples::normal(20, 3, 3), samples::normal(20, 2, 4)};
  const Vector weights = GENERATE(Vector{{1, 1}}, Vector{{2, 0.5}}, Vector{{0, 1}});
  const SimilarExamples found = similar_examples(examples, queries, weights, 10);
  for (Index q = 0; q < 20; ++q) {
    std::vector<std::pair<double, Index>> all;
    for (Index n = 0; n < 30; ++n) {
      double distance = 0;
      for (std::size_t l = 0; l < 2; ++l) {
        double square = 0;
        for (Index i = 0; i < examples[l].cols(); ++i)
          square += (queries[l](q, i) - examples[l](n, i)) * (queries[l](q, i) - examples[l](n, i));
        distance += weights[static_cast<Index>(l)] * std::sqrt(square);
      }
      all.emplace_back(distance, n);
    }
    std::sort(all.begin(), all.end());
    for (Index rank = 0; rank < 10; ++rank) {
      const auto& [distance, example] = all[static_cast<std::size_t>(rank)];
      CHECK(found.example[static_cast<std::size_t>(q)][static_cast<std::size_t>(rank)] == example);
      CHECK(found.distance(q, rank) == Approx(distance).epsilon(tolerance::rounding));
    }
  }
}

TEST_CASE("an example is most similar to itself, and equal ones come in their order") {
  Matrix code = samples::normal(9, 3, 1);
  code.row(7) = code.row(2);
  const SimilarExamples found = similar_examples({code}, {code}, Vector::Ones(1), 2);
  CHECK(found.example[2] == Labels{2, 7});
  CHECK(found.example[7] == Labels{2, 7});
  CHECK(found.example[4].front() == 4);
  CHECK(found.distance(4, 0) == 0);
}

TEST_CASE("similar examples refuse what cannot be compared") {
  const Matrix a = Matrix::Zero(4, 3), b = Matrix::Zero(2, 2);
  CHECK_THROWS_WITH(similar_examples({a}, {b}, Vector::Ones(1), 1), Contains("layer 0"));
  CHECK_THROWS_WITH(similar_examples({a}, {a, a}, Vector::Ones(1), 1), Contains("1 and 2 layers"));
  CHECK_THROWS_WITH(similar_examples({a}, {a}, -Vector::Ones(1), 1), Contains("not negative"));
  CHECK_THROWS_WITH(similar_examples({a}, {a}, Vector::Ones(1), 5), Contains("5 should be in [1, 4]"));
}
