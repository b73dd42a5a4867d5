#include <neon/core/error.hpp>
#include <neon/network/branches.hpp>

namespace neon {

Matrix BranchSum::forward(const MatrixView& x) const {
  require(branches > 0 && x.cols() % branches == 0, "sum of {} branches: {} features should be a multiple", branches,
          x.cols());
  const Index columns = x.cols() / branches;
  Matrix result = x.leftCols(columns);
  for (Index b = 1; b < branches; ++b) result += x.middleCols(b * columns, columns);
  return result;
}

Matrix BranchSum::pullback(const MatrixView&, const MatrixView& gradient) const {
  return gradient.replicate(1, branches);
}

Matrix BranchSum::relevance(const MatrixView& x, const Pass& pass, const MatrixView& relevance,
                            const LayerDetail&) const {
  const Index columns = relevance.cols();
  Matrix result(relevance.rows(), branches * columns);
  for (Index m = 0; m < relevance.rows(); ++m) {
    const Index n = x.rows() == 1 ? 0 : m;
    for (Index k = 0; k < columns; ++k) {
      const double sign = pass.output(n, k) < 0 ? -1 : 1;
      double sum = 0;
      for (Index b = 0; b < branches; ++b) sum += std::max(0.0, sign * x(n, b * columns + k));
      for (Index b = 0; b < branches; ++b) {
        const double share =
            sum > 0 ? std::max(0.0, sign * x(n, b * columns + k)) / sum : 1 / static_cast<double>(branches);
        result(m, b * columns + k) = share * relevance(m, k);
      }
    }
  }
  return result;
}

void PaddedSubsampling::check() const {
  require(stride > 0 && input.size() > 0, "shortcut: stride {} and shape {} should be positive", stride, input.text());
  require(channels >= input.channels && (channels - input.channels) % 2 == 0,
          "shortcut: {} channels should be {} or an even number more", channels, input.channels);
}

MapShape PaddedSubsampling::output() const {
  return {channels, (input.height + stride - 1) / stride, (input.width + stride - 1) / stride};
}

namespace {

/// Calls visit(place of the output, place of the input) for all that are copied.
template <class Visit>
void for_each_copied(const PaddedSubsampling& layer, const Visit& visit) {
  const MapShape in = layer.input, out = layer.output();
  const Index before = (out.channels - in.channels) / 2;
  for (Index c = 0; c < in.channels; ++c)
    for (Index y = 0; y < out.height; ++y)
      for (Index x = 0; x < out.width; ++x)
        visit(((before + c) * out.height + y) * out.width + x,
              (c * in.height + layer.stride * y) * in.width + layer.stride * x);
}

}  // namespace

Matrix PaddedSubsampling::forward(const MatrixView& x) const {
  check();
  require(x.cols() == inputs(), "shortcut: {} features should be {} = {}", x.cols(), input.text(), inputs());
  Matrix result = Matrix::Zero(x.rows(), output().size());
  for (Index n = 0; n < x.rows(); ++n)
    for_each_copied(*this, [&](Index to, Index from) { result(n, to) = x(n, from); });
  return result;
}

Matrix PaddedSubsampling::back(const MatrixView& what) const {
  Matrix result = Matrix::Zero(what.rows(), inputs());
  for (Index n = 0; n < what.rows(); ++n)
    for_each_copied(*this, [&](Index from, Index to) { result(n, to) = what(n, from); });
  return result;
}

}  // namespace neon
