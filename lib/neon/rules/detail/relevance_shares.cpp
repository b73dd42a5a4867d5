#include <neon/core/parallel.hpp>
#include <neon/rules/detail/relevance_shares.hpp>
#include <neon/rules/detail/share_kernel.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace neon {
namespace {

constexpr Index values_at_once = 1 << 14;

/// The floor of a convolution's denominators, in units of the largest at that image: the terms of each are not looked
/// at again.
constexpr double floor_share = 0x1p-40;
/// No float below it has an inverse.
constexpr float least_float = 4 * std::numeric_limits<float>::min();

Index rows_at_once(const BlockedMaps& maps) { return std::max<Index>(1, values_at_once / maps.row()); }

/// Sums over a row, lane by lane.
template <Index block>
struct RowSums {
  std::array<float, block> relevance, bias, negative, total, largest;

  ShareSums lanes() { return {relevance.data(), bias.data(), negative.data(), total.data(), largest.data()}; }
};

/// The account of some rows, in double.
struct Sums {
  double relevance = 0, bias = 0, negative = 0, total = 0;
  float largest = 0;

  template <Index block>
  void add(const RowSums<block>& row) {
    for (std::size_t lane = 0; lane < block; ++lane) {
      relevance += row.relevance[lane];
      bias += row.bias[lane];
      negative += row.negative[lane];
      total += row.total[lane];
      largest = std::max(largest, row.largest[lane]);
    }
  }
};

/// Calls row(job, map) -> RowSums for the rows of one map; all maps follow one another at each row, so that what they
/// share is read from memory once. Sums are added in an order that does not depend on the threads.
template <Index block, class Row>
ShareAccount account_of(Index jobs, Index at_once, Index maps, double epsilon, const Row& row) {
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
      const double smallest = s.largest > 0 ? std::max(0.0, 1 / static_cast<double>(s.largest) - epsilon) : infinity;
      result.condition.add(m, {smallest, s.negative, s.total});
    }
  return result;
}

/// How large the numbers of some maps are.
struct Size {
  double largest = 0, root_mean_square = 0;
};

/// Channels that fill the last block are 0 and do not count.
Size size_of(const BlockedMaps& maps) {
  const Index count = maps.count * maps.map_size(), parts = (count + values_at_once - 1) / values_at_once;
  Vector largest(parts), squares(parts);
  parallel_blocks(count, values_at_once, [&](Index first, Index last) {
    const Index part = first / values_at_once;
    share_kernel().size(maps.values.get() + first, last - first, &largest(part), &squares(part));
  });
  return {largest.maxCoeff(),
          std::sqrt(squares.sum() / static_cast<double>(maps.count * maps.channels * maps.locations()))};
}

template <Index block>
ShareAccount divide_blocks(BlockedMaps& factor, const BlockedMaps& carrier, const Denominators& z) {
  const Index row = factor.row(), height = factor.height;
  const auto divide_row = block == 16 ? share_kernel().divide_16 : share_kernel().divide_8;
  return account_of<block>(factor.blocks() * height, rows_at_once(factor), factor.count, z.epsilon,
                           [&](Index job, Index m) {
                             RowSums<block> sums;
                             divide_row({.carrier = carrier ? carrier.values.get() + job * row : nullptr,
                                         .inverse = z.inverse.values.get() + job * row,
                                         .bias = z.bias.data() + job / height * block,
                                         .epsilon = z.epsilon,
                                         .length = row},
                                        factor.values.get() + m * factor.map_size() + job * row, sums.lanes());
                             return sums;
                           });
}

template <Index block>
ShareAccount divide_winning_blocks(const BlockedMaps& factor, const BlockedMaps& carrier,
                                   const std::vector<std::uint8_t>& winner, const Denominators& z, BlockedMaps& out) {
  const Index row = factor.row(), wide = out.row(), height = factor.height;
  const auto divide_row = block == 16 ? share_kernel().winners_16 : share_kernel().winners_8;
  return account_of<block>(
      factor.blocks() * height, rows_at_once(out), factor.count, z.epsilon, [&](Index job, Index m) {
        RowSums<block> sums;
        divide_row({.carrier = carrier ? carrier.values.get() + job * row : nullptr,
                    .inverse = z.inverse.values.get() + 2 * job * wide,
                    .bias = z.bias.data() + job / height * block,
                    .epsilon = z.epsilon,
                    .length = row},
                   factor.values.get() + m * factor.map_size() + job * row, winner.data() + job * row, wide,
                   out.values.get() + m * out.map_size() + 2 * job * wide, sums.lanes());
        return sums;
      });
}

}  // namespace

Denominators denominators(BlockedMaps z, const std::vector<float>& bias, double epsilon) {
  const Size size = size_of(z);
  const float floor = std::max(static_cast<float>(size.largest * floor_share), least_float),
              stabiliser = static_cast<float>(epsilon * size.root_mean_square);
  float* values = z.values.get();
  parallel_blocks(z.count * z.map_size(), values_at_once, [&](Index first, Index last) {
    share_kernel().invert(values + first, last - first, stabiliser, floor);
  });
  Denominators result{std::move(z), bias, stabiliser};
  result.bias.resize(static_cast<std::size_t>(result.inverse.blocks() * result.inverse.block), 0);
  return result;
}

ShareAccount divide(BlockedMaps& factor, const BlockedMaps& carrier, const Denominators& z) {
  const auto with = [&](auto block) { return divide_blocks<decltype(block)::value>(factor, carrier, z); };
  return factor.block == 16 ? with(std::integral_constant<Index, 16>()) : with(std::integral_constant<Index, 8>());
}

ShareAccount divide_winners(BufferPool& pool, BlockedMaps& factor, const BlockedMaps& carrier,
                            const std::vector<std::uint8_t>& winner, const Denominators& z) {
  BlockedMaps out =
      blocked_maps(pool, factor.count, factor.channels, 2 * factor.height, 2 * factor.width, factor.block);
  const auto with = [&](auto block) {
    return divide_winning_blocks<decltype(block)::value>(factor, carrier, winner, z, out);
  };
  ShareAccount account =
      factor.block == 16 ? with(std::integral_constant<Index, 16>()) : with(std::integral_constant<Index, 8>());
  factor = std::move(out);
  return account;
}

void multiply(BlockedMaps& factor, const BlockedMaps& carrier) {
  const Index period = carrier.map_size();
  parallel_blocks(period, values_at_once, [&](Index first, Index last) {
    for (Index m = 0; m < factor.count; ++m)
      share_kernel().multiply(factor.values.get() + m * period + first, carrier.values.get() + first, last - first);
  });
}

}  // namespace neon
