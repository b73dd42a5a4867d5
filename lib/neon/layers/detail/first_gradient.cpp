#include <neon/core/parallel.hpp>
#include <neon/layers/detail/first_gradient.hpp>
#include <neon/layers/detail/gradient_kernel.hpp>

#include <algorithm>
#include <array>

namespace neon {
namespace {

static_assert(Convolution::kernel == GradientKernel::kernel);

constexpr Index inputs_at_once = GradientKernel::inputs, columns_at_once = GradientKernel::columns;
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
  Index block_step() const { return columns_ * block; }
  Index row_step() const { return blocks_ * columns_ * block; }

 private:
  const BlockedMaps& maps_;
  Index blocks_, columns_;
  std::vector<float> values_;
};

/// Rows first ... last - 1 of one map, for the inputs from `group` * inputs_at_once on.
template <Index block>
void compute_rows(const Strip<block>& strip, const float* weight, Index m, Index first, Index last, Index group,
                  BlockedMaps& result) {
  const Index first_input = group * inputs_at_once, inputs = std::min(inputs_at_once, result.channels - first_input);
  const auto row_of = block == 16 ? gradient_kernel().row_16 : gradient_kernel().row_8;
  std::array<float*, inputs_at_once> out{};
  for (Index y = first; y < last; ++y) {
    for (Index i = 0; i < inputs; ++i) out[static_cast<std::size_t>(i)] = result.at(m, first_input + i, y);
    row_of({strip.corner(y - first, 0, 0), strip.blocks(), strip.block_step(), strip.row_step()}, weight, result.width,
           inputs, out.data());
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
