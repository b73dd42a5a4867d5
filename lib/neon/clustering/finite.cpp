#include <neon/clustering/finite.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>

#include <cmath>

namespace neon {

void require_finite(const MatrixView& x, std::string_view where) {
  std::vector<char> finite(static_cast<std::size_t>(x.rows()), 1);
  parallel_blocks(x.rows(), 1024, [&](Index first, Index last) {
    for (Index n = first; n < last; ++n) finite[static_cast<std::size_t>(n)] = x.row(n).allFinite() ? 1 : 0;
  });
  for (Index n = 0; n < x.rows(); ++n) {
    if (finite[static_cast<std::size_t>(n)] != 0) continue;
    for (Index i = 0; i < x.cols(); ++i)
      require(std::isfinite(x(n, i)), "{}: {} in row {}, column {} should be finite", where, x(n, i), n, i);
  }
}

}  // namespace neon
