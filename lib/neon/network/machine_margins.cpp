#include <neon/core/detail/exponential_kernel.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/product.hpp>
#include <neon/network/competitors.hpp>
#include <neon/network/expanded_affine.hpp>
#include <neon/network/machine_margins.hpp>
#include <neon/rules/linear_propagation.hpp>

#include <algorithm>
#include <cmath>
#include <map>

namespace neon {
namespace {

/// Whether a rule looks at the weights, and at no input.
bool reads_weights_alone(const Rule& rule) {
  return std::all_of(rule.terms.begin(), rule.terms.end(), [](const Term& term) { return term.input == Input::one; });
}

Index pair_of(const PairMargin& margin, Index classes) {
  return pair_number(std::min(margin.favoured, margin.other), std::max(margin.favoured, margin.other), classes);
}

}  // namespace

/// What was found at the points of a pass.
struct MachineMargins::Active {
  Matrix distance;                              // [n, m]
  std::vector<std::vector<PairMargin>> margin;  // [n][K - 1]
};

struct MachineMargins::Sides {
  Matrix towards;  // [q, d] sum_j P_j (x_j - x)
  Matrix terms;    // [q, d] sum_j P_j (x_j - x)^2
  Vector members;  // [q] sum_j P_j: what the intercept leaves
};

MachineMargins::MachineMargins(SupportVectorMachine model, Index cluster)
    : model_(std::move(model)), cluster_(cluster) {
  if (model_.kernel == SvmKernel::linear) return;
  origin_ = frame_of(model_.support).origin;
  member_ = model_.support.rowwise() - origin_;
  square_ = member_.cwiseAbs2();
  points_ = std::make_shared<const Matrix>(model_.support);
}

Pass MachineMargins::pass(const MatrixView& x) const {
  auto active = std::make_shared<Active>();
  active->distance = model_.distances(x);
  const Matrix pairs = model_.pair_margins(x, active->distance);
  const Index classes = model_.clusters();
  Matrix output(x.rows(), classes - 1);
  active->margin.resize(static_cast<std::size_t>(x.rows()));
  for (Index n = 0; n < x.rows(); ++n) {
    const PairDecision decision(model_.multiclass, pairs.row(n).data(), classes);
    for (Index column = 0; column + 1 < classes; ++column) {
      const PairMargin margin = decision.margin(cluster_, competitor_cluster(cluster_, column));
      active->margin[static_cast<std::size_t>(n)].push_back(margin);
      output(n, column) = margin.value;
    }
  }
  return {std::move(output), std::move(active)};
}

std::vector<MachineMargins::Question> MachineMargins::asked_of(const Active& active, const MatrixView& weight,
                                                               bool all) {
  std::vector<Question> questions;
  for (Index n = 0; n < weight.rows(); ++n)
    for (Index k = 0; k < weight.cols(); ++k)
      if (all || weight(n, k) != 0)
        questions.push_back({n, k, active.margin[static_cast<std::size_t>(n)][static_cast<std::size_t>(k)]});
  return questions;
}

MachineMargins::Sides MachineMargins::sides(const MachineSide& side, const MatrixView& x, const Active& active,
                                            const std::vector<Question>& questions, const std::vector<Index>& of,
                                            bool terms) const {
  const auto rows = static_cast<Index>(of.size()), d = inputs(), count = static_cast<Index>(side.row.size());
  Sides result{Matrix::Zero(rows, d), Matrix::Zero(terms ? rows : 0, d), Vector::Zero(rows)};
  if (count == 0) return result;
  // The members of a side are most of consecutive rows: those of a class.
  const Index first = side.row.front(), range = side.row.back() + 1 - first;
  Matrix share = Matrix::Zero(rows, range), z(rows, d);
  for (Index q = 0; q < rows; ++q) {
    const Index point = questions[static_cast<std::size_t>(of[static_cast<std::size_t>(q)])].point;
    z.row(q) = x.row(point) - origin_;
    Vector weight(count);
    for (Index j = 0; j < count; ++j)
      weight(j) = active.distance(point, side.row[static_cast<std::size_t>(j)]) + side.theta(j);
    const double least = std::min(side.constant, weight.minCoeff());
    const double sum = exponential_kernel().terms(weight.data(), count, model_.gamma, least, weight.data());
    weight /= sum + (std::isfinite(side.constant) ? std::exp(-model_.gamma * (side.constant - least)) : 0);
    for (Index j = 0; j < count; ++j) share(q, side.row[static_cast<std::size_t>(j)] - first) = weight(j);
    result.members(q) = weight.sum();
  }
  add_product(share, member_.middleRows(first, range), result.towards);
  if (terms) {
    add_product(share, square_.middleRows(first, range), result.terms);
    result.terms.array() += (z.array().colwise() * result.members.array() - 2 * result.towards.array()) * z.array();
    result.terms = result.terms.cwiseMax(0);
  }
  result.towards.array() -= z.array().colwise() * result.members.array();
  return result;
}

void MachineMargins::hold_linear(const MatrixView& x, const std::vector<Question>& questions, Held& result) const {
  for (std::size_t n = 0; n < questions.size(); ++n) {
    const auto q = static_cast<Index>(n);
    const auto& [point, column, margin] = questions[n];
    // Clang 14 captures no structured binding by its name.
    const auto hyperplane = [&, row = point](Index p, double sign) {
      result.slope.row(q) += sign * model_.weight.row(p);
      if (result.parts.rows() > 0)
        result.parts.row(q) += sign * model_.weight.row(p).cwiseProduct(x.row(row) - model_.centre.row(p));
    };
    if (model_.multiclass == MulticlassRule::one_vs_rest) {
      hyperplane(margin.favoured, 1);
      hyperplane(margin.other, -1);
    } else {
      hyperplane(pair_of(margin, model_.clusters()), margin.favoured < margin.other ? 1 : -1);
    }
    if (result.parts.rows() == 0) continue;
    const double largest = result.slope.row(q).lpNorm<Eigen::Infinity>();
    const Eigen::RowVectorXd by = largest > 0 ? Eigen::RowVectorXd((result.slope.row(q) / largest).cwiseAbs2())
                                              : Eigen::RowVectorXd::Ones(inputs());
    result.parts.row(q) += (margin.value - result.parts.row(q).sum()) / by.sum() * by;
  }
}

MachineMargins::Held MachineMargins::held(const MatrixView& x, const Active& active,
                                          const std::vector<Question>& questions, bool parts) const {
  const auto count = static_cast<Index>(questions.size()), d = inputs();
  Held result{Matrix::Zero(count, d), Matrix::Zero(parts ? count : 0, d), Vector::Zero(count)};
  if (model_.kernel == SvmKernel::linear) {
    hold_linear(x, questions, result);
    return result;
  }
  std::map<Index, std::vector<Index>> of_pair;
  for (Index q = 0; q < count; ++q)
    of_pair[pair_of(questions[static_cast<std::size_t>(q)].margin, model_.clusters())].push_back(q);
  for (const auto& [pair, of] : of_pair) {
    const PairMachine& machine = (*model_.machines)[static_cast<std::size_t>(pair)];
    const Sides plus = sides(machine.plus, x, active, questions, of, parts),
                minus = sides(machine.minus, x, active, questions, of, parts);
    for (std::size_t n = 0; n < of.size(); ++n) {
      const auto row = static_cast<Index>(n), q = of[n];
      const PairMargin& margin = questions[static_cast<std::size_t>(q)].margin;
      const double sign = margin.favoured < margin.other ? 1 : -1;
      result.slope.row(q) = 2 * sign * (plus.towards.row(row) - minus.towards.row(row));
      result.square(q) = sign * (minus.members(row) - plus.members(row));
      if (!parts) continue;
      const Eigen::RowVectorXd own = sign * (minus.terms.row(row) - plus.terms.row(row)),
                               both = minus.terms.row(row) + plus.terms.row(row);
      const double rest = margin.value - own.sum(), all = both.sum();
      result.parts.row(q) = own;
      if (all > 0)
        result.parts.row(q) += rest / all * both;
      else
        result.parts.row(q).array() += rest / static_cast<double>(d);
    }
  }
  return result;
}

Matrix MachineMargins::pullback(const MatrixView& x, const MatrixView& gradient) const {
  const Pass here = pass(x);
  const auto& active = *static_cast<const Active*>(here.memory.get());
  const std::vector<Question> questions = asked_of(active, gradient, false);
  const Held held = this->held(x, active, questions, false);
  Matrix result = Matrix::Zero(x.rows(), x.cols());
  for (std::size_t q = 0; q < questions.size(); ++q)
    result.row(questions[q].point) +=
        gradient(questions[q].point, questions[q].column) * held.slope.row(static_cast<Index>(q));
  return result;
}

Matrix MachineMargins::crossed(const MatrixView& x, const Pass& pass, const MatrixView& relevance,
                               const LayerDetail& asked, const Rule& rule) const {
  const auto& active = *static_cast<const Active*>(pass.memory.get());
  const Index d = inputs(), margins = pass.output.cols();
  // The stabiliser of epsilon looks at all margins.
  const std::vector<Question> questions = asked_of(active, relevance, rule.epsilon > 0);
  const Held held = this->held(x, active, questions, rule.midpoint);
  Matrix features = Matrix::Zero(x.rows(), d);
  for (std::size_t first = 0, last = 0; first < questions.size(); first = last) {
    const Index n = questions[first].point;
    ExpandedAffine layer{.centre = x.row(n),
                         .linear = {Matrix::Zero(margins, 2 * d), pass.output.row(n)},
                         .constant = Matrix::Zero(margins, d)};
    for (; last < questions.size() && questions[last].point == n; ++last) {
      const Index k = questions[last].column, q = static_cast<Index>(last);
      layer.linear.weight.row(k).head(d) = held.slope.row(q);
      layer.linear.weight.row(k).tail(d).setConstant(held.square(q));
      if (rule.midpoint)
        layer.constant.row(k) = held.parts.row(q);
      else  // for other rules their sum counts
        layer.constant.row(k).setConstant(pass.output(n, k) / static_cast<double>(d));
    }
    const Matrix point = x.row(n), message = relevance.row(n);
    const Linear gradient{layer.linear.weight.leftCols(d), layer.linear.bias, x.row(n)};
    Condition own(1);
    if (rule.affine)
      features.row(n) = asked.per_unit ? gradient.backward(message) : point.cwiseProduct(gradient.backward(message));
    else if (reads_weights_alone(rule))
      features.row(n) = LinearPropagation(rule, gradient)(point, message, &own);
    else
      features.row(n) =
          layer.propagation(rule)(point, {pass.output.row(n)}, message, {.per_unit = asked.per_unit, .account = &own});
    if (asked.account) asked.account->add(n, {own.smallest(0), own.negative(0), own.total(0)});
  }
  return features;
}

Propagation MachineMargins::propagation(const Rule& rule) const {
  return [this, rule](const MatrixView& x, const Pass& pass, const MatrixView& relevance, const LayerDetail& asked) {
    require(!asked.per_unit || rule.proportional(), "rule {}: its messages are not proportional to the inputs",
            rule.name);
    return crossed(x, pass, relevance, asked, rule);
  };
}

}  // namespace neon
