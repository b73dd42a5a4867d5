#include <neon/core/error.hpp>
#include <neon/network/expanded_affine.hpp>
#include <neon/network/reachability_margins.hpp>

#include <memory>

namespace neon {
namespace {

using Kind = ReachabilityTerm::Kind;
using PointMargins = std::vector<ReachabilityMargin>;

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

double sign_of(const ReachabilityMargin& margin, const ReachabilityTerm& term) {
  return &term == &margin.above ? 1 : -1;
}

/// Squares that stand in a margin, less those that are taken off.
double squares(const ReachabilityMargin& margin) {
  return (margin.above.kind == Kind::distance ? 1 : 0) - (margin.below.kind == Kind::distance ? 1 : 0);
}

/// Whether a margin has no slope, as one of a density over a birth, and a rule without bias nothing to go by.
bool is_constant(const ReachabilityMargin& margin) {
  return margin.above.kind != Kind::distance && margin.below.kind != Kind::distance;
}
bool goes_by_slopes(const Rule& rule) { return !rule.midpoint && !rule.affine && !rule.bias; }

}  // namespace

Pass ReachabilityMargins::pass(const MatrixView& x) const {
  auto margins = std::make_shared<const std::vector<PointMargins>>(model_.margins(x, cluster_));
  Matrix output(x.rows(), model_.noise());
  for (Index n = 0; n < output.rows(); ++n)
    for (Index column = 0; column < output.cols(); ++column) output(n, column) = (*margins)[at(n)][at(column)].value();
  return {std::move(output), std::move(margins)};
}

Eigen::RowVectorXd ReachabilityMargins::gradient(const ReachabilityMargin& margin, const Eigen::RowVectorXd& x) const {
  Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(inputs());
  for (const ReachabilityTerm* const term : {&margin.above, &margin.below})
    if (term->kind == Kind::distance) sum += 2 * sign_of(margin, *term) * (x - model_.search.points().row(term->point));
  return sum;
}

Eigen::RowVectorXd ReachabilityMargins::terms(const ReachabilityMargin& margin, const Eigen::RowVectorXd& x) const {
  Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(inputs() + 1);
  for (const ReachabilityTerm* const term : {&margin.above, &margin.below}) {
    const double sign = sign_of(margin, *term);
    if (term->kind == Kind::distance)
      sum.head(inputs()) += sign * (x - model_.search.points().row(term->point)).cwiseAbs2();
    else if (term->kind == Kind::birth)
      sum.head(inputs()).array() += sign * term->value / static_cast<double>(inputs());
    else
      sum(inputs()) += sign * term->value;
  }
  return sum;
}

Matrix ReachabilityMargins::pullback(const MatrixView& x, const MatrixView& weight) const {
  const std::vector<PointMargins> margins = model_.margins(x, cluster_);
  Matrix result = Matrix::Zero(x.rows(), inputs());
  for (Index n = 0; n < x.rows(); ++n)
    for (Index column = 0; column < weight.cols(); ++column)
      if (weight(n, column) != 0) result.row(n) += weight(n, column) * gradient(margins[at(n)][at(column)], x.row(n));
  return result;
}

Propagation ReachabilityMargins::propagation(const Rule& rule) const {
  if (squares_weights(rule))
    return [this, rule](const MatrixView& x, const Pass& pass, const MatrixView& relevance, const LayerDetail& asked) {
      require(!asked.per_unit, "rule {}: its messages are not proportional to the inputs", rule.name);
      const auto& margins = *static_cast<const std::vector<PointMargins>*>(pass.memory.get());
      Matrix result = Matrix::Zero(x.rows(), inputs());
      for (Index n = 0; n < x.rows(); ++n)
        for (Index column = 0; column < relevance.cols(); ++column) {
          Eigen::RowVectorXd share = gradient(margins[at(n)][at(column)], x.row(n));
          const double largest = share.lpNorm<Eigen::Infinity>();  // no square of a ratio leaves the range of doubles
          share = largest > 0 ? Eigen::RowVectorXd((share / largest).cwiseAbs2()) : Eigen::RowVectorXd::Ones(inputs());
          result.row(n) += relevance(n, column) / share.sum() * share;
        }
      return result;
    };
  return [this, rule](const MatrixView& x, const Pass& pass, const MatrixView& relevance, const LayerDetail& asked) {
    const auto& margins = *static_cast<const std::vector<PointMargins>*>(pass.memory.get());
    const Index d = inputs(), count = relevance.cols();
    Matrix result(x.rows(), d);
    for (Index n = 0; n < x.rows(); ++n) {
      // Around the point each margin is a quadratic function of the features; the density is told as one more.
      Matrix with_density = Matrix::Zero(1, d + 1);
      with_density.leftCols(d) = x.row(n);
      ExpandedAffine read{.centre = with_density,
                          .linear = {Matrix::Zero(count, 2 * (d + 1)), pass.output.row(n)},
                          .constant = Matrix(count, d + 1)};
      for (Index column = 0; column < count; ++column) {
        const ReachabilityMargin& margin = margins[at(n)][at(column)];
        read.linear.weight.row(column).head(d) = gradient(margin, x.row(n));
        read.linear.weight.row(column).segment(d + 1, d).setConstant(squares(margin));
        read.constant.row(column) = terms(margin, x.row(n));
      }
      Matrix handed = relevance.row(n);
      Eigen::RowVectorXd told = Eigen::RowVectorXd::Zero(d + 1);
      if (goes_by_slopes(rule) && !asked.per_unit)
        for (Index column = 0; column < count; ++column) {
          if (!is_constant(margins[at(n)][at(column)]) || pass.output(n, column) == 0) continue;
          told += handed(0, column) / pass.output(n, column) * read.constant.row(column);
          handed(0, column) = 0;
        }
      Condition own(1);
      const Matrix down = read.propagation(rule)(with_density, {pass.output.row(n)}, handed,
                                                 {.per_unit = asked.per_unit, .account = &own});
      result.row(n) = down.leftCols(d) + told.head(d);
      if (asked.constant) (*asked.constant)(n) += down(0, d) + told(d);
      if (asked.account) asked.account->add(n, {own.smallest(0), own.negative(0), own.total(0)});
    }
    return result;
  };
}

}  // namespace neon
