#include <neon/baselines/baselines.hpp>
#include <neon/clustering/assignment.hpp>
#include <neon/clustering/models.hpp>
#include <neon/compare/leaderboard.hpp>
#include <neon/core/version.hpp>
#include <neon/explain/explainer.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/explain/propagator.hpp>
#include <neon/roots/root_point.hpp>

#include <cmath>
#include <cstdio>

#include "multinomial_mixture.hpp"
#include "sampled_shapley.hpp"
#include "sign_agreement.hpp"

namespace {

constexpr double rounding = 1e-9;
constexpr double at_root_points = 1e-8;  // |f| there is at most 1e-9
int failures = 0;

/// Prints a number and whether it is what it should be.
void check(const char* what, double got, double expected, double tolerance = rounding) {
  const bool holds = std::abs(got - expected) <= tolerance;
  std::printf("%-66s %12.4g  %s\n", what, got, holds ? "ok" : "WRONG");
  failures += holds ? 0 : 1;
}

double largest(const neon::MatrixView& difference) { return difference.cwiseAbs().maxCoeff(); }

/// Counts of 5 words in 6 documents.
neon::Matrix counts() {
  return neon::Matrix{{9, 2, 1, 1, 0}, {7, 4, 0, 2, 1}, {6, 1, 2, 0, 1},
                      {8, 3, 3, 2, 2}, {5, 4, 1, 0, 0}, {7, 2, 2, 1, 3}};
}

/// As the README shows it: fit, neuralize, explain.
void library_alone() {
  const neon::Matrix x{{0, 0}, {0, 1}, {1, 0}, {5, 5}, {5, 6}, {6, 5}};
  const neon::KMeansFit fit = neon::fit_kmeans(x, 2);
  const neon::Explanation why = neon::explain(fit.model, x, fit.labels);
  check("k-means: relevances sum to the logit", largest(why.relevance.rowwise().sum() - why.logit), 0);
  check("k-means: every point has evidence for its own cluster", why.logit.minCoeff() > 1 ? 1 : 0, 1);
}

/// The project's own model, method and metric, all through the library's interfaces.
void with_own_parts(const MultinomialMixture& model) {
  const neon::Matrix x = counts();
  const neon::Labels id{0, 1, 2, 3, 4, 5};
  const neon::Network network = model.neuralize(0);
  const neon::Evidence f = neon::evidence(network);
  const neon::Vector p = model.posterior(x).col(0), log_odds = (p.array() / (1 - p.array())).log();
  check("own model: its network computes its log-odds", largest(f.value(x) - log_odds), 0);
  for (const char* name : {"paper-v2", "z-nobias"}) {
    const neon::Explanation why = neon::Propagator(network, neon::composites::find(name))(x, {.competitors = true});
    neon::Matrix sum = neon::Matrix::Zero(x.rows(), x.cols());
    for (const neon::Matrix& part : why.by_competitor) sum += part;
    check("own model: propagation conserves the log-odds", largest(why.relevance.rowwise().sum() - log_odds), 0);
    check("own model: competitors' parts sum to the relevance", largest(sum - why.relevance), 0);
  }

  const neon::Matrix root = neon::root_points(f, x).root;
  check("own model: root points have no evidence", largest(f.value(root)), 0, at_root_points);
  const neon::Question question{.evidence = f, .x = x, .root = root, .id = id};
  const neon::Matrix mine = sampled_shapley(50).explain(question).relevance;
  const neon::Matrix integrated = neon::baselines::find("IG").explain(question).relevance;
  check("own method: complete", largest(mine.rowwise().sum() - log_odds), 0, at_root_points);
  check("IG on the own model: complete", largest(integrated.rowwise().sum() - log_odds), 0, 1e-3 * log_odds.maxCoeff());

  // The posterior as a function that the library knows nothing about gives the same answers as its network.
  const neon::Evidence opaque = neon::make_evidence(
      f.features, [f](const neon::MatrixView& at) { return f.value(at); },
      [f](const neon::MatrixView& at) { return f.gradient(at); });
  const neon::Question asked{.evidence = opaque, .x = x, .root = root, .id = id};
  check("IG, network against opaque function",
        largest(integrated - neon::baselines::find("IG").explain(asked).relevance), 0);

  const neon::Explained explained{.parts = {{question, mine, id}}, .points = x.rows(), .features = x.cols()};
  check("own method under the library's metric", neon::score(neon::metrics::find("conservation").score(explained)), 0,
        at_root_points);
  for (const neon::Metric& metric : neon::metrics::all())
    if (!metric.needs_method && !metric.needs_randomised)
      check(("finite: " + metric.name).c_str(), std::isfinite(neon::score(metric.score(explained))) ? 1 : 0, 1);
}

/// The own model, method and metric on the library's leaderboard: the model by its own functions, and as k-means.
void on_the_leaderboard(const MultinomialMixture& model) {
  const neon::Matrix x = counts(), p = model.posterior(x);
  const neon::Matrix log_odds = (p.array() / (1 - p.array())).log();
  const neon::KMeans kmeans = model.as_kmeans();
  check("own model as k-means with offsets: its log-odds",
        largest(neon::logits(kmeans.outlier_scores(x), 1) - log_odds), 0);
  // z-nobias looks at no root points of neurons, in which the two networks differ.
  const std::vector<neon::Contender> methods{neon::contender(sampled_shapley(1)),
                                             neon::neon_contender("NEON", neon::composites::find("z-nobias"))};
  const neon::CompareOptions options{
      .metrics = {sign_agreement(), neon::metrics::find("conservation"), neon::metrics::find("model-randomisation")}};
  const neon::Leaderboard board = neon::compare(model.compared(), x, methods, options);
  check("leaderboard: own method under the own metric", board.score(0, 0), 1);
  check("leaderboard: own method conserves", board.score(0, 1), 0, at_root_points);
  check("leaderboard: NEON conserves", board.score(1, 1), 0);
  check("leaderboard: the own model's counterparts at random are asked", std::isfinite(board.score(1, 2)) ? 1 : 0, 1);
  const neon::Leaderboard same = neon::compare(kmeans, x, methods, options);
  check("leaderboard: as k-means, the same scores", largest((board.score - same.score).leftCols(2)), 0, at_root_points);
  check("leaderboard: as k-means, the same points", static_cast<double>(same.points - board.points), 0);
}

/// With two clusters the log-odds are affine: Shapley values are the effects themselves, and their opposite is all
/// wrong.
void own_metric_at_its_ends(const MultinomialMixture& model) {
  const neon::Matrix x = counts();
  const neon::Labels id{0, 1, 2, 3, 4, 5};
  const neon::Evidence f = neon::evidence(neon::Network(model.neuralize(0)));
  const neon::Matrix root = neon::root_points(f, x).root;
  const neon::Question question{.evidence = f, .x = x, .root = root, .id = id};
  const neon::Matrix right = sampled_shapley(1).explain(question).relevance, wrong = -right;
  const neon::Matrix effect = (x - root) * f.gradient(x).row(0).asDiagonal();
  check("own method, affine evidence: the closed form", largest(right - effect), 0);
  for (const neon::Matrix* relevance : {&right, &wrong}) {
    const neon::Explained explained{.parts = {{question, *relevance, id}}, .points = x.rows(), .features = x.cols()};
    check("own metric: the perfect and the worst explanation", neon::score(sign_agreement().score(explained)),
          relevance == &right ? 1 : 0);
  }
}

}  // namespace

int main() {
  std::printf("neon %.*s\n", static_cast<int>(neon::version.size()), neon::version.data());
  const neon::Matrix theta{{0.5, 0.2, 0.15, 0.1, 0.05}, {0.2, 0.1, 0.2, 0.3, 0.2}, {0.1, 0.4, 0.1, 0.1, 0.3}};
  library_alone();
  with_own_parts({neon::Vector{{0.5, 0.3, 0.2}}, theta});
  own_metric_at_its_ends({neon::Vector{{0.6, 0.4}}, theta.topRows(2)});
  on_the_leaderboard({neon::Vector{{0.6, 0.4}}, theta.topRows(2)});
  return failures == 0 ? 0 : 1;
}
