#include <neon/core/error.hpp>
#include <neon/network/quadratic_forms.hpp>
#include <neon/rules/linear_propagation.hpp>

#include <algorithm>

namespace neon {
namespace {

constexpr Index most_products = 1 << 22;  // held at a time

/// Half of each feature's part of (x - mu)^T S^-1 (x - mu). [n, d]
Matrix parts(const WhitenedGaussian& gaussian, const MatrixView& x) {
  return 0.5 * (x.rowwise() - gaussian.mean).cwiseProduct(gaussian.slope(gaussian.whiten(x)));
}

Matrix by_parts(const QuadraticForms& layer, const MatrixView& x, const MatrixView& relevance, Condition* account) {
  require(relevance.rows() == x.rows() && relevance.cols() == layer.constant.rows(),
          "midpoint rule: relevance of shape [{}, {}] should be [{}, {}]", relevance.rows(), relevance.cols(), x.rows(),
          layer.constant.rows());
  const Matrix own = parts(layer.own, x);
  Matrix result = Matrix::Zero(x.rows(), x.cols());
  for (Index k = 0; k < relevance.cols(); ++k) {
    const Matrix other = parts(layer.other[static_cast<std::size_t>(k)], x);
    const Matrix q = (other - own).rowwise() + layer.constant.row(k);
    const Vector by = q.rowwise().sum(), summed = (own.cwiseAbs() + other.cwiseAbs()).rowwise().sum().array() +
                                                  layer.constant.row(k).cwiseAbs().sum();
    for (Index n = 0; n < x.rows(); ++n) {
      const double share = stabilised_share(relevance(n, k), by(n), 0.0, denominator_floor * summed(n));
      result.row(n) += share * q.row(n);
      DivisionAccount<double> division;
      division.note(relevance(n, k), by(n));
      if (account) account->add(n, division);
    }
  }
  return result;
}

/// (x, x_1 x, x_2 x, ...). [n, d + d^2]
Matrix with_products(const MatrixView& x) {
  const Index d = x.cols();
  Matrix expanded(x.rows(), d + d * d);
  expanded.leftCols(d) = x;
  for (Index i = 0; i < d; ++i) expanded.middleCols(d + i * d, d) = x.array().colwise() * x.col(i).array();
  return expanded;
}

/// The bounds of x carried over to the products: those of x_i x_j, and of squares, which are never below 0.
InputReference bounds_of(const Rule& rule, Index d) {
  const double low = rule.lower, high = rule.upper;
  const auto [least, most] = std::minmax({low * low, low * high, high * high});
  InputReference reference{.lower = Vector::Constant(d + d * d, least), .upper = Vector::Constant(d + d * d, most)};
  reference.lower.head(d).setConstant(low);
  reference.upper.head(d).setConstant(high);
  for (Index i = 0; i < d; ++i)
    reference.lower(d + i * d + i) = low <= 0 && high >= 0 ? 0 : std::min(low * low, high * high);
  return reference;
}

/// Adds the account of the points from `first` on to that of all.
void add(const Condition& some, Index first, Condition& all) {
  const Index n = some.total.size();
  all.smallest.segment(first, n) = all.smallest.segment(first, n).cwiseMin(some.smallest);
  all.negative.segment(first, n) += some.negative;
  all.total.segment(first, n) += some.total;
}

/// A feature has what it and the products in its row have.
Matrix gathered(const Matrix& down, const MatrixView& x, bool per_unit) {
  const Index d = x.cols();
  Matrix result = down.leftCols(d);
  for (Index i = 0; i < d; ++i) {
    const auto row = down.middleCols(d + i * d, d);
    result.col(i) += per_unit ? Vector(row.cwiseProduct(x).rowwise().sum()) : Vector(row.rowwise().sum());
  }
  return result;
}

}  // namespace

Matrix QuadraticForms::forward(const MatrixView& x) const {
  require(x.cols() == inputs(), "mixture: {} features should be {}", x.cols(), inputs());
  const Vector own_form = own.whiten(x).rowwise().squaredNorm();
  Matrix y(x.rows(), constant.rows());
  for (Index k = 0; k < y.cols(); ++k)
    y.col(k) = (0.5 * (other[static_cast<std::size_t>(k)].whiten(x).rowwise().squaredNorm() - own_form)).array() +
               constant.row(k).sum();
  return y;
}

Matrix QuadraticForms::pullback(const MatrixView& x, const MatrixView& gradient) const {
  Matrix back = own.slope(own.whiten(x)).array().colwise() * -gradient.rowwise().sum().array();
  for (Index k = 0; k < gradient.cols(); ++k) {
    const WhitenedGaussian& gaussian = other[static_cast<std::size_t>(k)];
    back.array() += gaussian.slope(gaussian.whiten(x)).array().colwise() * gradient.col(k).array();
  }
  return back;
}

Linear QuadraticForms::on_products() const {
  const Index d = inputs(), m = constant.rows();
  Linear linear{Matrix(m, d + d * d), Vector(m)};
  const Matrix of_own = own.precision();
  const Eigen::RowVectorXd own_slope = own.mean * of_own;
  for (Index k = 0; k < m; ++k) {
    const WhitenedGaussian& gaussian = other[static_cast<std::size_t>(k)];
    const Matrix precision = gaussian.precision(), form = 0.5 * (precision - of_own);
    const Eigen::RowVectorXd slope = gaussian.mean * precision;
    linear.weight.row(k).head(d) = own_slope - slope;
    linear.weight.row(k).tail(d * d) = Eigen::Map<const Eigen::RowVectorXd>(form.data(), form.size());
    linear.bias(k) = 0.5 * (slope.dot(gaussian.mean) - own_slope.dot(own.mean)) + constant.row(k).sum();
  }
  return linear;
}

Propagation QuadraticForms::propagation(const Rule& rule) const {
  if (rule.midpoint)
    return [layer = *this](const MatrixView& x, const Pass&, const MatrixView& relevance, const LayerDetail& asked) {
      require(!asked.per_unit, "rule midpoint: its messages are not proportional to the inputs");
      return by_parts(layer, x, relevance, asked.account);
    };
  return [across = LinearPropagation(rule, on_products(), bounds_of(rule, inputs()))](
             const MatrixView& x, const Pass& pass, const MatrixView& relevance, const LayerDetail& asked) {
    const Index d = x.cols(), size = std::max<Index>(1, most_products / (d + d * d));
    Matrix result(x.rows(), d);
    for (Index first = 0; first < x.rows(); first += size) {
      const Index count = std::min(size, x.rows() - first);
      const auto here = x.middleRows(first, count);
      const Matrix expanded = with_products(here), output = pass.output.middleRows(first, count);
      const auto above = relevance.middleRows(first, count);
      Condition account(count);
      Condition* asked_account = asked.account == nullptr ? nullptr : &account;
      const Matrix down = asked.per_unit ? across.per_unit(expanded, above, asked_account, &output)
                                         : across(expanded, above, asked_account, &output);
      result.middleRows(first, count) = gathered(down, here, asked.per_unit);
      if (asked.account) add(account, first, *asked.account);
    }
    return result;
  };
}

}  // namespace neon
