#pragma once
#include <neon/core/types.hpp>

#include <cstdint>
#include <utility>

namespace neon {

/// Counter-based random numbers: draw n of (seed, stream) is a fixed function of the three, so that parallel tasks each
/// take their own stream and results do not depend on the schedule. SplitMix64 finaliser over a Weyl sequence.
/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
class Random {
 public:
  explicit Random(std::uint64_t seed, std::uint64_t stream = 0)
      : key_(mix(mix(seed) ^ (stream * 0xd1342543de82ef95ULL))) {}

  std::uint64_t bits() { return mix(key_ + 0x9e3779b97f4a7c15ULL * ++count_); }
  /// Uniform in [0, 1), 53 bits.
  double uniform() { return static_cast<double>(bits() >> 11) * 0x1.0p-53; }
  /// Standard normal (Box-Muller, one value per two draws).
  double normal();
  /// Uniform in {0, ..., n - 1}; n > 0.
  Index below(Index n);
  /// Uniformly random order (Fisher-Yates).
  template <class Range>
  void shuffle(Range& values) {
    for (auto last = static_cast<Index>(values.size()); last > 1; --last)
      std::swap(values[static_cast<std::size_t>(last - 1)], values[static_cast<std::size_t>(below(last))]);
  }

 private:
  static std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  std::uint64_t key_, count_ = 0;
};

}  // namespace neon
