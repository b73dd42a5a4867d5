#include <neon/core/detail/packet.hpp>
#include <neon/core/detail/transpose_kernel.hpp>

namespace neon::NEON_INSTRUCTION_SET {
namespace {

using Index = std::ptrdiff_t;

void turn(const double* from, Index from_stride, Index rows, Index cols, double* to, Index to_stride, bool add) {
  constexpr Index width = packet_width;
  const Index whole_rows = rows / width * width, whole_cols = cols / width * width;
  for (Index i = 0; i < whole_rows; i += width)
    for (Index j = 0; j < whole_cols; j += width) {
      Packet block[packet_width];
      for (Index r = 0; r < width; ++r) block[r] = load(from + (i + r) * from_stride + j);
      transpose(block);
      for (Index c = 0; c < width; ++c) {
        double* const target = to + (j + c) * to_stride + i;
        store(target, add ? load(target) + block[c] : block[c]);
      }
    }
  for (Index i = 0; i < rows; ++i)
    for (Index j = i < whole_rows ? whole_cols : 0; j < cols; ++j) {
      double& target = to[j * to_stride + i];
      target = add ? target + from[i * from_stride + j] : from[i * from_stride + j];
    }
}

}  // namespace

const TransposeKernel transpose_kernel{turn};

}  // namespace neon::NEON_INSTRUCTION_SET
