#include <neon/core/error.hpp>
#include <neon/core/product.hpp>
#include <neon/explain/kernel_propagation.hpp>

#include <cmath>
#include <utility>

namespace neon {
namespace {

double constant_input(const Rule& rule, Input input) {
  return input == Input::one ? 1 : input == Input::lower ? rule.lower : rule.upper;
}

void add(Matrix& sum, const Matrix& part) {
  if (sum.size() == 0)
    sum = part;
  else
    sum += part;
}

/// What one contributor i sends to the pairs it forms with all j.
struct Messages {
  double total = 0;             ///< sum of c_ij
  double smallest = infinity;   ///< |denominator| that carried relevance
  double through_negative = 0;  ///< |relevance| over negative denominators
};

/// Subtracts c_ij = share * toward_j / (score_j - own), stabilised, from sum_j, for `count` support vectors j.
Messages divide(double share, const double* toward, double own, const double* score, double epsilon, Index count,
                double* sum) {
  double total = 0, smallest = infinity, negative = 0;
#pragma omp simd reduction(+ : total, negative) reduction(min : smallest)
  for (Index j = 0; j < count; ++j) {
    const double relevance = share * toward[j], denominator = score[j] - own, magnitude = std::abs(denominator);
    const double kept = magnitude + epsilon;
    const double c = relevance / std::copysign(kept < denominator_floor ? denominator_floor : kept, denominator);
    sum[j] -= c;
    total += c;
    smallest = std::min(smallest, relevance == 0 ? infinity : magnitude);
    negative += denominator < 0 ? std::abs(relevance) : 0;
  }
  return {total, smallest, negative};
}

}  // namespace

KernelPropagation::KernelPropagation(std::shared_ptr<const KernelNetwork> net, Rule rule)
    : net_(std::move(net)), rule_(std::move(rule)) {
  const KernelKMeans& model = *net_->model;
  const Index c = net_->cluster, own = model.members(c);
  bool tables = false;
  for (const Term& term : rule_.terms) {
    if (term.input == Input::activation && term.map == WeightMap::identity)
      identity_ += term.factor;
    else
      tables = true;
  }
  if (tables) tables_.resize(static_cast<std::size_t>(model.clusters()));
  if (rule_.midpoint) squared_support_ = model.support.cwiseAbs2();

  offset_ = Vector::Zero(model.support.rows());
  if (!rule_.bias) offset_ -= identity_ * net_->squared_norm;  // d_j holds the bias already
  if (rule_.midpoint) offset_ += identity_ * squared_support_.rowwise().sum();
  if (!tables) return;

  const double bytes = 8.0 * static_cast<double>(own) * static_cast<double>(model.support.rows() - own) *
                       static_cast<double>(model.features());
  require(bytes <= most_table_bytes,
          "rule {}: its tables for {} support vectors would take {:.1f} GB, should be at most {:.1f}: use affine, z or "
          "midpoint",
          rule_.name, model.support.rows(), 1e-9 * bytes, 1e-9 * most_table_bytes);
  shift_ = Matrix::Zero(own, model.support.rows());
  for (Index k = 0; k < model.clusters(); ++k) {
    if (k == c) continue;
    tables_[static_cast<std::size_t>(k)] = table_of(k);
    const Matrix& constant = tables_[static_cast<std::size_t>(k)].constant;
    for (Index i = 0; i < own; ++i)
      for (Index j = 0; j < model.members(k); ++j) {
        const Index si = model.first(c) + i, sj = model.first(k) + j;
        if (rule_.bias) {
          const Linear scalar{Matrix(0, 0), Vector::Constant(1, net_->squared_norm(sj) - net_->squared_norm(si))};
          for (const Term& term : rule_.terms)
            if (term.map != WeightMap::identity) shift_(i, sj) += term.factor * scalar.mapped(term.map).bias(0);
        }
        if (constant.size()) shift_(i, sj) += constant.row(i * model.members(k) + j).sum();
      }
  }
}

KernelPropagation::Table KernelPropagation::table_of(Index k) const {
  const Linear pairs = net_->pair_layer(k);
  Table table;
  for (const Term& term : rule_.terms) {
    if (term.input != Input::activation) {
      const double input = constant_input(rule_, term.input);
      if (input != 0) add(table.constant, term.factor * input * pairs.mapped(term.map).weight);
    } else if (term.map != WeightMap::identity) {
      add(table.weight, term.factor * pairs.mapped(term.map).weight);
    }
  }
  for (Index f = 0; f < table.constant.cols(); ++f)
    if (!table.constant.col(f).isZero(0)) table.columns.push_back(f);
  table.constant = Matrix(table.constant(Eigen::all, table.columns));
  return table;
}

Vector KernelPropagation::competitor_relevance(const KernelPooling& pooling, const MatrixView& relevance,
                                               Index row) const {
  const KernelKMeans& model = *net_->model;
  Vector result = pooling.share.row(row);
  for (Index k = 0; k < model.clusters(); ++k)
    result.segment(model.first(k), model.members(k)) *=
        k == net_->cluster ? 0 : relevance(row, k < net_->cluster ? k : k - 1);
  return result;
}

KernelPropagation::PairMessages KernelPropagation::table_denominators(const MatrixView& x) const {
  const Index own = net_->model->members(net_->cluster);
  PairMessages pairs(tables_.size());
  for (std::size_t k = 0; k < tables_.size(); ++k)
    if (is_competitor(k))
      pairs[k] =
          tables_[k].weight.size() ? Matrix(x * tables_[k].weight.transpose()) : Matrix::Zero(x.rows(), own * size(k));
  return pairs;
}

Matrix KernelPropagation::coefficients(const KernelPooling& pooling, const MatrixView& relevance, PairMessages& pairs,
                                       Condition* condition) const {
  Matrix coefficient = Matrix::Zero(relevance.rows(), net_->model->support.rows());
  for (Index row = 0; row < relevance.rows(); ++row) {
    const Vector toward = competitor_relevance(pooling, relevance, row);
    const Vector score = identity_ * pooling.distance.row(row).transpose() + offset_;
    if (tables_.empty())
      divide_pairs(row, pooling, toward, score, coefficient, condition);
    else
      divide_table_pairs(row, pooling, toward, score, pairs, coefficient, condition);
  }
  return coefficient;
}

void KernelPropagation::divide_pairs(Index row, const KernelPooling& pooling, const Vector& toward, const Vector& score,
                                     Matrix& coefficient, Condition* condition) const {
  constexpr Index at_once = 512;  // competitors' support vectors that stay in the first-level cache
  const Index own = net_->model->members(net_->cluster), first_own = net_->model->first(net_->cluster);
  for (Index j = 0; j < toward.size(); j += at_once) {
    const Index count = std::min(at_once, toward.size() - j);
    const double carried = toward.segment(j, count).cwiseAbs().sum();
    if (carried == 0) continue;
    for (Index i = first_own; i < first_own + own; ++i) {
      const double share = pooling.share(row, i);
      const Messages sums = divide(share, toward.data() + j, score(i), score.data() + j, rule_.epsilon, count,
                                   coefficient.row(row).data() + j);
      coefficient(row, i) += sums.total;
      if (condition && share != 0) condition->add(row, sums.smallest, sums.through_negative, share * carried);
    }
  }
}

void KernelPropagation::divide_table_pairs(Index row, const KernelPooling& pooling, const Vector& toward,
                                           const Vector& score, PairMessages& pairs, Matrix& coefficient,
                                           Condition* condition) const {
  const Index own = net_->model->members(net_->cluster), first_own = net_->model->first(net_->cluster);
  const double carried = toward.cwiseAbs().sum();
  Vector denominator(toward.size()), message(toward.size());
  for (Index i = 0; i < own; ++i) {
    const double share = pooling.share(row, first_own + i);
    denominator = score.array() - score(first_own + i) + shift_.row(i).transpose().array();
    for (std::size_t k = 0; k < pairs.size(); ++k)
      if (is_competitor(k) && tables_[k].weight.size())
        denominator.segment(first(k), size(k)) += pairs[k].row(row).segment(i * size(k), size(k)).transpose();
    message.setZero();
    const Messages sums =
        divide(share, toward.data(), 0, denominator.data(), rule_.epsilon, toward.size(), message.data());
    coefficient(row, first_own + i) += sums.total;
    coefficient.row(row) += message.transpose();
    if (condition && share != 0) condition->add(row, sums.smallest, sums.through_negative, share * carried);
    for (std::size_t k = 0; k < pairs.size(); ++k)
      if (is_competitor(k))
        pairs[k].row(row).segment(i * size(k), size(k)) = -message.segment(first(k), size(k)).transpose();
  }
}

void KernelPropagation::add_tables(const MatrixView& x, const PairMessages& pairs, Matrix& result) const {
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    if (!is_competitor(k)) continue;
    if (tables_[k].weight.size()) result += x.cwiseProduct(pairs[k] * tables_[k].weight);
    if (tables_[k].constant.size()) {
      Matrix part = Matrix::Zero(x.rows(), tables_[k].constant.cols());
      add_product(pairs[k], tables_[k].constant, part);
      for (Index row = 0; row < part.rows(); ++row)
        for (Index f = 0; f < part.cols(); ++f)
          result(row, tables_[k].columns[static_cast<std::size_t>(f)]) += part(row, f);
    }
  }
}

