#include "experiments/mnist/ink.hpp"

#include <neon/core/error.hpp>

#include <algorithm>
#include <cmath>

namespace neon::experiments::mnist {
namespace {

/// Spreads the ink of one line of pixels to those within reach.
void spread(const double* ink, Index count, Index step, double* result) {
  for (Index i = 0; i < count; ++i) {
    const Index first = std::max<Index>(0, i - ink_reach), last = std::min(count - 1, i + ink_reach);
    for (Index j = first; j <= last; ++j) result[i * step] = std::max(result[i * step], ink[j * step] > 0 ? 1.0 : 0.0);
  }
}

}  // namespace

Vector ink_share(const MatrixView& relevance, const MatrixView& x) {
  const auto side = static_cast<Index>(std::lround(std::sqrt(static_cast<double>(x.cols()))));
  require(relevance.rows() == x.rows() && relevance.cols() == x.cols(),
          "ink_share: relevance [{}, {}] should be [{}, {}]", relevance.rows(), relevance.cols(), x.rows(), x.cols());
  require(side * side == x.cols(), "ink_share: images of {} pixels should be squares", x.cols());
  Vector share(x.rows());
  for (Index n = 0; n < x.rows(); ++n) {
    const Vector ink = x.row(n);
    Vector beside = Vector::Zero(x.cols()), near = beside;
    for (Index row = 0; row < side; ++row) spread(ink.data() + row * side, side, 1, beside.data() + row * side);
    for (Index column = 0; column < side; ++column) spread(beside.data() + column, side, side, near.data() + column);
    const auto size = relevance.row(n).cwiseAbs().transpose();
    const double total = size.sum();
    share(n) = total > 0 ? size.dot(near) / total : 0;
  }
  return share;
}

}  // namespace neon::experiments::mnist
