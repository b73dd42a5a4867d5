#include <neon/core/radix_sort.hpp>
#include <neon/core/random.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace neon;

namespace {

template <int digit_bits, class Key>
void check_sort(std::uint64_t seed, int key_bits, std::size_t count) {
  Random random(seed);
  std::vector<Keyed<Key, std::size_t>> items(count), scratch;
  for (std::size_t i = 0; i < count; ++i) items[i] = {static_cast<Key>(random.bits() >> (64 - key_bits)), i};
  auto twin = items;
  radix_sort<digit_bits>(items, scratch);
  std::stable_sort(twin.begin(), twin.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  CHECK(std::equal(items.begin(), items.end(), twin.begin(),
                   [](const auto& a, const auto& b) { return a.key == b.key && a.value == b.value; }));
}

}  // namespace

TEST_CASE("the radix sort is a stable sort") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const std::size_t count = GENERATE(0, 1, 2, 1000);
  const int key_bits = GENERATE(1, 7, 32);
  check_sort<8, std::uint32_t>(seed, key_bits, count);
  check_sort<11, std::uint32_t>(seed, key_bits, count);
  check_sort<8, std::uint64_t>(seed, 2 * key_bits, count);
  check_sort<11, std::uint64_t>(seed, 2 * key_bits, count);
}
