#include <neon/core/error.hpp>
#include <neon/network/competitors.hpp>
#include <neon/network/expanded_affine.hpp>
#include <neon/network/machine_margins.hpp>
#include <neon/rules/linear_propagation.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

/// Whether a rule looks at the weights, and at no input.
bool reads_weights_alone(const Rule& rule) {
  return std::all_of(rule.terms.begin(), rule.terms.end(), [](const Term& term) { return term.input == Input::one; });
}

/// One side of a machine at a point.
struct Side {
  Eigen::RowVectorXd towards;  ///< sum_j P_j (x_j - x)
  Eigen::RowVectorXd terms;    ///< sum_j P_j (x_j - x)^2
  double members = 0;          ///< sum_j P_j: what the intercept leaves

  Side(const MachineSide& side, const Matrix& support, double gamma, const Eigen::RowVectorXd& x,
       const double* distance)
      : towards(Eigen::RowVectorXd::Zero(x.size())), terms(towards) {
    const auto count = static_cast<Index>(side.row.size());
    Vector share(count);
    for (Index j = 0; j < count; ++j) share(j) = distance[side.row[static_cast<std::size_t>(j)]] + side.theta(j);
    const double least = count > 0 ? std::min(side.constant, share.minCoeff()) : side.constant;
    share = (-gamma * (share.array() - least)).exp();
    share /= share.sum() + (std::isfinite(side.constant) ? std::exp(-gamma * (side.constant - least)) : 0);
    for (Index j = 0; j < count; ++j) {
      if (share(j) == 0) continue;
      const Eigen::RowVectorXd apart = support.row(side.row[static_cast<std::size_t>(j)]) - x;
      towards += share(j) * apart;
      terms += share(j) * apart.cwiseAbs2();
      members += share(j);
    }
  }
};

}  // namespace

/// What was found at the points of a pass.
struct MachineMargins::Active {
  Matrix distance;                              // [n, m]
  std::vector<std::vector<PairMargin>> margin;  // [n][K - 1]
};

struct MachineMargins::Around {
  Eigen::RowVectorXd slope;  ///< dG/dx
  double square;             ///< of every feature
  Eigen::RowVectorXd parts;  ///< of G, by the midpoint rule
};

std::shared_ptr<const Matrix> MachineMargins::points() const {
  if (model_.kernel == SvmKernel::linear) return nullptr;
  return std::make_shared<const Matrix>(model_.support);
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

MachineMargins::Around MachineMargins::around(const Eigen::RowVectorXd& x, const Active& active, Index row,
                                              const PairMargin& margin) const {
  const bool swapped = margin.favoured > margin.other;
  const Index a = std::min(margin.favoured, margin.other), b = std::max(margin.favoured, margin.other),
              pair = pair_number(a, b, model_.clusters());
  const Eigen::RowVectorXd equal = Eigen::RowVectorXd::Constant(x.size(), 1 / static_cast<double>(x.size()));
  if (model_.kernel == SvmKernel::linear) {
    const double sign = swapped ? -1 : 1;
    const auto hyperplane = [&](Index p) -> Eigen::RowVectorXd {
      return model_.weight.row(p).cwiseProduct(x - model_.centre.row(p));
    };
    Around result{{}, 0, {}};
    if (model_.multiclass == MulticlassRule::one_vs_one) {
      result.slope = sign * model_.weight.row(pair);
      result.parts = sign * hyperplane(pair);
    } else {
      result.slope = sign * (model_.weight.row(a) - model_.weight.row(b));
      result.parts = sign * (hyperplane(a) - hyperplane(b));
    }
    const double largest = result.slope.lpNorm<Eigen::Infinity>();
    const Eigen::RowVectorXd square = largest > 0 ? Eigen::RowVectorXd((result.slope / largest).cwiseAbs2()) : equal;
    result.parts += (margin.value - result.parts.sum()) / square.sum() * square;
    return result;
  }
  const PairMachine& machine = (*model_.machines)[static_cast<std::size_t>(pair)];
  const double* const distance = active.distance.row(row).data();
  const Side own(swapped ? machine.minus : machine.plus, model_.support, model_.gamma, x, distance),
      against(swapped ? machine.plus : machine.minus, model_.support, model_.gamma, x, distance);
  const Eigen::RowVectorXd both = own.terms + against.terms;
  const double all = both.sum();
  Around result{2 * (own.towards - against.towards), against.members - own.members, against.terms - own.terms};
  result.parts += (margin.value - result.parts.sum()) * (all > 0 ? Eigen::RowVectorXd(both / all) : equal);
  return result;
}

Matrix MachineMargins::pullback(const MatrixView& x, const MatrixView& gradient) const {
  const Pass here = pass(x);
  const auto& active = *static_cast<const Active*>(here.memory.get());
  Matrix result = Matrix::Zero(x.rows(), x.cols());
  for (Index n = 0; n < x.rows(); ++n)
    for (Index k = 0; k < gradient.cols(); ++k)
      if (gradient(n, k) != 0)
        result.row(n) +=
            gradient(n, k) *
            around(x.row(n), active, n, active.margin[static_cast<std::size_t>(n)][static_cast<std::size_t>(k)]).slope;
  return result;
}

Matrix MachineMargins::crossed(const MatrixView& x, const Pass& pass, const MatrixView& relevance,
                               const LayerDetail& asked, const Rule& rule) const {
  const auto& active = *static_cast<const Active*>(pass.memory.get());
  const Index d = inputs(), margins = pass.output.cols();
  Matrix features(x.rows(), d);
  for (Index n = 0; n < x.rows(); ++n) {
    ExpandedAffine layer{
        .centre = x.row(n), .linear = {Matrix(margins, 2 * d), pass.output.row(n)}, .constant = Matrix(margins, d)};
    for (Index k = 0; k < margins; ++k) {
      const Around margin =
          around(x.row(n), active, n, active.margin[static_cast<std::size_t>(n)][static_cast<std::size_t>(k)]);
      layer.linear.weight.row(k).head(d) = margin.slope;
      layer.linear.weight.row(k).tail(d).setConstant(margin.square);
      layer.constant.row(k) = margin.parts;
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
