#include <neon/core/error.hpp>
#include <neon/core/product.hpp>
#include <neon/core/product_transposed.hpp>
#include <neon/rules/linear_propagation.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace neon {

namespace {

InputReference at_root(const Rule& rule, const Linear& layer, const Matrix& root) {
  if (!rule.midpoint) return {};
  require(root.rows() == layer.outputs() && root.cols() == layer.inputs(),
          "midpoint rule: root points of shape [{}, {}] should be [{}, {}] (only detection layers have them)",
          root.rows(), root.cols(), layer.outputs(), layer.inputs());
  return {.at_root = root.cwiseProduct(layer.weight)};
}

bool reads(const Rule& rule, Input input) {
  return std::any_of(rule.terms.begin(), rule.terms.end(), [input](const Term& term) { return term.input == input; });
}

/// What a term multiplies the mapped weight of input i with.
double input_of(const Rule& rule, const InputReference& reference, Input input, Index i, double activation) {
  switch (input) {
    case Input::lower:
      return reference.lower.size() ? reference.lower(i) : rule.lower;
    case Input::upper:
      return reference.upper.size() ? reference.upper(i) : rule.upper;
    case Input::one:
      return 1;
    case Input::activation:
      break;
  }
  return activation;
}

/// Where the terms are expanded: at the layer's origin; a layer without one that has bounds, at the lower.
Eigen::RowVectorXd expansion_point(const Rule& rule, const Linear& layer, const InputReference& reference) {
  if (layer.origin.size() || !reads(rule, Input::lower)) return layer.origin;
  if (reference.lower.size()) return reference.lower.transpose();
  if (rule.lower == 0) return {};
  return Eigen::RowVectorXd::Constant(layer.inputs(), rule.lower);
}

/// sqrt(mean_k a_k^2), in units of the largest, whose square may be out of range.
double root_mean_square(const Eigen::RowVectorXd& a) {
  const double largest = a.lpNorm<Eigen::Infinity>();
  return largest > 0 ? largest * std::sqrt((a / largest).squaredNorm() / static_cast<double>(a.size())) : 0;
}

}  // namespace

LinearPropagation::LinearPropagation(const Rule& rule, const Linear& layer, const Matrix& root)
    : LinearPropagation(rule, layer, at_root(rule, layer, root)) {}

LinearPropagation::LinearPropagation(Rule rule, const Linear& layer, const InputReference& reference)
    : rule_(std::move(rule)), epsilon_unit_(reference.epsilon_unit) {
  reads_activation_ = reads(rule_, Input::activation);
  const auto is_identity = [](const Term& term) {
    return term.input == Input::activation && term.map == WeightMap::identity;
  };
  if (!rule_.midpoint && std::all_of(rule_.terms.begin(), rule_.terms.end(), is_identity))
    for (const Term& term : rule_.terms) identity_ += term.factor;
  activation_ = {Matrix::Zero(layer.outputs(), layer.inputs()), Vector::Zero(layer.outputs()),
                 expansion_point(rule_, layer, reference)};
  if (rule_.midpoint) {
    require(reference.at_root.rows() == layer.outputs() && reference.at_root.cols() == layer.inputs(),
            "midpoint rule: contributions at root points of shape [{}, {}] should be [{}, {}]",
            reference.at_root.rows(), reference.at_root.cols(), layer.outputs(), layer.inputs());
  }
  sum_terms(layer, reference);
  norm_ = activation_.weight.cwiseAbs().rowwise().sum();
}

