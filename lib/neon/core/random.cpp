#include <neon/core/random.hpp>

#include <cmath>
#include <numbers>

namespace neon {

double Random::normal() {
  const double radius = std::sqrt(-2 * std::log1p(-uniform()));
  return radius * std::cos(2 * std::numbers::pi * uniform());
}

Index Random::below(Index n) {
  // The high half of the product is uniform up to a bias of n / 2^64.
  __extension__ using Wide = unsigned __int128;
  return static_cast<Index>((static_cast<Wide>(bits()) * static_cast<Wide>(n)) >> 64);
}

}  // namespace neon
