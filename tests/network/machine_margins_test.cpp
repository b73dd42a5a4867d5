#include <neon/explain/network_evidence.hpp>
#include <neon/explain/propagator.hpp>
#include <neon/network/machine_margins.hpp>
#include <neon/network/pooled_distances.hpp>

#include <algorithm>
#include <cmath>

#include "support/labelled_points.hpp"
#include "support/laws.hpp"

using namespace neon;

namespace {

std::vector<SupportVectorMachine> machines(Index classes, std::uint64_t seed) {
  const samples::LabelledPoints data = samples::labelled_points(60, 4, classes, seed);
  std::vector<SupportVectorMachine> all;
  for (const SvmKernel kernel : {SvmKernel::rbf, SvmKernel::linear})
    for (const MulticlassRule rule : {MulticlassRule::one_vs_one, MulticlassRule::one_vs_rest})
      all.push_back(fit_support_vector_machine(data.x, data.label,
                                               {.kernel = kernel, .cost = 3, .gamma = 0.4, .multiclass = rule}));
  return all;
}

/// The midpoint rule of a machine of two classes, pair by pair: P_i Q_j of what a feature has of d_j - d_i, and of what
/// no feature owns its part of the distances.
Eigen::RowVectorXd slow_midpoint(const SupportVectorMachine& model, const Eigen::RowVectorXd& x, double g) {
  const Index d = x.size(), m = model.support.rows();
  std::vector<double> weight(static_cast<std::size_t>(m));
  double above = std::max(0.0, model.intercept(0)), below = std::max(0.0, -model.intercept(0));
  for (Index j = 0; j < m; ++j) {
    double square = 0;
    for (Index i = 0; i < d; ++i) square += (x(i) - model.support(j, i)) * (x(i) - model.support(j, i));
    weight[static_cast<std::size_t>(j)] = model.coefficient(j, 0) * std::exp(-model.gamma * square);
    (model.coefficient(j, 0) > 0 ? above : below) += std::abs(weight[static_cast<std::size_t>(j)]);
  }
  Eigen::RowVectorXd own = Eigen::RowVectorXd::Zero(d), both = own;
  double members_above = 0, members_below = 0;
  for (Index j = 0; j < m; ++j)
    (model.coefficient(j, 0) > 0 ? members_above : members_below) += std::abs(weight[static_cast<std::size_t>(j)]);
  for (Index i = 0; i < d; ++i) {
    for (Index p = 0; p < m; ++p)
      for (Index q = 0; q < m; ++q) {
        if (!(model.coefficient(p, 0) > 0) || !(model.coefficient(q, 0) < 0)) continue;
        const double near = (x(i) - model.support(p, i)) * (x(i) - model.support(p, i)),
                     far = (x(i) - model.support(q, i)) * (x(i) - model.support(q, i));
        // Each member once, however many there are on the other side.
        const double pair = weight[static_cast<std::size_t>(p)] / above * -weight[static_cast<std::size_t>(q)] / below;
        own(i) += pair * (far * above / members_above - near * below / members_below);
        both(i) += pair * (far * above / members_above + near * below / members_below);
      }
  }
  return own + (g - own.sum()) * both / both.sum();
}

}  // namespace

TEST_CASE("the network of a support vector machine computes its logit, and its gradient is the derivative") {
  const Index classes = GENERATE(2, 4);
  const Matrix x = samples::normal(25, 4, 31);
  for (const SupportVectorMachine& model : machines(classes, 32)) {
    const Matrix f = model.logits(x);
    for (Index c = 0; c < classes; ++c) {
      const Evidence evidence = neon::evidence(model.neuralize(c));
      laws::equal(evidence.value(x), Vector(f.col(c)));
      laws::differentiates(evidence, x);
      const Explanation why = Propagator(model.neuralize(c), composites::find("affine"))(x);
      laws::equal(why.relevance, Matrix(x.cwiseProduct(evidence.gradient(x))));
    }
  }
}

TEST_CASE("without an intercept a machine is the pools over distances of kernel k-means") {
  const Matrix support = samples::normal(14, 4, 33), x = samples::normal(20, 4, 34);
  Vector coefficient = samples::uniform(14, 1, 35).col(0).array() + 0.1;
  coefficient.tail(8) *= -1;
  const double gamma = 0.7;
  const SupportVectorMachine model = make_support_vector_machine(support, coefficient, 0, gamma);
  const PooledDistances pools(0,
                              {.origin = Eigen::RowVectorXd::Zero(4),
                               .member = support,
                               .begin = {0, 6, 14},
                               .offset = -coefficient.cwiseAbs().array().log() / gamma},
                              gamma);
  const MachineMargins margins(model, 0);
  laws::equal(margins.forward(x), pools.forward(x));
  laws::equal(margins.pullback(x, Matrix::Ones(20, 1)), pools.pullback(x, Matrix::Ones(20, 1)));
}

TEST_CASE("the midpoint rule gives a feature its part of all pairs, and shares what no feature owns") {
  const double intercept = GENERATE(-0.3, 0.0, 0.3);
  const Matrix support = samples::normal(12, 3, 36), x = samples::normal(15, 3, 37);
  const SupportVectorMachine model =
      make_support_vector_machine(support, samples::normal(12, 1, 38).col(0), intercept, 0.5);
  const Explanation why = Propagator(model.neuralize(0), composites::find("paper-v2"))(x);
  laws::conserves(why.relevance, why.logit);
  for (Index n = 0; n < x.rows(); ++n) {
    const Eigen::RowVectorXd slow = slow_midpoint(model, x.row(n), why.logit(n));
    laws::equal(Matrix(why.relevance.row(n)), Matrix(slow), tolerance::conservation);
  }
}

TEST_CASE("every rule crosses the margins of support vector machines, and those without a bias conserve") {
  const Matrix x = samples::uniform(10, 4, 39);
  for (const SupportVectorMachine& model : machines(3, 40))
    for (const std::string& name : composites::names()) {
      INFO(name << " " << text(model.kernel));
      const Explanation why = Propagator(model.neuralize(1), composites::find(name))(x, {.competitors = true});
      CHECK(why.relevance.allFinite());
      if (name == "paper-v1" || name == "paper-v2" || name == "w^2" || name == "flat")
        laws::conserves(why.relevance, why.logit, tolerance::amplified);
      laws::equal(Matrix(why.by_competitor[0] + why.by_competitor[1]), why.relevance, tolerance::conservation);
      if (name == "z" || name == "affine")
        laws::equal(Matrix(x.cwiseProduct(
                        Propagator(model.neuralize(1), composites::find(name))(x, {.per_unit = true}).relevance)),
                    why.relevance, tolerance::amplified);
    }
}
