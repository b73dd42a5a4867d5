#include <neon/core/error.hpp>
#include <neon/explain/pair_table.hpp>

#include <algorithm>

namespace neon {
namespace {

double constant_input(const Rule& rule, Input input) {
  return input == Input::one ? 1 : input == Input::lower ? rule.lower : rule.upper;
}

void add_to(Matrix& sum, const Matrix& part) {
  if (sum.size() == 0)
    sum = part;
  else
    sum += part;
}

/// The pair layer without its biases.
Linear pair_weights(const KernelNetwork& net) {
  const KernelKMeans& model = *net.model;
  const Index c = net.cluster, members = model.members(c), others = model.support.rows() - members;
  Linear pairs{Matrix(members * others, model.features()), Vector::Zero(members * others)};
  Index pair = 0;
  for (Index i = model.first(c); i < model.first(c + 1); ++i)
    for (Index j = 0; j < model.support.rows(); ++j)
      if (j < model.first(c) || j >= model.first(c + 1))
        pairs.weight.row(pair++) = 2 * (model.support.row(i) - model.support.row(j));
  return pairs;
}

}  // namespace

PairTable::PairTable(const KernelNetwork& net, const Rule& rule) {
  const KernelKMeans& model = *net.model;
  const Index members = model.members(net.cluster), others = model.support.rows() - members;
  first_ = model.first(net.cluster);
  last_ = first_ + members;
  const double bytes =
      8.0 * static_cast<double>(members) * static_cast<double>(others) * static_cast<double>(model.features());
  require(bytes <= most_bytes,
          "rule {}: its table for {} support vectors would take {:.1f} GB, should be at most {:.1f}: use affine, z or "
          "midpoint",
          rule.name, model.support.rows(), 1e-9 * bytes, 1e-9 * most_bytes);

  const Linear pairs = pair_weights(net);
  Matrix constant;
  for (const Term& term : rule.terms) {
    if (term.input != Input::activation) {
      const double input = constant_input(rule, term.input);
      if (input != 0) add_to(constant, term.factor * input * pairs.mapped(term.map).weight);
    } else if (term.map != WeightMap::identity) {
      add_to(weight_, term.factor * pairs.mapped(term.map).weight);
    }
  }

  shift_ = Matrix::Zero(members, others);
  Vector norm(others);
  gather(net.squared_norm.data(), norm.data());
  for (Index i = 0; i < members; ++i)
    for (Index j = 0; j < others; ++j) {
      if (rule.bias) {
        const Linear scalar{Matrix(0, 0), Vector::Constant(1, norm(j) - net.squared_norm(first_ + i))};
        for (const Term& term : rule.terms)
          if (term.map != WeightMap::identity) shift_(i, j) += term.factor * scalar.mapped(term.map).bias(0);
      }
      if (constant.size()) shift_(i, j) += constant.row(i * others + j).sum();
    }
  if (constant.size()) constant_ = SparseTable(constant);
}

void PairTable::gather(const double* all, double* others) const {
  std::copy(all, all + first_, others);
  std::copy(all + last_, all + last_ + competitors() - first_, others + first_);
}

void PairTable::scatter(const double* others, double* all) const {
  std::copy(others, others + first_, all);
  std::copy(others + first_, others + competitors(), all + last_);
}

Matrix PairTable::denominators(const MatrixView& x) const {
  if (weight_.size()) return x * weight_.transpose();
  return Matrix::Zero(x.rows(), pairs());
}

void PairTable::add(const MatrixView& x, const MatrixView& message, Matrix& result) const {
  if (weight_.size()) result += x.cwiseProduct(message * weight_);
  if (!constant_.empty()) constant_.add_product(message, result);
}

}  // namespace neon
