#include <neon/clustering/finite.hpp>
#include <neon/clustering/scaling.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>

#include <cmath>

namespace neon {
namespace {

void require_points(const MatrixView& x, std::string_view where) {
  require(x.rows() > 0, "{}: 0 points should be at least 1", where);
  require_finite(x, where);
}

/// A feature of size 0 keeps its numbers.
Vector inverse(const Eigen::RowVectorXd& size, std::string_view where) {
  Vector factor(size.size());
  for (Index i = 0; i < size.size(); ++i) {
    factor[i] = size[i] == 0 ? 1 : 1 / size[i];
    require(std::isfinite(factor[i]) && factor[i] > 0,
            "{}: column {} has the size {:.3g}, which should have an inverse", where, i, size[i]);
  }
  return factor;
}

}  // namespace

void Scaling::apply(Matrix& x) const {
  if (empty()) return;
  require(x.cols() == shift.size() && x.cols() == factor.size(), "scaling: {} features should be {}", x.cols(),
          shift.size());
  x.array().rowwise() -= shift.transpose().array();
  x.array().rowwise() *= factor.transpose().array();
}

Scaling minmax_scaling(const MatrixView& x) {
  require_points(x, "minmax scaling");
  return {x.colwise().minCoeff(), inverse(column_spans(x), "minmax scaling")};
}

Scaling standard_scaling(const MatrixView& x) {
  require_points(x, "standard scaling");
  const Eigen::RowVectorXd mean = column_means(x), span = column_spans(x);
  // In units of the span, the squares of no unit leave the range of doubles.
  const Eigen::RowVectorXd unit = (span.array() > 0).select(span, 1);
  Eigen::RowVectorXd square = Eigen::RowVectorXd::Zero(x.cols());
  for (Index n = 0; n < x.rows(); ++n) square += (x.row(n) - mean).cwiseQuotient(unit).cwiseAbs2();
  return {mean, inverse((square / static_cast<double>(x.rows())).cwiseSqrt().cwiseProduct(span), "standard scaling")};
}

}  // namespace neon
