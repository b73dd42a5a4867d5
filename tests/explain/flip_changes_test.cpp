#include <neon/explain/kernels/flip_changes.hpp>

#include <numeric>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;

TEST_CASE("flips that change nothing are left out, and repeat the value before them", "[kernels]") {
  const Index d = GENERATE(1, 2, 7, 8, 9, 16, 19, 40);
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix x = samples::normal(1, d, seed);
  Matrix root = samples::normal(1, d, seed + 10);
  for (Index i = 0; i < d; ++i)
    if ((static_cast<std::uint64_t>(i) + seed) % 3 == 0) root(0, i) = x(0, i);
  std::vector<std::int32_t> order(static_cast<std::size_t>(d));
  std::iota(order.rbegin(), order.rend(), 0);

  FlipChanges changes(d);
  changes.select(x.data(), root.data(), order.data());
  std::vector<double> value(static_cast<std::size_t>(d) + 10, -1), curve(static_cast<std::size_t>(d) + 1);
  for (Index v = 0; v < changes.values(); ++v) value[static_cast<std::size_t>(v)] = 100 + static_cast<double>(v);
  changes.spread(value.data(), curve.data());

  Index made = 0;
  CHECK(curve[0] == 100);
  for (std::size_t flip = 0; flip < order.size(); ++flip) {
    const std::int32_t i = order[flip];
    if (root(0, i) != x(0, i)) {
      ++made;
      CHECK(changes.feature()[made] == i);
      CHECK(changes.change()[made] == root(0, i) - x(0, i));
    }
    CHECK(curve[flip + 1] == 100 + static_cast<double>(made));
  }
  CHECK(changes.values() == made + 1);
  CHECK(changes.change()[0] == 0);
  CHECK(changes.change()[made + 1] == 0);
}
