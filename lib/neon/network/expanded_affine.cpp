#include <neon/core/error.hpp>
#include <neon/network/expanded_affine.hpp>
#include <neon/rules/linear_propagation.hpp>

#include <algorithm>

namespace neon {
namespace {

/// What the rules know of (y, y^2): each feature's part of the bias, and the bounds of x carried over to x^2.
InputReference reference_of(const ExpandedAffine& layer, const Rule& rule) {
  const Index d = layer.inputs();
  InputReference reference{.at_root = Matrix::Zero(layer.constant.rows(), 2 * d), .lower = Vector(2 * d), .upper = {}};
  reference.at_root.leftCols(d) = -layer.constant;
  const double least = rule.lower * rule.lower, most = rule.upper * rule.upper;
  reference.lower << Vector::Constant(d, rule.lower),
      Vector::Constant(d, rule.lower <= 0 && rule.upper >= 0 ? 0 : std::min(least, most));
  reference.upper = Vector(2 * d);
  reference.upper << Vector::Constant(d, rule.upper), Vector::Constant(d, std::max(least, most));
  return reference;
}

}  // namespace

bool squares_weights(const Rule& rule) {
  return std::all_of(rule.terms.begin(), rule.terms.end(),
                     [](const Term& term) { return term.input == Input::one && term.map == WeightMap::square; });
}

Matrix ExpandedAffine::expand(const MatrixView& x) const {
  require(x.cols() == inputs(), "expansion: {} features should be {}", x.cols(), inputs());
  Matrix expanded(x.rows(), 2 * inputs());
  expanded.leftCols(inputs()) = x.rowwise() - centre;
  expanded.rightCols(inputs()) = expanded.leftCols(inputs()).cwiseAbs2();
  return expanded;
}

Matrix ExpandedAffine::pullback(const MatrixView& x, const MatrixView& gradient) const {
  const Matrix back = linear.backward(gradient);
  return back.leftCols(inputs()) + 2 * (x.rowwise() - centre).cwiseProduct(back.rightCols(inputs()));
}

ExpandedAffine ExpandedAffine::about(const Eigen::RowVectorXd& other) const {
  const Index d = inputs();
  const Eigen::ArrayXXd shift = (other - centre).replicate(linear.outputs(), 1).array();
  const Eigen::ArrayXXd slope = linear.weight.leftCols(d).array(), square = linear.weight.rightCols(d).array();
  ExpandedAffine layer = *this;
  layer.centre = other;
  layer.linear.weight.leftCols(d) = slope + 2 * square * shift;
  layer.constant.array() += (slope + square * shift) * shift;
  layer.linear.bias = layer.constant.rowwise().sum();
  return layer;
}

Propagation ExpandedAffine::propagation(const Rule& rule) const {
  ExpandedAffine read = rule.midpoint ? *this : about(Eigen::RowVectorXd::Zero(inputs()));
  LinearPropagation across(rule, read.linear, reference_of(read, rule));
  return [read = std::move(read), across = std::move(across)](
             const MatrixView& x, const Pass& pass, const MatrixView& relevance, const LayerDetail& asked) -> Matrix {
    const Index d = read.inputs();
    const Matrix expanded = read.expand(x);
    if (asked.per_unit) {
      const Matrix down = across.per_unit(expanded, relevance, asked.account, &pass.output);
      return down.leftCols(d) + x.cwiseProduct(down.rightCols(d));
    }
    const Matrix down = across(expanded, relevance, asked.account, &pass.output);
    return down.leftCols(d) + down.rightCols(d);
  };
}

}  // namespace neon
