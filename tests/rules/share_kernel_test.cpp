#include <neon/core/types.hpp>
#include <neon/rules/detail/share_kernel.hpp>

#include <array>
#include <cmath>
#include <vector>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;

namespace {

using Floats = Eigen::VectorXf;

Floats numbers(Index count, std::uint64_t seed) { return samples::normal(count, 1, seed).cast<float>(); }

/// A row of some locations, the sums over it, and the same number by number.
struct Case {
  Index block, length, wide;
  Floats carrier, inverse, bias;
  float epsilon = 0.25F;
  std::array<Floats, 5> sums, expected;

  Case(Index channels, Index locations)
      : block(channels),
        length(channels * locations),
        wide(2 * length),
        carrier(numbers(length, 1)),
        inverse(numbers(2 * wide, 2)),
        bias(numbers(channels, 3)) {
    for (Floats& sum : sums) sum = Floats::Constant(channels, -1);
    for (Floats& sum : expected) sum = Floats::Zero(channels);
  }
  ShareRow row(bool carried) const {
    return {carried ? carrier.data() : nullptr, inverse.data(), bias.data(), epsilon, length};
  }
  ShareSums to() { return {sums[0].data(), sums[1].data(), sums[2].data(), sums[3].data(), sums[4].data()}; }
  void note(Index lane, float relevance, float share, float by) {
    expected[0](lane) += relevance;
    expected[1](lane) += share * (bias(lane) + (by < 0 ? -epsilon : epsilon));
    expected[2](lane) += by < 0 ? std::abs(relevance) : 0;
    expected[3](lane) += std::abs(relevance);
    if (relevance != 0) expected[4](lane) = std::max(expected[4](lane), std::abs(by));
  }
  void check() const {
    for (std::size_t s = 0; s < sums.size(); ++s) laws::equal(sums[s], expected[s], tolerance::single);
  }
};

}  // namespace

TEST_CASE("a row of relevance is divided number by number, and summed up channel by channel", "[kernels]") {
  const Index block = GENERATE(8, 16), locations = GENERATE(1, 5);
  const bool carried = GENERATE(false, true);
  Case row(block, locations);
  Floats factor = numbers(row.length, 4), expected = factor;
  expected(0) = factor(0) = 0;  // carries nothing
  for (Index i = 0; i < row.length; ++i) {
    const float relevance = expected(i) * (carried ? row.carrier(i) : 1);
    expected(i) = relevance * row.inverse(i);
    row.note(i % block, relevance, expected(i), row.inverse(i));
  }
  (block == 16 ? share_kernel().divide_16 : share_kernel().divide_8)(row.row(carried), factor.data(), row.to());
  laws::equal(factor, expected, tolerance::single);
  row.check();
}

TEST_CASE("relevance of a pool goes to the place that won, divided by what stands there", "[kernels]") {
  const Index block = GENERATE(8, 16), locations = GENERATE(1, 5);
  const bool carried = GENERATE(false, true);
  Case row(block, locations);
  const Floats factor = numbers(row.length, 4);
  std::vector<std::uint8_t> winner;
  Floats shares = Floats::Constant(2 * row.wide, -1), expected = Floats::Zero(2 * row.wide);
  for (Index i = 0; i < row.length; ++i) {
    winner.push_back(static_cast<std::uint8_t>((3 * i + i / block) % 4));
    const Index across = winner.back() % 2, down = winner.back() / 2, lane = i % block,
                at = down * row.wide + (2 * (i / block) + across) * block + lane;
    const float relevance = factor(i) * (carried ? row.carrier(i) : 1);
    expected(at) = relevance * row.inverse(at);
    row.note(lane, relevance, expected(at), row.inverse(at));
  }
  (block == 16 ? share_kernel().winners_16 : share_kernel().winners_8)(row.row(carried), factor.data(), winner.data(),
                                                                       row.wide, shares.data(), row.to());
  laws::equal(shares, expected, tolerance::single);
  row.check();
}

TEST_CASE("denominators are inverted with their sign, and numbers told by size", "[kernels]") {
  const Index count = GENERATE(1, 7, 16, 50);
  const float stabiliser = 0.5F, floor = 0.75F;
  const Floats given = numbers(count, 5), carrier = numbers(count, 6);
  Floats inverse = given, product = given, expected(count);
  for (Index i = 0; i < count; ++i) {
    const float kept = std::max(std::abs(given(i)) + stabiliser, floor);
    expected(i) = 1 / (given(i) < 0 ? -kept : kept);
  }
  share_kernel().invert(inverse.data(), count, stabiliser, floor);
  laws::equal(inverse, expected, tolerance::single);
  share_kernel().multiply(product.data(), carrier.data(), count);
  CHECK(product == given.cwiseProduct(carrier));
  double largest = 0, squares = 0;
  share_kernel().size(given.data(), count, &largest, &squares);
  CHECK(largest == static_cast<double>(given.cwiseAbs().maxCoeff()));
  CHECK(squares == Approx(given.cast<double>().squaredNorm()));
}
