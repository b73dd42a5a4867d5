#pragma once
#include <fmt/format.h>

#include "experiments/tiles/data.hpp"
#include "support/samples.hpp"

namespace neon::samples {

/// Tiles of noise of three kinds; defects are bright squares, at the place that their mask says.
inline experiments::tiles::Tiles noisy_tiles(Index of_each, Index size) {
  experiments::tiles::Tiles tiles{
      .size = size, .grey = {}, .mask = {}, .picture = {}, .kind = {}, .kinds = {"A<b>", "B", "Free"}, .names = {}};
  const Index count = 3 * of_each;
  tiles.grey = (60 + 40 * uniform(count, size * size, 3).array()).floor();
  for (Index n = 0; n < count; ++n) {
    tiles.kind.push_back(n / of_each);
    tiles.names.push_back(n == 0 ? "</script><b>\"x" : fmt::format("n{}", n));
    tiles.picture.emplace_back(4, 4, std::array<std::uint8_t, 3>{9, 9, static_cast<std::uint8_t>(n)});
    std::vector<bool> mask(static_cast<std::size_t>(size * size), false);
    if (n / of_each < 2)
      for (Index y = 2; y < 6; ++y)
        for (Index x = 2; x < 6; ++x) {
          const Index p = (y + n % of_each % 3) * size + x + 4 * (n / of_each);
          mask[static_cast<std::size_t>(p)] = true;
          tiles.grey(n, p) = 250 - 100 * static_cast<double>(n / of_each);
        }
    tiles.mask.push_back(std::move(mask));
  }
  return tiles;
}

}  // namespace neon::samples
