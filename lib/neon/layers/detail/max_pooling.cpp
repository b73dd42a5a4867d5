#include <neon/core/parallel.hpp>
#include <neon/layers/detail/max_pooling.hpp>

namespace neon {
namespace {

constexpr Index rows_at_once = 8;

/// One row of windows. With 'block' known the loop over its lanes becomes one vector operation.
template <Index block>
void pool_row(const float* upper, const float* lower, Index width, float* out, std::uint8_t* winner) {
  for (Index x = 0; x < width; ++x)
    for (Index lane = 0; lane < block; ++lane) {
      const float a = upper[2 * x * block + lane], b = upper[(2 * x + 1) * block + lane],
                  c = lower[2 * x * block + lane], d = lower[(2 * x + 1) * block + lane];
      const float top = b > a ? b : a, bottom = d > c ? d : c;
      out[x * block + lane] = bottom > top ? bottom : top;
      if (winner != nullptr)
        winner[x * block + lane] = static_cast<std::uint8_t>(bottom > top ? (d > c ? 3 : 2) : (b > a ? 1 : 0));
    }
}

}  // namespace

Pooled max_pool(BufferPool& pool, const BlockedMaps& x, bool keep_winner) {
  Pooled result{blocked_maps(pool, x.count, x.channels, x.height / 2, x.width / 2, x.block)};
  const BlockedMaps& y = result.maxima;
  if (keep_winner) result.winner.resize(static_cast<std::size_t>(y.count * y.map_size()));
  const auto row = x.block == 16 ? &pool_row<16> : &pool_row<8>;
  parallel_blocks(x.count * x.blocks() * y.height, rows_at_once, [&](Index first, Index last) {
    for (Index job = first; job < last; ++job) {
      const float* upper = x.values.get() + 2 * job * x.row();  // blocks follow one another: their heights are even
      row(upper, upper + x.row(), y.width, y.values.get() + job * y.row(),
          keep_winner ? result.winner.data() + job * y.row() : nullptr);
    }
  });
  return result;
}

BlockedMaps unpool(BufferPool& pool, const BlockedMaps& values, const std::vector<std::uint8_t>& winner) {
  const BlockedMaps& v = values;
  BlockedMaps result = blocked_maps(pool, v.count, v.channels, 2 * v.height, 2 * v.width, v.block);
  const Index rows = static_cast<Index>(winner.size()) / v.row();
  parallel_blocks(v.count * v.blocks() * v.height, rows_at_once, [&](Index first, Index last) {
    for (Index job = first; job < last; ++job) {
      const float* in = v.values.get() + job * v.row();
      const std::uint8_t* won = winner.data() + job % rows * v.row();
      float* out = result.values.get() + 2 * job * result.row();
      for (Index i = 0; i < v.row(); ++i) {
        const Index corner = 2 * (i / v.block) * v.block + i % v.block;
        for (Index place = 0; place < 4; ++place)
          out[corner + place / 2 * result.row() + place % 2 * v.block] = won[i] == place ? in[i] : 0;
      }
    }
  });
  return result;
}

}  // namespace neon
