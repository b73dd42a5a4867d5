#include <neon/core/product.hpp>
#include <neon/explain/kernel_propagation.hpp>

#include <algorithm>
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

/// c_ij = share * toward_j / denominator_j, stabilised.  @param denominator replaced by c
Messages divide(double share, const Vector& toward, double epsilon, double* denominator) {
  const double* const to = toward.data();
  double total = 0, smallest = infinity, negative = 0;
#pragma omp simd reduction(+ : total, negative) reduction(min : smallest)
  for (Index j = 0; j < toward.size(); ++j) {
    const double by = denominator[j], relevance = share * to[j], magnitude = std::abs(by);
    const double kept = magnitude + epsilon;
    const double c = relevance / std::copysign(kept < denominator_floor ? denominator_floor : kept, by);
    denominator[j] = c;
    total += c;
    smallest = std::min(smallest, relevance == 0 ? infinity : magnitude);
    negative += by < 0 ? std::abs(relevance) : 0;
  }
  return {total, smallest, negative};
}

}  // namespace

KernelPropagation::KernelPropagation(std::shared_ptr<const KernelNetwork> net, Rule rule)
    : net_(std::move(net)), rule_(std::move(rule)) {
  const KernelKMeans& model = *net_->model;
  bool tables = false;
  for (const Term& term : rule_.terms) {
    if (term.input == Input::activation && term.map == WeightMap::identity)
      identity_ += term.factor;
    else
      tables = true;
  }
  Matrix constants;
  if (tables) constants = make_tables();
  if (rule_.midpoint) squared_support_ = model.support.cwiseAbs2();

  shift_ = Matrix::Zero(members(), competitors());
  for (Index i = 0; i < members(); ++i)
    for (Index j = 0; j < competitors(); ++j) {
      const Index si = model.first(net_->cluster) + i, sj = support_of(j);
      const double bias = net_->squared_norm(sj) - net_->squared_norm(si);
      double shift = rule_.bias ? 0 : -identity_ * bias;  // a_ij holds the bias already
      if (rule_.bias && tables) {
        const Linear scalar{Matrix(0, 0), Vector::Constant(1, bias)};
        for (const Term& term : rule_.terms)
          if (term.map != WeightMap::identity) shift += term.factor * scalar.mapped(term.map).bias(0);
      }
      if (rule_.midpoint)
        shift -= identity_ * (model.support.row(si).squaredNorm() - model.support.row(sj).squaredNorm());
      if (constants.size()) shift += constants.row(i * competitors() + j).sum();
      shift_(i, j) = shift;
    }
}

Matrix KernelPropagation::make_tables() {
  const KernelKMeans& model = *net_->model;
  Linear pairs{Matrix(members() * competitors(), model.features()), Vector::Zero(members() * competitors())};
  for (Index i = 0; i < members(); ++i)
    for (Index j = 0; j < competitors(); ++j)
      pairs.weight.row(i * competitors() + j) =
          2 * (model.support.row(model.first(net_->cluster) + i) - model.support.row(support_of(j)));
  Matrix constants;
  for (const Term& term : rule_.terms) {
    if (term.input != Input::activation) {
      const double input = constant_input(rule_, term.input);
      if (input != 0) add(constants, term.factor * input * pairs.mapped(term.map).weight);
    } else if (term.map != WeightMap::identity) {
      add(weights_, term.factor * pairs.mapped(term.map).weight);
    }
  }
  if (constants.size()) constants_ = SparseTable(constants);
  return constants;
}

void KernelPropagation::gather(const double* all, double* competing) const {
  const Index own = net_->model->first(net_->cluster);
  std::copy(all, all + own, competing);
  std::copy(all + own + members(), all + net_->model->support.rows(), competing + own);
}

Matrix KernelPropagation::operator()(const MatrixView& x, const KernelPooling& pooling, const MatrixView& relevance,
                                     Condition* condition) const {
  const KernelKMeans& model = *net_->model;
  const Index n = x.rows(), own = members(), others = competitors(), first_own = model.first(net_->cluster);
  const bool weights = weights_.size() != 0, constants = !constants_.empty();

  // Where a rule has tables: the part of the denominators in x and mapped weights, then the messages themselves.
  Matrix pairs;
  if (weights)
    pairs = x * weights_.transpose();
  else
    pairs.resize(constants ? n : 1, own * others);

  Matrix coefficient = Matrix::Zero(n, model.support.rows());  // + sum_j c_ij for i in C_c, - sum_i c_ij for the others
  Vector toward(others), distance(others), sent(others), margin(model.support.rows());
  for (Index row = 0; row < n; ++row) {
    for (Index k = 0; k < model.clusters(); ++k)
      margin.segment(model.first(k), model.members(k))
          .setConstant(k == net_->cluster ? 0 : relevance(row, k < net_->cluster ? k : k - 1));
    margin.array() *= pooling.share.row(row).transpose().array();
    gather(margin.data(), toward.data());  // R_k q_{j|k} of every competitor
    gather(pooling.distance.row(row).data(), distance.data());
    sent.setZero();
    const double carried = toward.cwiseAbs().sum();
    for (Index i = 0; i < own; ++i) {
      const double share = pooling.share(row, first_own + i), own_distance = pooling.distance(row, first_own + i);
      const double* const shift = shift_.row(i).data();
      double* const message = pairs.row(pairs.rows() == n ? row : 0).data() + i * others;
      for (Index j = 0; j < others; ++j)
        message[j] = (weights ? message[j] : 0) + (identity_ * (distance.data()[j] - own_distance) + shift[j]);
      const Messages sums = divide(share, toward, rule_.epsilon, message);
      coefficient(row, first_own + i) = sums.total;
      for (Index j = 0; j < others; ++j) sent.data()[j] -= message[j];
      if (condition && share != 0) condition->add(row, sums.smallest, sums.through_negative, share * carried);
    }
    coefficient.row(row).head(first_own) = sent.head(first_own).transpose();
    coefficient.row(row).tail(others - first_own) = sent.tail(others - first_own).transpose();
  }

  Matrix result = Matrix::Zero(n, x.cols());
  if (identity_ != 0) {
    add_product(coefficient, model.support, result);
    result.array() *= 2 * identity_ * x.array();
    if (rule_.midpoint) add_product(-identity_ * coefficient, squared_support_, result);
  }
  if (weights) result += x.cwiseProduct(pairs * weights_);
  if (constants) constants_.add_product(pairs, result);
  return result;
}

}  // namespace neon
