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

/// c_ij = share * toward_j / denominator_j, stabilised.
Messages divide(double share, const Vector& toward, const Vector& denominator, double epsilon, Vector& message) {
  const double *const to = toward.data(), *const by = denominator.data();
  double* const out = message.data();
  double total = 0, smallest = infinity, negative = 0;
#pragma omp simd reduction(+ : total, negative) reduction(min : smallest)
  for (Index j = 0; j < toward.size(); ++j) {
    const double relevance = share * to[j], magnitude = std::abs(by[j]);
    const double kept = magnitude + epsilon;
    const double c = relevance / std::copysign(kept < denominator_floor ? denominator_floor : kept, by[j]);
    out[j] = c;
    total += c;
    smallest = std::min(smallest, relevance == 0 ? infinity : magnitude);
    negative += by[j] < 0 ? std::abs(relevance) : 0;
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

  shift_ = Matrix::Zero(own, model.support.rows());
  for (Index k = 0; k < model.clusters(); ++k) {
    if (k == c) continue;
    if (tables) tables_[static_cast<std::size_t>(k)] = table_of(k);
    for (Index i = 0; i < own; ++i)
      for (Index j = 0; j < model.members(k); ++j) {
        const Index si = model.first(c) + i, sj = model.first(k) + j;
        const double bias = net_->squared_norm(sj) - net_->squared_norm(si);
        double shift = rule_.bias ? 0 : -identity_ * bias;  // a_ij holds the bias already
        if (rule_.bias && tables) {
          const Linear scalar{Matrix(0, 0), Vector::Constant(1, bias)};
          for (const Term& term : rule_.terms)
            if (term.map != WeightMap::identity) shift += term.factor * scalar.mapped(term.map).bias(0);
        }
        if (rule_.midpoint)
          shift -= identity_ * (model.support.row(si).squaredNorm() - model.support.row(sj).squaredNorm());
        if (tables && tables_[static_cast<std::size_t>(k)].constant.size())
          shift += tables_[static_cast<std::size_t>(k)].constant.row(i * model.members(k) + j).sum();
        shift_(i, sj) = shift;
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

Matrix KernelPropagation::operator()(const MatrixView& x, const KernelPooling& pooling, const MatrixView& relevance,
                                     Condition* condition) const {
  const KernelKMeans& model = *net_->model;
  const Index n = x.rows(), m = model.support.rows(), own = model.members(net_->cluster),
              first_own = model.first(net_->cluster);

  // Where a rule has tables: the part of the denominators in x and mapped weights, then the messages themselves.
  std::vector<Matrix> pairs(tables_.size());
  for (std::size_t k = 0; k < tables_.size(); ++k)
    if (is_competitor(k))
      pairs[k] = tables_[k].weight.size() ? Matrix(x * tables_[k].weight.transpose()) : Matrix::Zero(n, own * size(k));

  Matrix coefficient = Matrix::Zero(n, m);  // + sum_j c_ij for i in C_c, - sum_i c_ij for the others
  Vector denominator(m), message(m);
  for (Index row = 0; row < n; ++row) {
    const Vector toward = competitor_relevance(pooling, relevance, row);
    const double carried = toward.cwiseAbs().sum();
    const double* const distance = pooling.distance.row(row).data();
    for (Index i = 0; i < own; ++i) {
      const double share = pooling.share(row, first_own + i), own_distance = distance[first_own + i];
      const double* const shift = shift_.row(i).data();
      for (Index j = 0; j < m; ++j) denominator(j) = identity_ * (distance[j] - own_distance) + shift[j];
      for (std::size_t k = 0; k < pairs.size(); ++k)
        if (is_competitor(k) && tables_[k].weight.size())
          denominator.segment(first(k), size(k)) += pairs[k].row(row).segment(i * size(k), size(k)).transpose();
      const Messages sums = divide(share, toward, denominator, rule_.epsilon, message);
      coefficient(row, first_own + i) += sums.total;
      coefficient.row(row) -= message.transpose();
      if (condition && share != 0) condition->add(row, sums.smallest, sums.through_negative, share * carried);
      for (std::size_t k = 0; k < pairs.size(); ++k)
        if (is_competitor(k))
          pairs[k].row(row).segment(i * size(k), size(k)) = message.segment(first(k), size(k)).transpose();
    }
  }

  Matrix result = Matrix::Zero(n, x.cols());
  if (identity_ != 0) {
    add_product(coefficient, model.support, result);
    result.array() *= 2 * identity_ * x.array();
    if (rule_.midpoint) add_product(-identity_ * coefficient, squared_support_, result);
  }
  for (std::size_t k = 0; k < tables_.size(); ++k) {
    if (!is_competitor(k)) continue;
    if (tables_[k].weight.size()) result += x.cwiseProduct(pairs[k] * tables_[k].weight);
    if (tables_[k].constant.size()) {
      Matrix part = Matrix::Zero(n, tables_[k].constant.cols());
      add_product(pairs[k], tables_[k].constant, part);
      for (Index row = 0; row < n; ++row)
        for (Index f = 0; f < part.cols(); ++f)
          result(row, tables_[k].columns[static_cast<std::size_t>(f)]) += part(row, f);
    }
  }
  return result;
}

}  // namespace neon
