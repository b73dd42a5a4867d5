#include <neon/core/error.hpp>
#include <neon/core/product_transposed.hpp>
#include <neon/network/pair_table.hpp>

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
Linear all_pairs(const PooledDistances& layer) {
  const Index members = layer.size(layer.cluster()), others = layer.members() - members;
  Linear pairs{Matrix(members * others, layer.inputs()), Vector(members * others), layer.origin()};
  Index column = 0;
  for (Index k = 0; k < layer.clusters(); ++k) {
    if (k == layer.cluster()) continue;
    const Linear of_k = layer.pair_layer(k);
    const Index size = layer.size(k);
    for (Index i = 0; i < members; ++i) {
      pairs.weight.middleRows(i * others + column, size) = of_k.weight.middleRows(i * size, size);
      pairs.bias.segment(i * others + column, size) = of_k.bias.segment(i * size, size);
    }
    column += size;
  }
  return pairs;
}

}  // namespace

PairTable::PairTable(const PooledDistances& layer, const Rule& rule, double moved) {
  const Index members = layer.size(layer.cluster()), others = layer.members() - members;
  first_ = layer.first(layer.cluster());
  last_ = first_ + members;
  const double bytes =
      8.0 * static_cast<double>(members) * static_cast<double>(others) * static_cast<double>(layer.inputs());
  require(bytes <= most_bytes,
          "rule {}: its table for {} support vectors would take {:.1f} GB, should be at most {:.1f}: use affine, z or "
          "midpoint",
          rule.name, layer.members(), 1e-9 * bytes, 1e-9 * most_bytes);

  const Linear pairs = all_pairs(layer);
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
  Matrix result = Matrix::Zero(z.rows(), pairs());
  if (weight_.size()) add_product_transposed(z, weight_, result);
  return result;
}

void PairTable::add(const MatrixView& x, const MatrixView& message, Matrix& result) const {
  if (weight_.size()) result += x.cwiseProduct(message * weight_);
  if (!constant_.empty()) constant_.add_product(message, result);
}

}  // namespace neon
