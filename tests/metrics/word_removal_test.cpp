#include <neon/core/error.hpp>
#include <neon/metrics/word_removal.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;
using Catch::Contains;

namespace {

/// The mean of the words that are left, embedded anew.
Vector embedded_anew(const Matrix& words, const Vector& relevance, Index removed, const Vector& empty) {
  std::vector<std::pair<double, Index>> order;
  for (Index t = 0; t < words.rows(); ++t) order.emplace_back(-relevance(t), t);
  std::sort(order.begin(), order.end());
  Vector mean = Vector::Zero(words.cols());
  for (Index i = removed; i < words.rows(); ++i) mean += words.row(order[static_cast<std::size_t>(i)].second);
  return removed == words.rows() ? empty : Vector(mean / static_cast<double>(words.rows() - removed));
}

}  // namespace

TEST_CASE("removing words equals embedding what is left") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Index n = GENERATE(1, 2, 10, 37);
  const Matrix words = samples::normal(n, 4, seed);
  Vector relevance = samples::normal(n, 1, seed + 1).col(0);
  relevance(n - 1) = relevance(0);  // a tie
  const Vector shares = Vector::LinSpaced(11, 0, 1), empty = samples::normal(4, 1, seed + 2).col(0);
  const Matrix path = remove_words(words, relevance, shares, empty);
  for (Index r = 0; r < 11; ++r)
    laws::equal(Vector(path.row(r)),
                embedded_anew(words, relevance, std::llround(shares(r) * static_cast<double>(n)), empty));
  laws::equal(Vector(path.row(0)), Vector(words.colwise().mean()));
  CHECK(Vector(path.row(10)) == empty);
}

TEST_CASE("word removal by hand") {
  Matrix words(3, 1);
  words << 1, 2, 6;
  const Matrix path = remove_words(words, Vector{{0, 5, 1}}, Vector{{0, 1.0 / 3, 2.0 / 3, 1}}, Vector{{-1}});
  CHECK(path == Matrix{{3}, {3.5}, {1}, {-1}});
}

TEST_CASE("word removal refuses what it cannot use") {
  const Matrix words = Matrix::Ones(2, 3);
  const Vector shares{{0, 1}}, empty = Vector::Zero(3);
  CHECK_THROWS_WITH(remove_words(Matrix(0, 3), Vector(0), shares, empty), Contains("0 words should be at least 1"));
  CHECK_THROWS_WITH(remove_words(words, Vector::Zero(3), shares, empty), Contains("3 relevances should be 2"));
  CHECK_THROWS_WITH(remove_words(words, Vector::Zero(2), shares, Vector::Zero(1)),
                    Contains("1 features should have 3"));
  CHECK_THROWS_WITH(remove_words(words, Vector{{0, std::nan("")}}, shares, empty), Contains("relevance nan of word 1"));
  CHECK_THROWS_WITH(remove_words(words, Vector::Zero(2), Vector{{0.5, 0.2}}, empty), Contains("share 0.2 should be"));
  CHECK_THROWS_WITH(remove_words(words, Vector::Zero(2), Vector{{1.5}}, empty),
                    Contains("share 1.5 should be in [0, 1]"));
}
