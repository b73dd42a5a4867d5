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

/// The pair layers of all competitors as one, in the order of the table.
Linear all_pairs(const KernelNetwork& net) {
  const KernelKMeans& model = *net.model;
  const Index members = model.members(net.cluster), others = model.support.rows() - members;
  Linear pairs{Matrix(members * others, model.features()), Vector(members * others), net.origin};
  Index column = 0;
  for (Index k = 0; k < model.clusters(); ++k) {
    if (k == net.cluster) continue;
    const Linear layer = net.pair_layer(k);
    const Index size = model.members(k);
    for (Index i = 0; i < members; ++i) {
      pairs.weight.middleRows(i * others + column, size) = layer.weight.middleRows(i * size, size);
      pairs.bias.segment(i * others + column, size) = layer.bias.segment(i * size, size);
    }
    column += size;
  }
  return pairs;
}

}  // namespace

PairTable::PairTable(const KernelNetwork& net, const Rule& rule, double moved) {
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

  const Linear pairs = all_pairs(net);
  const Vector origin = pairs.origin, at_0 = pairs.bias - pairs.weight * origin;
  shift_ = Matrix::Zero(members, others);
  Eigen::Map<Vector> shift(shift_.data(), shift_.size());
  Matrix constant;
  for (const Term& term : rule.terms) {
    const auto map = [&term](double weight) { return mapped(term.map, weight); };
    if (term.input != Input::activation) {
      const double input = constant_input(rule, term.input);
      if (input != 0) add_to(constant, term.factor * input * pairs.weight.unaryExpr(map));
    } else if (term.map != WeightMap::identity) {
      const Matrix weight = term.factor * pairs.weight.unaryExpr(map);
      shift += weight * origin;
      if (rule.bias) shift += term.factor * at_0.unaryExpr([&](double bias) { return mapped_bias(term.map, bias); });
      add_to(weight_, weight);
    }
  }
  if (moved != 0) add_to(constant, moved * pairs.weight);
  if (constant.size()) {
    shift += constant.rowwise().sum();
    constant_ = SparseTable(constant);
  }
}

void PairTable::gather(const double* all, double* others) const {
  std::copy(all, all + first_, others);
  std::copy(all + last_, all + last_ + competitors() - first_, others + first_);
}

void PairTable::scatter(const double* others, double* all) const {
  std::copy(others, others + first_, all);
  std::copy(others + first_, others + competitors(), all + last_);
}

Matrix PairTable::denominators(const MatrixView& z) const {
  if (weight_.size()) return z * weight_.transpose();
  return Matrix::Zero(z.rows(), pairs());
}

void PairTable::add(const MatrixView& x, const MatrixView& message, Matrix& result) const {
  if (weight_.size()) result += x.cwiseProduct(message * weight_);
  if (!constant_.empty()) constant_.add_product(message, result);
}

}  // namespace neon
