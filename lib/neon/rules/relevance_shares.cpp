#include <neon/core/parallel.hpp>
#include <neon/rules/relevance_shares.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace neon {
namespace {

constexpr Index values_at_once = 1 << 14;

Index rows_at_once(const BlockedMaps& maps) { return std::max<Index>(1, values_at_once / maps.row()); }

/// Sums over a row, lane by lane: one vector register each.
template <Index block>
struct Lanes {
  std::array<float, block> relevance{}, bias{}, negative{}, total{}, largest{};

  void note(Index lane, float r, float s, float inverse, float bias_here) {
    const auto l = static_cast<std::size_t>(lane);
    const float magnitude = std::abs(r);
    relevance[l] += r;
    bias[l] += s * bias_here;
    total[l] += magnitude;
    negative[l] += inverse < 0 ? magnitude : 0;
    largest[l] = std::max(largest[l], magnitude > 0 ? std::abs(inverse) : 0);
  }
};

/// The account of some rows, in double.
struct Sums {
  double relevance = 0, bias = 0, negative = 0, total = 0;
  float largest = 0;

  template <Index block>
  void add(const Lanes<block>& row) {
    for (std::size_t lane = 0; lane < block; ++lane) {
      relevance += row.relevance[lane];
      bias += row.bias[lane];
      negative += row.negative[lane];
      total += row.total[lane];
      largest = std::max(largest, row.largest[lane]);
    }
  }
};

/// Calls row(job, map) -> Lanes for the rows of one map; all maps follow one another at each row, so that what they
/// share is read from memory once. Sums are added in an order that does not depend on the threads.
template <Index block, class Row>
ShareAccount account_of(Index jobs, Index at_once, Index maps, const Row& row) {
  const Index parts = (jobs + at_once - 1) / at_once;
  std::vector<Sums> sums(static_cast<std::size_t>(parts * maps));
  parallel_blocks(jobs, at_once, [&](Index first, Index last) {
    for (Index job = first; job < last; ++job)
      for (Index m = 0; m < maps; ++m) sums[static_cast<std::size_t>(first / at_once * maps + m)].add(row(job, m));
  });
  ShareAccount result(maps);
  for (Index part = 0; part < parts; ++part)
    for (Index m = 0; m < maps; ++m) {
      const Sums& s = sums[static_cast<std::size_t>(part * maps + m)];
      result.relevance(m) += s.relevance;
      result.bias(m) += s.bias;
      result.condition.add(m, s.largest > 0 ? 1 / static_cast<double>(s.largest) : infinity, s.negative, s.total);
    }
  return result;
}

template <Index block, bool carried>
ShareAccount divide_blocks(BlockedMaps& factor, const BlockedMaps& carrier, const Denominators& z) {
  const Index row = factor.row(), height = factor.height;
  return account_of<block>(factor.blocks() * height, rows_at_once(factor), factor.count, [&](Index job, Index m) {
    float* f = factor.values.get() + m * factor.map_size() + job * row;
    const float* x = carried ? carrier.values.get() + job * row : nullptr;
    const float* inverse = z.inverse.values.get() + job * row;
    const float* b = z.bias.data() + job / height * block;
    Lanes<block> lanes;
    for (Index i = 0; i < row; i += block)
      for (Index lane = 0; lane < block; ++lane) {
        const float r = carried ? f[i + lane] * x[i + lane] : f[i + lane], d = inverse[i + lane], s = r * d;
        f[i + lane] = s;
        lanes.note(lane, r, s, d, b[lane] + std::copysign(z.epsilon, d));
      }
    return lanes;
  });
}

template <Index block, bool carried>
ShareAccount divide_winning_blocks(const BlockedMaps& factor, const BlockedMaps& carrier,
                                   const std::vector<std::uint8_t>& winner, const Denominators& z, BlockedMaps& out) {
  const Index row = factor.row(), wide = out.row(), height = factor.height;
  return account_of<block>(factor.blocks() * height, rows_at_once(out), factor.count, [&](Index job, Index m) {
    const float* f = factor.values.get() + m * factor.map_size() + job * row;
    const float* x = carried ? carrier.values.get() + job * row : nullptr;
    const std::uint8_t* won = winner.data() + job * row;
    const float* inverse = z.inverse.values.get() + 2 * job * wide;
    float* s = out.values.get() + m * out.map_size() + 2 * job * wide;
    const float* b = z.bias.data() + job / height * block;
    Lanes<block> lanes;
    for (Index i = 0; i < row; i += block)
      for (Index lane = 0; lane < block; ++lane) {
        const float r = carried ? f[i + lane] * x[i + lane] : f[i + lane];
        const int place = won[i + lane];
        const Index corner = 2 * i + lane;
        const float d0 = inverse[corner], d1 = inverse[corner + block], d2 = inverse[corner + wide],
                    d3 = inverse[corner + wide + block];
        const float d = place == 0 ? d0 : place == 1 ? d1 : place == 2 ? d2 : d3, share = r * d;
        s[corner] = place == 0 ? share : 0;
        s[corner + block] = place == 1 ? share : 0;
        s[corner + wide] = place == 2 ? share : 0;
        s[corner + wide + block] = place == 3 ? share : 0;
        lanes.note(lane, r, share, d, b[lane] + std::copysign(z.epsilon, d));
      }
    return lanes;
  });
}

}  // namespace

