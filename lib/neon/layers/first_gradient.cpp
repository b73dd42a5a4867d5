#include <neon/core/parallel.hpp>
#include <neon/layers/first_gradient.hpp>
#include <neon/layers/lane_vector.hpp>

#include <algorithm>
#include <array>

namespace neon {
namespace {

/// Inputs and locations worked on at once: as many sums as there are vector registers to hold them.
constexpr Index inputs_at_once = 6, columns_at_once = 4;
constexpr Index kernel = Convolution::kernel, rows_at_once = 4, strips_at_once = 8;

/// Some rows of one map with a border of zeros, [rows, blocks, columns, block]: copied, because rows and blocks of a
/// map are often a multiple of 4096 bytes apart, where a cache holds only a few of them.
template <Index block>
class Strip {
 public:
  explicit Strip(const BlockedMaps& maps)
      : maps_(maps), blocks_(maps.blocks()), columns_(maps.width + kernel - 1 + columns_at_once) {}

  /// Holds the rows first ... last - 1 of map m from now on.
  void read(Index m, Index first, Index last) {
    values_.assign(static_cast<std::size_t>((last - first + kernel - 1) * row_step()), 0);
    for (Index y = std::max<Index>(first - 1, 0); y < std::min(last + 1, maps_.height); ++y)
      for (Index b = 0; b < blocks_; ++b)
        std::copy_n(maps_.at(m, b, y), maps_.row(),
                    values_.data() + ((y - first + 1) * blocks_ + b) * columns_ * block + block);
  }

  Index blocks() const { return blocks_; }
  /// What stands above and left of a place, one row and one column away.
  const float* corner(Index row, Index b, Index x) const {
    return values_.data() + ((row * blocks_ + b) * columns_ + x) * block;
  }
  Index row_step() const { return blocks_ * columns_ * block; }

 private:
  const BlockedMaps& maps_;
  Index blocks_, columns_;
  std::vector<float> values_;
};

/// dx_i(p) = sum_o sum_q w_oi(q) dy_o(p - q + 1) at columns_at_once places from x on.
/// @param sums [columns_at_once, inputs_at_once, block] to be summed over the block
template <Index block>
void add_columns(const Strip<block>& strip, const float* weight, Index row, Index x, float* sums) {
  using Float = typename LaneVector<block>::Float;
  // GCC 12 keeps the sums in registers only where every loop over them is unrolled, the clearing included.
  Float sum[columns_at_once][inputs_at_once];
#pragma GCC unroll 4
  for (auto& column : sum)
#pragma GCC unroll 6
    for (Float& lane : column) lane = Float{};
  for (Index b = 0; b < strip.blocks(); ++b)
    for (Index down = 0; down < kernel; ++down) {
      const float* line = strip.corner(row, b, x) + (kernel - 1 - down) * strip.row_step();
      for (Index right = 0; right < kernel; ++right, weight += inputs_at_once * block) {
        Float w[inputs_at_once];
#pragma GCC unroll 6
        for (Index i = 0; i < inputs_at_once; ++i) load_lanes(w[i], weight + i * block);
#pragma GCC unroll 4
        for (Index column = 0; column < columns_at_once; ++column) {
          Float g;
          load_lanes(g, line + (kernel - 1 - right + column) * block);
#pragma GCC unroll 6
          for (Index i = 0; i < inputs_at_once; ++i) sum[column][i] += w[i] * g;
        }
      }
    }
#pragma GCC unroll 4
  for (Index column = 0; column < columns_at_once; ++column)
#pragma GCC unroll 6
    for (Index i = 0; i < inputs_at_once; ++i)
      store_lanes(sum[column][i], sums + (column * inputs_at_once + i) * block);
}

template <Index block>
float total(float* lanes) {
  for (Index half = block / 2; half > 0; half /= 2)
    for (Index lane = 0; lane < half; ++lane) lanes[lane] += lanes[lane + half];
  return lanes[0];
}

/// Rows first ... last - 1 of one map, for the inputs from `group` * inputs_at_once on.
template <Index block>
void compute_rows(const Strip<block>& strip, const float* weight, Index m, Index first, Index last, Index group,
                  BlockedMaps& result) {
  std::array<float, columns_at_once * inputs_at_once * block> sums;
  const Index first_input = group * inputs_at_once, inputs = std::min(inputs_at_once, result.channels - first_input);
  for (Index y = first; y < last; ++y)
    for (Index x = 0; x < result.width; x += columns_at_once) {
      add_columns<block>(strip, weight, y - first, x, sums.data());
      const Index columns = std::min(columns_at_once, result.width - x);
      for (Index column = 0; column < columns; ++column)
        for (Index i = 0; i < inputs; ++i)
          result.at(m, first_input + i, y)[x + column] =
              total<block>(sums.data() + (column * inputs_at_once + i) * block);
    }
}

template <Index block>
void compute(const BlockedMaps& gradient, const std::vector<float>& weight, BlockedMaps& result) {
  const Index height = gradient.height, strips = (height + rows_at_once - 1) / rows_at_once;
  const Index groups = (result.channels + inputs_at_once - 1) / inputs_at_once;
  parallel_blocks(gradient.count * strips, strips_at_once, [&](Index begin, Index end) {
    Strip<block> strip(gradient);
    for (Index job = begin; job < end; ++job) {
      const Index m = job / strips, first = job % strips * rows_at_once, last = std::min(first + rows_at_once, height);
      strip.read(m, first, last);
      for (Index group = 0; group < groups; ++group)
        compute_rows<block>(strip, weight.data() + group * static_cast<Index>(weight.size()) / groups, m, first, last,
                            group, result);
    }
  });
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

BlockedMaps FirstGradient::operator()(BufferPool& pool, const BlockedMaps& gradient) const {
  BlockedMaps result = blocked_maps(pool, gradient.count, inputs_, gradient.height, gradient.width, 1);
  if (block_ == 16)
    compute<16>(gradient, weight_, result);
  else
    compute<8>(gradient, weight_, result);
  return result;
}

}  // namespace neon
