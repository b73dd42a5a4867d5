#include <neon/core/detail/transpose_kernel.hpp>
#include <neon/core/transpose.hpp>

namespace neon {

void transpose(const double* from, Index from_stride, Index rows, Index cols, double* to, Index to_stride, bool add) {
  transpose_kernel().turn(from, from_stride, rows, cols, to, to_stride, add);
}

}  // namespace neon
