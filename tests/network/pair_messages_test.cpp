#include <neon/core/types.hpp>
#include <neon/network/detail/pair_kernel.hpp>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;

TEST_CASE("pair messages are relevances over differences of scores, for any number of competitors", "[kernels]") {
  constexpr int members = 6;  // four at once and two one by one
  const Index count = GENERATE(1, 7, 8, 90, 512, 700);
  const double epsilon = GENERATE(0.0, 0.25);
  const Matrix others = samples::normal(2, count, 1), own = samples::normal(2, members, 2);
  Matrix toward = others.row(0), score = others.row(1), share = own.row(0), own_score = own.row(1);
  toward(0, count / 2) = 0;               // carries nothing
  own_score(0, 1) = score(0, count - 1);  // a denominator of 0
  Vector total = Vector::Zero(members), sum = Vector::Zero(count);
  DivisionAccount<double> account;
  pair_kernel().divide({toward.data(), score.data(), count}, share.data(), own_score.data(), members, epsilon,
                       sum.data(), total.data(), account);

  Vector expected_total = Vector::Zero(members), expected_sum = Vector::Zero(count);
  double smallest = infinity, negative = 0;
  for (Index i = 0; i < members; ++i)
    for (Index j = 0; j < count; ++j) {
      const double relevance = share(0, i) * toward(0, j), by = score(0, j) - own_score(0, i);
      const double kept =
          std::max(std::abs(by) + epsilon, denominator_floor * (std::abs(score(0, j)) + std::abs(own_score(0, i))));
      const double c = relevance / (by < 0 ? -kept : kept);
      expected_total(i) += c;
      expected_sum(j) += c;
      if (relevance != 0) smallest = std::min(smallest, std::abs(by));
      if (by < 0) negative += std::abs(relevance);
    }
  laws::equal(total, expected_total, tolerance::amplified);
  laws::equal(Vector(-sum), expected_sum, tolerance::amplified);
  CHECK(account.smallest == smallest);
  CHECK(account.negative == Approx(negative));
  CHECK(account.total == Approx(share.cwiseAbs().sum() * toward.cwiseAbs().sum()));
}

TEST_CASE("messages of a table divide by what it adds to the differences of scores", "[kernels]") {
  const Index count = GENERATE(1, 7, 8, 90);
  const double epsilon = GENERATE(0.0, 0.25);
  const Matrix values = samples::normal(4, count, 1);
  const Matrix toward = values.row(0), score = values.row(1), shift = values.row(2), before = values.row(3);
  Matrix message = before;
  Vector sum = Vector::Ones(count), expected_sum = sum;
  const double share = 0.7, own_score = 0.3;
  DivisionAccount<double> account;
  const double total = pair_kernel().divide_table(
      {share, own_score, toward.data(), score.data(), shift.data(), message.data(), sum.data(), count}, epsilon,
      account);

  Matrix expected(1, count);
  double smallest = infinity, negative = 0;
  for (Index j = 0; j < count; ++j) {
    const double by = before(0, j) + score(0, j) - own_score + shift(0, j), kept = std::abs(by) + epsilon;
    expected(0, j) = share * toward(0, j) / (by < 0 ? -kept : kept);
    expected_sum(j) -= expected(0, j);
    smallest = std::min(smallest, std::abs(by));
    negative += by < 0 ? std::abs(share * toward(0, j)) : 0;
  }
  laws::equal(message, expected, tolerance::amplified);
  laws::equal(sum, expected_sum, tolerance::amplified);
  CHECK(total == Approx(expected.sum()));
  CHECK(account.smallest == Approx(smallest));
  CHECK(account.negative == Approx(negative));
  CHECK(account.total == Approx(share * toward.cwiseAbs().sum()));
}