Denominators denominators(BlockedMaps z, const std::vector<float>& bias, double epsilon) {
  constexpr auto floor = static_cast<float>(denominator_floor);
  const auto stabiliser = static_cast<float>(epsilon);
  float* values = z.values.get();
  parallel_blocks(z.count * z.map_size(), values_at_once, [&](Index first, Index last) {
    for (Index i = first; i < last; ++i)
      values[i] = 1 / std::copysign(std::max(std::abs(values[i]) + stabiliser, floor), values[i]);
  });
  Denominators result{std::move(z), bias, stabiliser};
  result.bias.resize(static_cast<std::size_t>(result.inverse.blocks() * result.inverse.block), 0);
  return result;
}

ShareAccount divide(BlockedMaps& factor, const BlockedMaps& carrier, const Denominators& z) {
  const auto with = [&](auto block) {
    constexpr Index lanes = decltype(block)::value;
    return carrier ? divide_blocks<lanes, true>(factor, carrier, z) : divide_blocks<lanes, false>(factor, carrier, z);
  };
  if (factor.block == 16) return with(std::integral_constant<Index, 16>());
  if (factor.block == 8) return with(std::integral_constant<Index, 8>());
  return with(std::integral_constant<Index, 1>());
}

ShareAccount divide_winners(BufferPool& pool, BlockedMaps& factor, const BlockedMaps& carrier,
                            const std::vector<std::uint8_t>& winner, const Denominators& z) {
  BlockedMaps out =
      blocked_maps(pool, factor.count, factor.channels, 2 * factor.height, 2 * factor.width, factor.block);
  const auto with = [&](auto block) {
    constexpr Index lanes = decltype(block)::value;
    return carrier ? divide_winning_blocks<lanes, true>(factor, carrier, winner, z, out)
                   : divide_winning_blocks<lanes, false>(factor, carrier, winner, z, out);
  };
  ShareAccount account = factor.block == 16  ? with(std::integral_constant<Index, 16>())
                         : factor.block == 8 ? with(std::integral_constant<Index, 8>())
                                             : with(std::integral_constant<Index, 1>());
  factor = std::move(out);
  return account;
}

void multiply(BlockedMaps& factor, const BlockedMaps& carrier) {
  const Index period = carrier.map_size();
  parallel_blocks(period, values_at_once, [&](Index first, Index last) {
    for (Index m = 0; m < factor.count; ++m)
      for (Index i = first; i < last; ++i) factor.values.get()[m * period + i] *= carrier.values.get()[i];
  });
}

}  // namespace neon
