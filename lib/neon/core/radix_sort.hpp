#pragma once
#include <climits>

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace neon {

/// Something to be sorted by an unsigned key.
template <class Key, class Value>
struct Keyed {
  Key key;
  Value value;
};

/// Sorts by increasing key, ties in the order given (least-significant-digit radix sort): linear in the number of
/// items.
/// @tparam digit_bits 8 suits thousands of items, 11 suits millions
/// @param scratch room for a copy, kept by the caller between calls; resized here
template <int digit_bits, class Key, class Value>
void radix_sort(std::vector<Keyed<Key, Value>>& items, std::vector<Keyed<Key, Value>>& scratch) {
  constexpr int digits = (static_cast<int>(sizeof(Key)) * CHAR_BIT + digit_bits - 1) / digit_bits;
  constexpr std::size_t values = std::size_t{1} << digit_bits;
  const auto digit = [](Key key, int place) { return static_cast<std::size_t>(key >> (place * digit_bits)) % values; };

  std::array<std::array<std::uint32_t, values>, digits> start{};
  for (const auto& item : items)
    for (int place = 0; place < digits; ++place) ++start[static_cast<std::size_t>(place)][digit(item.key, place)];

  scratch.resize(items.size());
  for (int place = 0; place < digits; ++place) {
    auto& next = start[static_cast<std::size_t>(place)];
    if (!items.empty() && next[digit(items.front().key, place)] == items.size()) continue;
    std::uint32_t before = 0;
    for (auto& count : next) before += std::exchange(count, before);
    for (const auto& item : items) scratch[next[digit(item.key, place)]++] = item;
    items.swap(scratch);
  }
}

}  // namespace neon
