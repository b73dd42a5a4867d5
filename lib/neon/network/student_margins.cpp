#include <neon/clustering/distances.hpp>
#include <neon/network/student_margins.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

/// log((b + difference) / b) where b + difference = a: exact where a and b are near, and where they are not.
double log_ratio(double a, double b, double difference) {
  return difference >= 0 ? std::log1p(difference / b) : -std::log1p(-difference / a);
}

/// alpha + d_c. [n]
Vector to_own(const StudentMargins& layer, const MatrixView& x) {
  return squared_distances(x, Matrix(layer.own)).col(0).array() + layer.degrees;
}

/// alpha + d_k. [n, K - 1]
Matrix to_others(const StudentMargins& layer, const MatrixView& x) {
  return squared_distances(x, layer.other).array() + layer.degrees;
}

}  // namespace

double logarithmic_mean(double a, double b) {
  const double more = std::max(a, b), less = std::min(a, b), excess = (more - less) / less;
  return excess == 0 ? a : less * (excess / std::log1p(excess));
}

Matrix StudentMargins::forward(const MatrixView& x) const {
  const Vector here = to_own(*this, x);
  const Matrix there = to_others(*this, x);
  Matrix h = distances.forward(x);
  for (Index n = 0; n < h.rows(); ++n)
    for (Index k = 0; k < h.cols(); ++k) h(n, k) = factor * log_ratio(there(n, k), here[n], h(n, k));
  return h;
}

/// dh_k/dx = (alpha + 1) ((x - mu_k) / (alpha + d_k) - (x - mu_c) / (alpha + d_c)), told from mu_c.
Matrix StudentMargins::pullback(const MatrixView& x, const MatrixView& gradient) const {
  const Vector here = to_own(*this, x);
  const Matrix by_other = gradient.cwiseQuotient(to_others(*this, x));
  const Vector by_own = gradient.rowwise().sum().cwiseQuotient(here);
  const Matrix from_own = x.rowwise() - own;
  return 2 * factor *
         (Matrix(from_own.array().colwise() * (Vector(by_other.rowwise().sum()) - by_own).array()) -
          by_other * (other.rowwise() - own));
}

Matrix StudentMargins::scale(const MatrixView& x) const {
  const Vector here = to_own(*this, x);
  Matrix s = to_others(*this, x);
  for (Index n = 0; n < s.rows(); ++n)
    for (Index k = 0; k < s.cols(); ++k) s(n, k) = factor / logarithmic_mean(s(n, k), here[n]);
  return s;
}

Propagation StudentMargins::propagation(const Rule& rule) const {
  return [this, across = distances.propagation(rule), slopes = rule.affine](
             const MatrixView& x, const Pass& pass, const MatrixView& relevance, const LayerDetail& asked) {
    return across(x, pass, slopes ? MatrixView(Matrix(relevance.cwiseProduct(scale(x)))) : relevance, asked);
  };
}

}  // namespace neon
