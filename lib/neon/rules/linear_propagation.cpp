#include <neon/core/error.hpp>
#include <neon/rules/linear_propagation.hpp>

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

}  // namespace

LinearPropagation::LinearPropagation(const Rule& rule, const Linear& layer, const Matrix& root)
    : LinearPropagation(rule, layer, at_root(rule, layer, root)) {}

LinearPropagation::LinearPropagation(Rule rule, const Linear& layer, const InputReference& reference)
    : rule_(std::move(rule)) {
  const auto add_constant = [this](const Matrix& part) {
    constant_ = constant_.size() ? Matrix(constant_ + part) : part;
  };
  activation_ = {Matrix::Zero(layer.outputs(), layer.inputs()), Vector::Zero(layer.outputs())};
  for (const Term& term : rule_.terms) {
    const Linear mapped = layer.mapped(term.map);
    if (term.input == Input::activation) {
      reads_activation_ = true;
      activation_.weight += term.factor * mapped.weight;
      if (rule_.bias) activation_.bias += term.factor * mapped.bias;
    } else {
      const Vector& own = term.input == Input::lower ? reference.lower : reference.upper;
      const double input = term.input == Input::one ? 1 : term.input == Input::lower ? rule_.lower : rule_.upper;
      if (term.input != Input::one && own.size())
        add_constant(term.factor * mapped.weight * own.asDiagonal());
      else if (input != 0)
        add_constant(term.factor * input * mapped.weight);
    }
  }
  if (rule_.midpoint) {
    require(reference.at_root.rows() == layer.outputs() && reference.at_root.cols() == layer.inputs(),
            "midpoint rule: contributions at root points of shape [{}, {}] should be [{}, {}]",
            reference.at_root.rows(), reference.at_root.cols(), layer.outputs(), layer.inputs());
    add_constant(-reference.at_root);
  }
  constant_total_ = constant_.size() ? Vector(constant_.rowwise().sum()) : Vector::Zero(layer.outputs());
}

Matrix LinearPropagation::denominators(const MatrixView& x) const {
  require(x.cols() == activation_.inputs(), "rule {}: {} inputs should be {}", rule_.name, x.cols(),
          activation_.inputs());
  Matrix q = reads_activation_ ? activation_.forward(x) : Matrix::Zero(x.rows(), activation_.outputs());
  q.rowwise() += constant_total_.transpose();
  return q;
}

Matrix LinearPropagation::shares(const MatrixView& x, const MatrixView& relevance, Condition* condition) const {
  const Matrix denominator = denominators(x);
  require(relevance.rows() == x.rows() && relevance.cols() == denominator.cols(),
          "rule {}: relevance of shape [{}, {}] should be [{}, {}]", rule_.name, relevance.rows(), relevance.cols(),
          x.rows(), denominator.cols());
  if (rule_.affine) return relevance;
  Matrix share(relevance.rows(), relevance.cols());
  for (Index n = 0; n < share.rows(); ++n)
    for (Index k = 0; k < share.cols(); ++k) {
      share(n, k) = guarded_share(relevance(n, k), denominator(n, k), rule_.epsilon);
      if (condition) condition->note(n, relevance(n, k), denominator(n, k));
    }
  return share;
}

Matrix LinearPropagation::operator()(const MatrixView& x, const MatrixView& relevance, Condition* condition) const {
  const Matrix share = shares(x, relevance, condition);
  Matrix result = Matrix::Zero(x.rows(), x.cols());
  if (reads_activation_) result = x.cwiseProduct(activation_.backward(share));
  if (constant_.size()) result.noalias() += share * constant_;
  return result;
}

Matrix LinearPropagation::per_unit(const MatrixView& x, const MatrixView& relevance, Condition* condition) const {
  require(rule_.proportional(), "rule {}: its messages are not proportional to the inputs", rule_.name);
  return activation_.backward(shares(x, relevance, condition));
}

}  // namespace neon
