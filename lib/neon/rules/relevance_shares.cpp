#include <neon/core/parallel.hpp>
#include <neon/layers/lane_vector.hpp>
#include <neon/rules/relevance_shares.hpp>

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
  using Float = typename LaneVector<block>::Float;
  Float relevance{}, bias{}, negative{}, total{}, largest{};

  /// R_k, s_k and 1 / z_k of the channels at one location.
  void note(const Float& r, const Float& s, const Float& inverse, const Float& kept) {
    const Float magnitude = r < 0 ? -r : r, size = inverse < 0 ? -inverse : inverse, zero{};
    const Float carried = magnitude > 0 ? size : zero;
    relevance += r;
    bias += s * kept;
    total += magnitude;
    negative += inverse < 0 ? magnitude : zero;
    largest = carried > largest ? carried : largest;
  }
};

/// The account of some rows, in double.
struct Sums {
  double relevance = 0, bias = 0, negative = 0, total = 0;
  float largest = 0;

  template <Index block>
  void add(const RowSums<block>& row) {
    for (Index lane = 0; lane < block; ++lane) {
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
    const auto part = Eigen::Map<const Eigen::VectorXf>(maps.values.get() + first, last - first).cast<double>();
    largest(first / values_at_once) = part.cwiseAbs().maxCoeff();
    squares(first / values_at_once) = part.squaredNorm();
  });
  return {largest.maxCoeff(),
          std::sqrt(squares.sum() / static_cast<double>(maps.count * maps.channels * maps.locations()))};
}

/// b_k + sign(z_k) epsilon: what keeps its share of R_k.
template <class Float>
Float kept_by(const Float& bias, float epsilon, const Float& inverse) {
  return bias + (inverse < 0 ? Float{} - epsilon : Float{} + epsilon);
}

template <Index block, bool carried>
ShareAccount divide_blocks(BlockedMaps& factor, const BlockedMaps& carrier, const Denominators& z) {
  using Lanes = LaneVector<block>;
  using Float = typename Lanes::Float;
  const Index row = factor.row(), height = factor.height;
  return account_of<block>(factor.blocks() * height, rows_at_once(factor), factor.count, z.epsilon,
                           [&](Index job, Index m) {
                             float* f = factor.values.get() + m * factor.map_size() + job * row;
                             const float* carrier_row = carried ? carrier.values.get() + job * row : nullptr;
                             const float* inverse_row = z.inverse.values.get() + job * row;
                             Float bias;
                             load_lanes(bias, z.bias.data() + job / height * block);
                             RowSums<block> sums;
                             for (Index i = 0; i < row; i += block) {
                               Float r, inverse;
                               load_lanes(r, f + i);
                               load_lanes(inverse, inverse_row + i);
                               if constexpr (carried) {
                                 Float x;
                                 load_lanes(x, carrier_row + i);
                                 r *= x;
                               }
                               const Float s = r * inverse;
                               store_lanes(s, f + i);
                               sums.note(r, s, inverse, kept_by(bias, z.epsilon, inverse));
                             }
                             return sums;
                           });
}

template <Index block, bool carried>
ShareAccount divide_winning_blocks(const BlockedMaps& factor, const BlockedMaps& carrier,
                                   const std::vector<std::uint8_t>& winner, const Denominators& z, BlockedMaps& out) {
  using Lanes = LaneVector<block>;
  using Float = typename Lanes::Float;
  const Index row = factor.row(), wide = out.row(), height = factor.height;
  const std::array<Index, 4> corners{0, block, wide, wide + block};
  return account_of<block>(factor.blocks() * height, rows_at_once(out), factor.count, z.epsilon,
                           [&](Index job, Index m) {
                             const float* f = factor.values.get() + m * factor.map_size() + job * row;
                             const float* carrier_row = carried ? carrier.values.get() + job * row : nullptr;
                             const std::uint8_t* winner_row = winner.data() + job * row;
                             const float* inverse_row = z.inverse.values.get() + 2 * job * wide;
                             float* shares = out.values.get() + m * out.map_size() + 2 * job * wide;
                             Float bias;
                             load_lanes(bias, z.bias.data() + job / height * block);
                             RowSums<block> sums;
                             for (Index i = 0; i < row; i += block) {
                               Float r, won_inverse{}, won_share{};
                               typename Lanes::Byte won_bytes;
                               load_lanes(r, f + i);
                               load_lanes(won_bytes, winner_row + i);
                               const auto won = widened(won_bytes);
                               if constexpr (carried) {
                                 Float x;
                                 load_lanes(x, carrier_row + i);
                                 r *= x;
                               }
                               for (int place = 0; place < 4; ++place) {
                                 const Index at = 2 * i + corners[static_cast<std::size_t>(place)];
                                 Float inverse;
                                 const Float zero{};
                                 load_lanes(inverse, inverse_row + at);
                                 const Float s = won == place ? r * inverse : zero;
                                 store_lanes(s, shares + at);
                                 won_inverse = won == place ? inverse : won_inverse;
                                 won_share += s;
                               }
                               sums.note(r, won_share, won_inverse, kept_by(bias, z.epsilon, won_inverse));
                             }
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
    for (Index i = first; i < last; ++i) values[i] = 1 / stabilised(values[i], stabiliser, floor);
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
  return factor.block == 16 ? with(std::integral_constant<Index, 16>()) : with(std::integral_constant<Index, 8>());
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
  ShareAccount account =
      factor.block == 16 ? with(std::integral_constant<Index, 16>()) : with(std::integral_constant<Index, 8>());
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
