#pragma once
#include <neon/core/random.hpp>
#include <neon/core/types.hpp>

/// Random inputs for tests, from the library's own counter-based generator: the same on every machine.
namespace neon::samples {

inline Matrix normal(Index rows, Index cols, std::uint64_t seed) {
  Random random(seed, 0x7e57);
  Matrix x(rows, cols);
  for (Index i = 0; i < x.size(); ++i) x.data()[i] = random.normal();
  return x;
}

inline Matrix uniform(Index rows, Index cols, std::uint64_t seed) {
  Random random(seed, 0x7e58);
  Matrix x(rows, cols);
  for (Index i = 0; i < x.size(); ++i) x.data()[i] = random.uniform();
  return x;
}

}  // namespace neon::samples
