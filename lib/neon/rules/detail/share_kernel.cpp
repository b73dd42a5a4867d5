#include <neon/layers/detail/lane_vector.hpp>
#include <neon/rules/detail/share_kernel.hpp>
#include <neon/rules/stabilised_division.hpp>

namespace neon::NEON_INSTRUCTION_SET {
namespace {

using Index = std::ptrdiff_t;

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
  void store(const ShareSums& to) const {
    store_lanes(relevance, to.relevance);
    store_lanes(bias, to.bias);
    store_lanes(negative, to.negative);
    store_lanes(total, to.total);
    store_lanes(largest, to.largest);
  }
};

/// b_k + sign(z_k) epsilon: what keeps its share of R_k.
template <class Float>
Float kept_by(const Float& bias, float epsilon, const Float& inverse) {
  return bias + (inverse < 0 ? Float{} - epsilon : Float{} + epsilon);
}

template <Index block, bool carried>
void divide_row(const ShareRow& row, float* factor, const ShareSums& to) {
  using Float = typename LaneVector<block>::Float;
  Float bias;
  load_lanes(bias, row.bias);
  RowSums<block> sums;
  for (Index i = 0; i < row.length; i += block) {
    Float r, inverse;
    load_lanes(r, factor + i);
    load_lanes(inverse, row.inverse + i);
    if constexpr (carried) {
      Float x;
      load_lanes(x, row.carrier + i);
      r *= x;
    }
    const Float s = r * inverse;
    store_lanes(s, factor + i);
    sums.note(r, s, inverse, kept_by(bias, row.epsilon, inverse));
  }
  sums.store(to);
}

template <Index block>
void divide(const ShareRow& row, float* factor, const ShareSums& sums) {
  if (row.carrier)
    divide_row<block, true>(row, factor, sums);
  else
    divide_row<block, false>(row, factor, sums);
}

template <Index block, bool carried>
void divide_winning_row(const ShareRow& row, const float* factor, const std::uint8_t* winner, Index wide, float* shares,
                        const ShareSums& to) {
  using Lanes = LaneVector<block>;
  using Float = typename Lanes::Float;
  const Index corners[4] = {0, block, wide, wide + block};
  Float bias;
  load_lanes(bias, row.bias);
  RowSums<block> sums;
  for (Index i = 0; i < row.length; i += block) {
    Float r, won_inverse{}, won_share{};
    typename Lanes::Byte won_bytes;
    load_lanes(r, factor + i);
    load_lanes(won_bytes, winner + i);
    const auto won = widened(won_bytes);
    if constexpr (carried) {
      Float x;
      load_lanes(x, row.carrier + i);
      r *= x;
    }
    for (int place = 0; place < 4; ++place) {
      const Index at = 2 * i + corners[place];
      Float inverse;
      const Float zero{};
      load_lanes(inverse, row.inverse + at);
      const Float s = won == place ? r * inverse : zero;
      store_lanes(s, shares + at);
      won_inverse = won == place ? inverse : won_inverse;
      won_share += s;
    }
    sums.note(r, won_share, won_inverse, kept_by(bias, row.epsilon, won_inverse));
  }
  sums.store(to);
}

template <Index block>
void divide_winners(const ShareRow& row, const float* factor, const std::uint8_t* winner, Index wide, float* shares,
                    const ShareSums& sums) {
  if (row.carrier)
    divide_winning_row<block, true>(row, factor, winner, wide, shares, sums);
  else
    divide_winning_row<block, false>(row, factor, winner, wide, shares, sums);
}

void invert(float* z, Index count, float stabiliser, float floor) {
  for (Index i = 0; i < count; ++i) z[i] = 1 / stabilised(z[i], stabiliser, floor);
}

void multiply(float* factor, const float* carrier, Index count) {
  for (Index i = 0; i < count; ++i) factor[i] *= carrier[i];
}

void size(const float* values, Index count, double* largest, double* squares) {
  float most = 0;
  double sum = 0;
#pragma omp simd reduction(max : most) reduction(+ : sum)
  for (Index i = 0; i < count; ++i) {
    const float magnitude = values[i] < 0 ? -values[i] : values[i];
    const auto value = static_cast<double>(values[i]);
    most = magnitude > most ? magnitude : most;
    sum += value * value;
  }
  *largest = static_cast<double>(most);
  *squares = sum;
}

}  // namespace

const ShareKernel share_kernel{divide<8>, divide<16>, divide_winners<8>, divide_winners<16>, invert, multiply, size};

}  // namespace neon::NEON_INSTRUCTION_SET
