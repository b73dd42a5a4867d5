#include <neon/core/error.hpp>
#include <neon/core/product.hpp>
#include <neon/explain/kernel_propagation.hpp>
#include <neon/explain/pair_messages.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace neon {
namespace {

/// What one contributor i sends to the pairs it forms with all j.
struct Messages {
  double total = 0;             ///< sum of c_ij
  double smallest = infinity;   ///< |denominator| that carried relevance
  double through_negative = 0;  ///< |relevance| over negative denominators
};

/// c_ij = share * toward_j / denominator_j, stabilised, for `count` support vectors j.
/// @param message the denominators, replaced by c  @param sum c is subtracted from it
Messages divide(double share, const double* toward, double epsilon, Index count, double* message, double* sum) {
  double total = 0, smallest = infinity, negative = 0;
#pragma omp simd reduction(+ : total, negative) reduction(min : smallest)
  for (Index j = 0; j < count; ++j) {
    const double relevance = share * toward[j], by = message[j], magnitude = std::abs(by);
    const double kept = magnitude + epsilon;
    const double c = relevance / std::copysign(kept < denominator_floor ? denominator_floor : kept, by);
    message[j] = c;
    sum[j] -= c;
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
  bool table = false;
  for (const Term& term : rule_.terms) {
    if (term.input == Input::activation && term.map == WeightMap::identity)
      identity_ += term.factor;
    else
      table = true;
  }
  if (table) table_ = PairTable(*net_, rule_);
  if (rule_.midpoint) half_squares_ = 0.5 * model.support.cwiseAbs2();
  offset_ = Vector::Zero(model.support.rows());
  if (!rule_.bias) offset_ -= identity_ * net_->squared_norm;  // d_j holds the bias already
  if (rule_.midpoint) offset_ += 2 * identity_ * half_squares_.rowwise().sum();
}

void KernelPropagation::competitor_relevance(const KernelPooling& pooling, const MatrixView& relevance, Index row,
                                             Vector& result) const {
  const KernelKMeans& model = *net_->model;
  result = pooling.share.row(row);
  for (Index k = 0; k < model.clusters(); ++k)
    result.segment(model.first(k), model.members(k)) *=
        k == net_->cluster ? 0 : relevance(row, k < net_->cluster ? k : k - 1);
}

Matrix KernelPropagation::coefficients(const KernelPooling& pooling, const MatrixView& relevance, Matrix& message,
                                       Condition* condition) const {
  Matrix coefficient = Matrix::Zero(relevance.rows(), net_->model->support.rows());
  Vector toward, score;
  for (Index row = 0; row < relevance.rows(); ++row) {
    competitor_relevance(pooling, relevance, row, toward);
    score = identity_ * pooling.distance.row(row).transpose() + offset_;
    if (table_.empty())
      divide_pairs(row, pooling, toward, score, coefficient, condition);
    else
      divide_table_pairs(row, pooling, toward, score, message.row(row).data(), coefficient, condition);
  }
  return coefficient;
}

void KernelPropagation::divide_pairs(Index row, const KernelPooling& pooling, const Vector& toward, const Vector& score,
                                     Matrix& coefficient, Condition* condition) const {
  constexpr int at_once = 4;
  const Index first_own = net_->model->first(net_->cluster), own = net_->model->members(net_->cluster);
  const double *const share = pooling.share.row(row).data() + first_own, *const own_score = score.data() + first_own;
  double* const row_of = coefficient.row(row).data();
  const double shares = pooling.share.row(row).segment(first_own, own).sum();
  for (Index first = 0; first < toward.size(); first += PairMessages::most) {
    const Index count = std::min(PairMessages::most, toward.size() - first);
    const double carried = toward.segment(first, count).cwiseAbs().sum();
    if (carried == 0) continue;
    PairMessages others(toward.data() + first, score.data() + first, count);
    Index i = 0;
    for (; i + at_once <= own; i += at_once)
      others.divide<at_once>(share + i, own_score + i, rule_.epsilon, row_of + first_own + i);
    for (; i < own; ++i) others.divide<1>(share + i, own_score + i, rule_.epsilon, row_of + first_own + i);
    for (Index j = 0; j < count; ++j) row_of[first + j] -= others.sum()[j];
    if (condition) condition->add(row, others.smallest(), others.through_negative(), shares * carried);
  }
}

void KernelPropagation::divide_table_pairs(Index row, const KernelPooling& pooling, const Vector& toward,
                                           const Vector& score, double* message, Matrix& coefficient,
                                           Condition* condition) const {
  const Index others = table_.competitors(), first_own = net_->model->first(net_->cluster);
  Vector to(others), scores(others), sums = Vector::Zero(others);
  table_.gather(toward.data(), to.data());
  table_.gather(score.data(), scores.data());
  const double carried = to.cwiseAbs().sum();
  for (Index i = 0; i < table_.members(); ++i, message += others) {
    const double share = pooling.share(row, first_own + i), own_score = score(first_own + i);
    const double* const shift = table_.shift(i);
    for (Index j = 0; j < others; ++j) message[j] += scores.data()[j] - own_score + shift[j];
    const Messages sent = divide(share, to.data(), rule_.epsilon, others, message, sums.data());
    coefficient(row, first_own + i) = sent.total;
    if (condition && share != 0) condition->add(row, sent.smallest, sent.through_negative, share * carried);
  }
  table_.scatter(sums.data(), coefficient.row(row).data());
}

Matrix KernelPropagation::operator()(const MatrixView& x, const KernelPooling& pooling, const MatrixView& relevance,
                                     Condition* condition) const {
  if (rule_.affine) return x.cwiseProduct(net_->pullback_of(pooling, relevance));
  Matrix message;
  if (!table_.empty()) message = table_.denominators(x);
  const Matrix coefficient = coefficients(pooling, relevance, message, condition);
  if (rule_.midpoint) return scaled_difference(2 * identity_ * coefficient, net_->model->support, x, half_squares_);
  Matrix result = Matrix::Zero(x.rows(), x.cols());
  if (identity_ != 0) {
    add_product(coefficient, net_->model->support, result);
    result.array() *= 2 * identity_ * x.array();
  }
  if (!table_.empty()) table_.add(x, message, result);
  return result;
}

Matrix KernelPropagation::per_unit(const KernelPooling& pooling, const MatrixView& relevance,
                                   Condition* condition) const {
  require(rule_.proportional() && table_.empty(), "rule {}: it has no relevance per unit of input", rule_.name);
  if (rule_.affine) return net_->pullback_of(pooling, relevance);
  Matrix none;
  Matrix result = Matrix::Zero(relevance.rows(), net_->model->features());
  add_product(2 * identity_ * coefficients(pooling, relevance, none, condition), net_->model->support, result);
  return result;
}

}  // namespace neon
