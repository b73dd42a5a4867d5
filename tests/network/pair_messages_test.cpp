#include <neon/network/pair_messages.hpp>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;

TEST_CASE("pair messages are relevances over differences of scores, for any number of competitors") {
  constexpr int members = 3;
  const Index count = GENERATE(1, 7, 8, 90, 512);
  const double epsilon = GENERATE(0.0, 0.25);
  const Matrix others = samples::normal(2, count, 1), own = samples::normal(2, members, 2);
  Matrix toward = others.row(0), score = others.row(1), share = own.row(0), own_score = own.row(1);
  toward(0, count / 2) = 0;               // carries nothing
  own_score(0, 1) = score(0, count - 1);  // a denominator of 0
  PairMessages messages(toward.data(), score.data(), count);
  Vector total = Vector::Zero(members);
  messages.divide<2>(share.data(), own_score.data(), epsilon, total.data());
  messages.divide<1>(share.data() + 2, own_score.data() + 2, epsilon, total.data() + 2);

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
  laws::equal(Vector(Eigen::Map<const Vector>(messages.sum(), count)), expected_sum, tolerance::amplified);
  CHECK(messages.account().smallest == smallest);
  CHECK(messages.account().negative == Approx(negative));
  CHECK(messages.account().total == Approx(share.cwiseAbs().sum() * toward.cwiseAbs().sum()));
}
