#include <neon/layers/detail/gradient_kernel.hpp>
#include <neon/layers/detail/lane_vector.hpp>

namespace neon::NEON_INSTRUCTION_SET {
namespace {

using Index = std::ptrdiff_t;
constexpr Index inputs_at_once = GradientKernel::inputs, columns_at_once = GradientKernel::columns,
                kernel = GradientKernel::kernel;

/// At columns_at_once places from `from` on.  @param sums [columns_at_once, inputs_at_once, block] to be summed over
/// the block
template <Index block>
void add_columns(const GradientRow& gradient, const float* weight, const float* from, float* sums) {
  using Float = typename LaneVector<block>::Float;
  // GCC 12 keeps the sums in registers only where every loop over them is unrolled, the clearing included.
  Float sum[columns_at_once][inputs_at_once];
#pragma GCC unroll 4
  for (auto& column : sum)
#pragma GCC unroll 6
    for (Float& lane : column) lane = Float{};
  for (Index b = 0; b < gradient.blocks; ++b)
    for (Index down = 0; down < kernel; ++down) {
      const float* line = from + b * gradient.block_step + (kernel - 1 - down) * gradient.row_step;
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

template <Index block>
void row(const GradientRow& gradient, const float* weight, Index width, Index count, float* const* out) {
  float sums[columns_at_once * inputs_at_once * block];
  for (Index x = 0; x < width; x += columns_at_once) {
    add_columns<block>(gradient, weight, gradient.corner + x * block, sums);
    const Index left = width - x, columns = left < columns_at_once ? left : columns_at_once;
    for (Index column = 0; column < columns; ++column)
      for (Index i = 0; i < count; ++i) out[i][x + column] = total<block>(sums + (column * inputs_at_once + i) * block);
  }
}

}  // namespace

const GradientKernel gradient_kernel{row<8>, row<16>};

}  // namespace neon::NEON_INSTRUCTION_SET
