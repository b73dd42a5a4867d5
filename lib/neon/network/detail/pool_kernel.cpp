#include <neon/core/detail/packet.hpp>
#include <neon/core/vector_math.hpp>
#include <neon/network/detail/pool_kernel.hpp>
#include <neon/network/lanes.hpp>

#include <limits>

namespace neon::NEON_INSTRUCTION_SET {
namespace {

using Index = std::ptrdiff_t;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr Index width = packet_width, all_lanes = static_cast<Index>(lanes);

/// Up to which |r| the Taylor polynomial of degree n is exp(r) to 1e-15.
constexpr double small_reach = 9e-3, medium_reach = 5e-2, large_reach = 0.14, largest_reach = 0.5;
constexpr int small_degree = 5, medium_degree = 7, large_degree = 9, largest_degree = 13;
constexpr int hard = 0;  // in place of a degree

struct Factorials {
  double inverse[largest_degree + 1];
};

constexpr Factorials factorials = [] {
  Factorials result{{1}};
  double factorial = 1;
  for (int n = 1; n <= largest_degree; ++n) result.inverse[n] = 1 / (factorial *= n);
  return result;
}();

template <int degree>
Packet exponential(Packet r) {
  Packet p = r * factorials.inverse[degree] + factorials.inverse[degree - 1];
  for (int n = degree - 2; n >= 0; --n) p = p * r + factorials.inverse[n];
  return p;
}

Packet greater(Packet a, Packet b) { return a > b ? a : b; }

/// The reach of every flip, the largest, and where the origin is after each.
void measure(const PoolGrid& grid, PoolState& state, const std::int32_t* feature, const double* change) {
  Packet largest{}, origin = Packet{} + state.origin;
  for (Index t = 0; t < all_lanes; t += width) {
    const Packet by = load(change + t), size = by < 0 ? -by : by, reach = size * gather(grid.reach, feature + t);
    store(state.reaches + t, reach);
    largest = greater(largest, reach);
    if (grid.origin_shift == nullptr) continue;
    const Packet here = running_sum(by * gather(grid.origin_shift, feature + t)) + origin;
    store(state.origins + t, here);
    origin = Packet{} + here[width - 1];
  }
  state.origin = origin[0];
  state.reach = 0;
  for (Index i = 0; i < width; ++i) state.reach = largest[i] > state.reach ? largest[i] : state.reach;
}

void flip(const PoolGrid& grid, PoolState& state, std::int32_t feature, double change) {
  const Index slots = grid.slots();
  const double* const shift = grid.shift + feature * slots;
  double* const scaled = state.scaled;
  for (Index slot = 0; slot < slots; ++slot) scaled[slot] += change * shift[slot];
}

void take_exponentials(const PoolGrid& grid, PoolState& state) {
  const Index rows = grid.rows;
  for (Index v = 0; v < grid.columns; v += width) {
    Packet largest = load(state.scaled + v * rows);
    for (Index r = 1; r < rows; ++r) largest = greater(largest, load(state.scaled + v * rows + r * width));
    store(state.reference + v, largest);
  }
  for (Index g = 0; g < grid.pools; ++g) {
    const Index from = grid.first_column[g], to = grid.first_column[g + 1];
    double largest = state.reference[from];
    for (Index v = from + 1; v < to; ++v) largest = state.reference[v] > largest ? state.reference[v] : largest;
    if (grid.origin_shift != nullptr && largest < 0) largest = 0;
    for (Index v = from; v < to; ++v) state.reference[v] = largest;
  }
  for (Index v = grid.first_column[grid.pools]; v < grid.columns; ++v) state.reference[v] = 0;
  double* const weight = state.weight;
  for (Index v = 0; v < grid.columns; v += width) {
    const Packet reference = load(state.reference + v);
    for (Index slot = v * rows; slot < (v + width) * rows; slot += width)
      store(weight + slot, load(state.scaled + slot) - reference);
  }
  const Index slots = grid.slots();
  for (Index slot = 0; slot < slots; ++slot) weight[slot] = vector_exp(weight[slot]);
}

void record(const PoolGrid& grid, PoolState& state, Index t) {
  for (Index v = 0; v < grid.columns; v += width) {
    Packet sum = load(state.weight + v * grid.rows);
    for (Index r = 1; r < grid.rows; ++r) sum += load(state.weight + v * grid.rows + r * width);
    store(state.sum + t * grid.columns + v, sum);
  }
}

/// The pools of the lanes t ... t + width - 1.
void total(const PoolGrid& grid, PoolState& state, bool soft, Index t, double* value) {
  const double* const sums = state.sum + t * grid.columns;
  Packet block[packet_width];
  if (soft && grid.pools == 1 && grid.columns == width) {
    for (Index i = 0; i < width; ++i) block[i] = load(sums + i * width);
    store(value + t, row_sums(block));
    return;
  }
  for (Index v = 0; v < grid.columns; v += width) {
    for (Index i = 0; i < width; ++i) block[i] = load(sums + i * grid.columns + v);
    transpose(block);
    for (Index i = 0; i < width; ++i) store(state.column + (v + i) * width, block[i]);
  }
  for (Index g = 0; g < grid.pools; ++g) {
    Index v = grid.first_column[g];
    Packet sum = load(state.column + v * width);
    while (++v < grid.first_column[g + 1]) {
      const Packet column = load(state.column + v * width);
      sum = soft ? sum + column : greater(sum, column);
    }
    store(value + g * all_lanes + t, sum);
  }
}

template <int degree>
void follow(const PoolGrid& grid, PoolState& state, const std::int32_t* feature, const double* change, Index first,
            Index last) {
  const Index slots = grid.slots(), stride = grid.columns;
  for (Index v = 0; v < grid.columns; v += width)
    for (Index r = 0; r < grid.rows; ++r) {
      const Index slot = v * grid.rows + r * width;
      const double* const shift = grid.shift + slot;
      double* const sums = state.sum + v;
      Packet scaled = load(state.scaled + slot), weight = load(state.weight + slot);
      for (Index t = first; t < last; ++t) {
        const Packet exponent = change[t] * load(shift + feature[t] * slots);
        scaled += exponent;
        double* const sum = sums + t * stride;
        if constexpr (degree == hard) {
          store(sum, r == 0 ? scaled : greater(load(sum), scaled));
        } else {
          weight *= exponential<degree>(exponent);
          store(sum, r == 0 ? weight : load(sum) + weight);
        }
      }
      store(state.scaled + slot, scaled);
    }
}

void follow(const PoolGrid& grid, PoolState& state, const std::int32_t* feature, const double* change, Index first,
            Index last, double reach) {
  if (reach <= small_reach) return follow<small_degree>(grid, state, feature, change, first, last);
  if (reach <= medium_reach) return follow<medium_degree>(grid, state, feature, change, first, last);
  if (reach <= large_reach) return follow<large_degree>(grid, state, feature, change, first, last);
  follow<largest_degree>(grid, state, feature, change, first, last);
}

void fill(double* values, Index first, Index last, double value) {
  for (Index t = first; t < last; ++t) values[t] = value;
}

void advance_soft(const PoolGrid& grid, PoolState& state, const std::int32_t* feature, const double* change,
                  Index count) {
  measure(grid, state, feature, change);
  for (Index first = 0; first < count;) {
    flip(grid, state, feature[first], change[first]);
    take_exponentials(grid, state);
    record(grid, state, first);
    Index last = count;
    double reach = state.reach;
    if (reach > largest_reach)
      for (last = first + 1, reach = 0; last < count && state.reaches[last] <= largest_reach; ++last)
        reach = state.reaches[last] > reach ? state.reaches[last] : reach;
    follow(grid, state, feature, change, first + 1, last, reach);
    for (Index g = 0; g < grid.pools; ++g)
      fill(state.references + g * all_lanes, first, last, state.reference[grid.first_column[g]]);
    if (grid.origin_shift != nullptr) fill(state.origin_weights, first, last, vector_exp(-state.reference[0]));
    first = last;
  }
}

void advance(const PoolGrid& grid, PoolState& state, const std::int32_t* feature, const double* change, Index count,
             double* value) {
  const bool soft = grid.stiffness < infinity;
  const double unscale = 1 / grid.scale;
  if (soft)
    advance_soft(grid, state, feature, change, count);
  else
    follow<hard>(grid, state, feature, change, 0, count);

  for (Index t = 0; t < all_lanes; t += width) total(grid, state, soft, t, value);  // logarithms need numbers
  for (Index g = 0; g < grid.pools; ++g) {
    double* const pool = value + g * all_lanes;
    const double* const reference = state.references + g * all_lanes;
    if (!soft)
      for (Index t = 0; t < all_lanes; ++t) pool[t] = -pool[t];
    else if (grid.origin_shift == nullptr)
      for (Index t = 0; t < all_lanes; ++t) pool[t] = (reference[t] + vector_log(pool[t])) * unscale;
    else
      for (Index t = 0; t < all_lanes; ++t)
        pool[t] = state.origins[t] + (reference[t] + vector_log(pool[t] + state.origin_weights[t])) * unscale;
  }
}

}  // namespace

const PoolKernel pool_kernel{packet_width, advance};

}  // namespace neon::NEON_INSTRUCTION_SET
