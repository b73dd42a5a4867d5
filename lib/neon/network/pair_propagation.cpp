#include <neon/core/error.hpp>
#include <neon/core/product.hpp>
#include <neon/network/competitors.hpp>
#include <neon/network/detail/pair_kernel.hpp>
#include <neon/network/pair_propagation.hpp>
#include <neon/rules/linear_propagation.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace neon {
namespace {

/// Root mean square of the differences score_j - score_i between the cluster's own and all others.
double mean_difference(const Vector& score, Index first, Index own) {
  const Index after = score.size() - first - own;
  Vector others(first + after);
  others << score.head(first), score.tail(after);
  const Vector mine = score.segment(first, own);
  const double largest =
      std::max((others.array() - mine.mean()).abs().maxCoeff(), (mine.array() - mine.mean()).abs().maxCoeff());
  if (largest == 0) return 0;
  const auto variance = [&](const Vector& a) { return ((a.array() - a.mean()) / largest).square().mean(); };
  const double apart = (others.mean() - mine.mean()) / largest;
  return largest * std::sqrt(apart * apart + variance(mine) + variance(others));
}

}  // namespace

PairPropagation::PairPropagation(const PooledDistances& layer, Rule rule) : layer_(&layer), rule_(std::move(rule)) {
  bool table = false;
  for (const Term& term : rule_.terms) {
    if (term.input == Input::activation && term.map == WeightMap::identity)
      identity_ += term.factor;
    else
      table = true;
  }
  const bool bounded =
      std::any_of(rule_.terms.begin(), rule_.terms.end(), [](const Term& term) { return term.input == Input::lower; });
  if (bounded) expansion_ = rule_.lower;
  const Index own = layer.size(layer.cluster());
  if (BoxPairs::reads(rule_) && own * (layer.members() - own) * layer.inputs() > BoxPairs::few)
    box_ = BoxPairs(layer, rule_);
  else if (table)
    table_ = PairTable(layer, rule_, identity_ * expansion_);
  if (rule_.midpoint) half_squares_ = 0.5 * layer.member().cwiseAbs2();
  offset_ = Vector::Zero(layer.members());
  if (rule_.midpoint)
    offset_ = -identity_ * layer.offset();
  else if (!rule_.bias)
    offset_ = -identity_ * (layer.squared_norm() + layer.offset() +
                            2 * layer.member() * (layer.origin().array() - expansion_).matrix().transpose());
}

void PairPropagation::competitor_relevance(const Pooling& pooling, const MatrixView& relevance, Index row,
                                           Vector& result) const {
  const Index c = layer_->cluster();
  result = pooling.share.row(row);
  for (Index k = 0; k < layer_->clusters(); ++k)
    result.segment(layer_->first(k), layer_->size(k)) *= k == c ? 0 : relevance(row, competitor_column(c, k));
}

Matrix PairPropagation::coefficients(const Pooling& pooling, const MatrixView& relevance,
                                     const std::vector<bool>& crowded, Matrix& message, Condition* condition) const {
  Matrix coefficient = Matrix::Zero(relevance.rows(), layer_->member().rows());
  Vector toward, score;
  for (Index row = 0; row < relevance.rows(); ++row) {
    if (crowded[static_cast<std::size_t>(row)]) continue;
    competitor_relevance(pooling, relevance, row, toward);
    score = identity_ * pooling.score.row(row).transpose() + offset_;
    if (table_.empty())
      divide_pairs(row, pooling, toward, score, coefficient, condition);
    else
      divide_table_pairs(row, pooling, toward, score, message.row(row).data(), coefficient, condition);
  }
  return coefficient;
}

BoxPairs::Messages PairPropagation::box_messages(const Pooling& pooling, const MatrixView& relevance,
                                                 const std::vector<bool>& crowded, Condition* condition) const {
  const Matrix score = (identity_ * pooling.score).rowwise() + offset_.transpose();
  Matrix towards = Matrix::Zero(score.rows(), score.cols());
  Vector toward;
  for (Index row = 0; row < relevance.rows(); ++row) {
    if (crowded[static_cast<std::size_t>(row)]) continue;
    competitor_relevance(pooling, relevance, row, toward);
    towards.row(row) = toward.transpose();
  }
  return box_(pooling.share, towards, score, condition);
}

void PairPropagation::divide_pairs(Index row, const Pooling& pooling, const Vector& toward, const Vector& score,
                                   Matrix& coefficient, Condition* condition) const {
  const Index first_own = layer_->first(layer_->cluster()), own = layer_->size(layer_->cluster());
  const double *const share = pooling.share.row(row).data() + first_own, *const own_score = score.data() + first_own;
  double* const row_of = coefficient.row(row).data();
  const double epsilon = rule_.epsilon > 0 ? rule_.epsilon * mean_difference(score, first_own, own) : 0;
  DivisionAccount<double> account;
  pair_kernel().divide({toward.data(), score.data(), toward.size()}, share, own_score, own, epsilon, row_of,
                       row_of + first_own, account);
  if (condition) condition->add(row, account);
}

