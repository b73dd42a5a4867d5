#include <neon/clustering/finite.hpp>
#include <neon/clustering/scaling.hpp>
#include <neon/core/error.hpp>

#include <cmath>

namespace neon {
namespace {

void require_points(const MatrixView& x, std::string_view where) {
  require(x.rows() > 0, "{}: 0 points should be at least 1", where);
  require_finite(x, where);
}

/// A constant feature, or one that differs by rounding only, keeps its size.
Vector inverse(const Vector& size, const Vector& magnitude) {
  constexpr double rounding = 1e-14;
  return (size.array() > rounding * magnitude.array()).select(1 / size.array(), 1);
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
  const Vector low = x.colwise().minCoeff(), high = x.colwise().maxCoeff();
  return {low, inverse(high - low, x.cwiseAbs().colwise().maxCoeff().transpose())};
}

Scaling standard_scaling(const MatrixView& x) {
  require_points(x, "standard scaling");
  const Vector mean = x.colwise().mean();
  const Vector deviation = (x.rowwise() - mean.transpose()).array().square().colwise().mean().sqrt().matrix();
  return {mean, inverse(deviation, x.cwiseAbs().colwise().maxCoeff().transpose())};
}

}  // namespace neon