Matrix KernelPropagation::operator()(const MatrixView& x, const KernelPooling& pooling, const MatrixView& relevance,
                                     Condition* condition) const {
  if (rule_.affine) return x.cwiseProduct(net_->pullback_of(pooling, relevance));
  PairMessages pairs = table_denominators(x);
  const Matrix coefficient = coefficients(pooling, relevance, pairs, condition);
  Matrix result = Matrix::Zero(x.rows(), x.cols());
  if (identity_ != 0) {
    add_product(coefficient, net_->model->support, result);
    result.array() *= 2 * identity_ * x.array();
    if (rule_.midpoint) add_product(-identity_ * coefficient, squared_support_, result);
  }
  add_tables(x, pairs, result);
  return result;
}

Matrix KernelPropagation::per_unit(const KernelPooling& pooling, const MatrixView& relevance,
                                   Condition* condition) const {
  require(rule_.proportional() && tables_.empty(), "rule {}: it has no relevance per unit of input", rule_.name);
  if (rule_.affine) return net_->pullback_of(pooling, relevance);
  PairMessages none;
  Matrix result = Matrix::Zero(relevance.rows(), net_->model->features());
  add_product(2 * identity_ * coefficients(pooling, relevance, none, condition), net_->model->support, result);
  return result;
}

}  // namespace neon