void PairPropagation::divide_table_pairs(Index row, const Pooling& pooling, const Vector& toward, const Vector& score,
                                         double* message, Matrix& coefficient, Condition* condition) const {
  const Index others = table_.competitors(), first_own = layer_->first(layer_->cluster());
  Vector to(others), scores(others), sums = Vector::Zero(others);
  table_.gather(toward.data(), to.data());
  table_.gather(score.data(), scores.data());
  const auto pairs_of = [&](Index i) {
    return TablePairs{pooling.share(row, first_own + i),
                      score(first_own + i),
                      to.data(),
                      scores.data(),
                      table_.shift(i),
                      message + i * others,
                      sums.data(),
                      others};
  };
  double epsilon = 0;
  if (rule_.epsilon > 0) {
    Matrix denominator(table_.members(), others);
    for (Index i = 0; i < denominator.rows(); ++i)
      for (Index j = 0; j < others; ++j)
        denominator(i, j) = message[i * others + j] + (scores(j) - score(first_own + i)) + table_.shift(i)[j];
    epsilon = rule_.epsilon * denominator.stableNorm() / std::sqrt(static_cast<double>(denominator.size()));
  }
  for (Index i = 0; i < table_.members(); ++i) {
    DivisionAccount<double> account;
    coefficient(row, first_own + i) = pair_kernel().divide_table(pairs_of(i), epsilon, account);
    if (condition) condition->add(row, account);
  }
  table_.scatter(sums.data(), coefficient.row(row).data());
}

void PairPropagation::cross_crowded(const MatrixView& x, const Pooling& pooling, const MatrixView& relevance,
                                    const std::vector<bool>& crowded, bool per_unit, Matrix& result,
                                    Condition* condition) const {
  const Index first_own = layer_->first(layer_->cluster()), own = layer_->size(layer_->cluster());
  Vector toward;
  for (Index row = 0; row < x.rows(); ++row) {
    if (!crowded[static_cast<std::size_t>(row)]) continue;
    competitor_relevance(pooling, relevance, row, toward);
    const Eigen::RowVectorXd z = x.row(row) - layer_->origin(), score = pooling.score.row(row);
    const Vector offset = rule_.epsilon > 0 ? Vector(identity_ * score.transpose() + offset_) : Vector();
    const double unit = rule_.epsilon > 0 ? mean_difference(offset, first_own, own) : 0;
    result.row(row).setZero();
    for (Index j = 0; j < toward.size(); ++j) {
      if (toward[j] == 0) continue;
      Linear pairs{2 * (layer_->member().middleRows(first_own, own).rowwise() - layer_->member().row(j)),
                   score[j] - score.segment(first_own, own).transpose().array(), x.row(row)};
      InputReference reference{.epsilon_unit = unit};
      const Matrix middle = 0.5 * (layer_->member().middleRows(first_own, own).rowwise() + layer_->member().row(j));
      if (rule_.midpoint) reference.at_root = (middle.rowwise() - z).cwiseProduct(pairs.weight);
      const LinearPropagation across(rule_, pairs, reference);
      const Matrix message = toward[j] * pooling.share.row(row).segment(first_own, own);
      Condition of_row(1);
      result.row(row) +=
          per_unit ? across.per_unit(x.row(row), message, &of_row) : across(x.row(row), message, &of_row);
      if (condition) condition->add(row, {of_row.smallest(0), of_row.negative(0), of_row.total(0)});
    }
  }
}

Matrix PairPropagation::operator()(const MatrixView& x, const Pass& pass, const MatrixView& relevance,
                                   const LayerDetail& asked) const {
  const auto& pooling = *static_cast<const Pooling*>(pass.memory.get());
  return asked.per_unit ? per_unit(x, pooling, relevance, asked.account)
                        : messages(x, pooling, relevance, asked.account);
}

Matrix PairPropagation::messages(const MatrixView& x, const Pooling& pooling, const MatrixView& relevance,
                                 Condition* condition) const {
  const std::vector<bool> crowded = layer_->crowded(x, pooling.score);
  const Matrix z = x.rowwise() - layer_->origin();
  Matrix message, result = Matrix::Zero(x.rows(), x.cols());
  if (rule_.affine) {
    result = x.cwiseProduct(layer_->pullback_of(pooling, relevance));
  } else if (!box_.empty()) {
    const BoxPairs::Messages sums = box_messages(pooling, relevance, crowded, condition);
    add_product(sums.coefficient, layer_->member(), result);
    result.array() *= 2 * identity_ * (x.array() - expansion_);
    result += sums.constant;
  } else {
    if (!table_.empty()) message = table_.denominators(z);
    const Matrix coefficient = coefficients(pooling, relevance, crowded, message, condition);
    if (rule_.midpoint) {
      result = scaled_difference(2 * identity_ * coefficient, layer_->member(), z, half_squares_);
    } else if (identity_ != 0) {
      add_product(coefficient, layer_->member(), result);
      result.array() *= 2 * identity_ * (x.array() - expansion_);
    }
    if (!table_.empty()) table_.add(x, message, result);
  }
  cross_crowded(x, pooling, relevance, crowded, false, result, condition);
  return result;
}

Matrix PairPropagation::per_unit(const MatrixView& x, const Pooling& pooling, const MatrixView& relevance,
                                 Condition* condition) const {
  require(rule_.proportional() && !looks_at_signs(), "rule {}: it has no relevance per unit of input", rule_.name);
  const std::vector<bool> crowded = layer_->crowded(x, pooling.score);
  Matrix none, result = Matrix::Zero(relevance.rows(), layer_->inputs());
  if (rule_.affine)
    result = layer_->pullback_of(pooling, relevance);
  else
    add_product(2 * identity_ * coefficients(pooling, relevance, crowded, none, condition), layer_->member(), result);
  cross_crowded(x, pooling, relevance, crowded, true, result, condition);
  return result;
}

}  // namespace neon
