#include <neon/core/parallel.hpp>
#include <neon/layers/first_gradient.hpp>
#include <neon/layers/lane_vector.hpp>

#include <algorithm>

namespace neon {
namespace {

/// Inputs and locations worked on at once: as many sums as there are vector registers to hold them.
constexpr Index inputs_at_once = 3, columns_at_once = 8;
constexpr Index kernel = Convolution::kernel, rows_at_once = 4;

/// Where one row of the result is computed.
struct Row {
  const float* gradient;  ///< of the map: [blocks, height, width, block]
  const float* weight;    ///< of the group of inputs
  Index blocks, height, width, y;
  float* out;  ///< of the group's first input: [inputs, height, width]
  Index inputs;
};

/// dx_i(p) = sum_o sum_q w_oi(q) dy_o(p - q + 1) at `columns` places from x on. `inside`: all that they read exists.
template <Index block, Index columns, bool inside>
void add_columns(const Row& row, Index x) {
  using Lanes = LaneVector<block>;
  typename Lanes::Float sum[columns][inputs_at_once] = {};
  const float* weight = row.weight;
  for (Index b = 0; b < row.blocks; ++b)
    for (Index down = 0; down < kernel; ++down) {
      const Index from_y = row.y - down + 1;
      const float* line = row.gradient + (b * row.height + from_y) * row.width * block;
      for (Index right = 0; right < kernel; ++right, weight += inputs_at_once * block) {
        const Index from_x = x - right + 1;
        if (from_y < 0 || from_y >= row.height) continue;
        if (!inside && (from_x < 0 || from_x >= row.width)) continue;
        typename Lanes::Float w[inputs_at_once];
        for (Index i = 0; i < inputs_at_once; ++i) load_lanes(w[i], weight + i * block);
#pragma GCC unroll 8
        for (Index column = 0; column < columns; ++column) {
          typename Lanes::Float g;
          load_lanes(g, line + (from_x + column) * block);
#pragma GCC unroll 3
          for (Index i = 0; i < inputs_at_once; ++i) sum[column][i] += w[i] * g;
        }
      }
    }
  for (Index i = 0; i < row.inputs; ++i)
    for (Index column = 0; column < columns; ++column) {
      float total = 0;
      for (Index lane = 0; lane < block; ++lane) total += sum[column][i][lane];
      row.out[(i * row.height + row.y) * row.width + x + column] = total;
    }
}

template <Index block>
void compute_row(const Row& row) {
  Index x = 0;
  add_columns<block, 1, false>(row, x++);
  for (; x + columns_at_once < row.width; x += columns_at_once) add_columns<block, columns_at_once, true>(row, x);
  for (; x < row.width; ++x) add_columns<block, 1, false>(row, x);
}

}  // namespace

FirstGradient::FirstGradient(const Convolution& layer, Index block) : inputs_(layer.inputs), block_(block) {
  const Index groups = (inputs_ + inputs_at_once - 1) / inputs_at_once, blocks = (layer.outputs + block - 1) / block;
  weight_.assign(static_cast<std::size_t>(groups * blocks * kernel * kernel * inputs_at_once * block), 0);
  for (Index o = 0; o < layer.outputs; ++o)
    for (Index i = 0; i < inputs_; ++i)
      for (Index q = 0; q < kernel * kernel; ++q) {
        const Index place = (i / inputs_at_once * blocks + o / block) * kernel * kernel + q;
        weight_[static_cast<std::size_t>((place * inputs_at_once + i % inputs_at_once) * block + o % block)] =
            layer.weight[static_cast<std::size_t>((o * inputs_ + i) * kernel * kernel + q)];
      }
}

FeatureMaps FirstGradient::operator()(const BlockedMaps& gradient) const {
  FeatureMaps result(gradient.count, inputs_, gradient.height, gradient.width);
  const Index height = gradient.height, blocks = gradient.blocks();
  const auto compute = block_ == 16 ? &compute_row<16> : &compute_row<8>;
  parallel_blocks(gradient.count * height, rows_at_once, [&](Index first, Index last) {
    for (Index job = first; job < last; ++job)
      for (Index i = 0; i < inputs_; i += inputs_at_once)
        compute({gradient.at(job / height, 0, 0),
                 weight_.data() + i / inputs_at_once * blocks * kernel * kernel * inputs_at_once * block_, blocks,
                 height, gradient.width, job % height, result.map(job / height) + i * gradient.locations(),
                 std::min(inputs_at_once, inputs_ - i)});
  });
  return result;
}

}  // namespace neon