void LinearPropagation::sum_terms(const Linear& layer, const InputReference& reference) {
  const bool from_0 = rule_.proportional();
  const Eigen::RowVectorXd& point = activation_.origin;
  if (!from_0) constant_ = Matrix::Zero(layer.outputs(), layer.inputs());
  scale_ = Vector::Zero(layer.outputs());
  at_0_ = Vector::Zero(layer.outputs());
  for (Index k = 0; k < layer.outputs(); ++k) {
    // Sums that cancel where the point is far from 0: extended precision keeps what doubles would lose.
    long double bias = layer.bias(k), at_point = 0;
    for (Index i = 0; i < layer.origin.size(); ++i)
      bias -= static_cast<long double>(layer.origin(i)) * layer.weight(k, i);
    at_0_(k) = static_cast<double>(bias);
    for (Index i = 0; i < layer.inputs(); ++i) {
      long double term_at_point = 0;
      for (const Term& term : rule_.terms) {
        const double weight = term.factor * mapped(term.map, layer.weight(k, i));
        if (term.input == Input::activation) activation_.weight(k, i) += weight;
        const double activation = point.size() == 0 || rule_.midpoint ? 0 : point(i);
        term_at_point += static_cast<long double>(input_of(rule_, reference, term.input, i, activation)) * weight;
      }
      if (rule_.midpoint) term_at_point -= reference.at_root(k, i);
      at_point += term_at_point;
      if (from_0) continue;
      constant_(k, i) = static_cast<double>(term_at_point);
      scale_(k) += std::abs(constant_(k, i));
    }
    if (rule_.bias)
      for (const Term& term : rule_.terms)
        if (term.input == Input::activation) at_point += term.factor * mapped_bias(term.map, bias);
    activation_.bias(k) = static_cast<double>(at_point);
    if (from_0) scale_(k) = std::abs(activation_.bias(k));
  }
}

Matrix LinearPropagation::denominators(const Matrix& z, const Matrix* output) const {
  if (output != nullptr && identity_ != 0)
    return identity_ * (rule_.bias ? *output : Matrix(output->rowwise() - at_0_.transpose()));
  Matrix q = activation_.bias.transpose().replicate(z.rows(), 1);
  if (reads_activation_) add_product_transposed(z, activation_.weight, q);
  return q;
}

double LinearPropagation::floor_of(const Eigen::RowVectorXd& z, double reach, Index neuron, double denominator) const {
  if (std::abs(denominator) > denominator_floor * (reach * norm_(neuron) + scale_(neuron))) return 0;
  return denominator_floor * (z.cwiseAbs().dot(activation_.weight.row(neuron).cwiseAbs()) + scale_(neuron));
}

Matrix LinearPropagation::shares(const Matrix& z, const MatrixView& relevance, Condition* condition,
                                 const Matrix* output) const {
  require(relevance.rows() == z.rows() && relevance.cols() == activation_.outputs(),
          "rule {}: relevance of shape [{}, {}] should be [{}, {}]", rule_.name, relevance.rows(), relevance.cols(),
          z.rows(), activation_.outputs());
  if (rule_.affine) return relevance;
  const Matrix denominator = denominators(z, output);
  Matrix share(relevance.rows(), relevance.cols());
  for (Index n = 0; n < share.rows(); ++n) {
    const double reach = reads_activation_ ? z.row(n).lpNorm<Eigen::Infinity>() : 0,
                 epsilon =
                     rule_.epsilon == 0
                         ? 0
                         : rule_.epsilon * (epsilon_unit_ > 0 ? epsilon_unit_ : root_mean_square(denominator.row(n)));
    DivisionAccount<double> account;
    for (Index k = 0; k < share.cols(); ++k) {
      const double by = denominator(n, k), floor = floor_of(z.row(n), reach, k, by);
      share(n, k) = stabilised_share(relevance(n, k), by, epsilon, floor);
      account.note(relevance(n, k), by);
    }
    if (condition) condition->add(n, account);
  }
  return share;
}

Matrix LinearPropagation::operator()(const MatrixView& x, const MatrixView& relevance, Condition* condition,
                                     const Matrix* output) const {
  require(x.cols() == activation_.inputs(), "rule {}: {} inputs should be {}", rule_.name, x.cols(),
          activation_.inputs());
  const Matrix z = activation_.centred(x), share = shares(z, relevance, condition, output);
  Matrix result = Matrix::Zero(x.rows(), x.cols());
  if (reads_activation_) {
    result = activation_.backward(share);
    const MatrixView input = constant_.size() ? MatrixView(z) : x;
    result.array() *= input.array();
  }
  if (constant_.size()) add_product(share, constant_, result);
  return result;
}

Matrix LinearPropagation::per_unit(const MatrixView& x, const MatrixView& relevance, Condition* condition,
                                   const Matrix* output) const {
  require(rule_.proportional(), "rule {}: its messages are not proportional to the inputs", rule_.name);
  return activation_.backward(shares(activation_.centred(x), relevance, condition, output));
}

}  // namespace neon
