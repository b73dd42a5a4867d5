#include <neon/clustering/assignment.hpp>
#include <neon/clustering/deep_embedded_clustering.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/core/error.hpp>
#include <neon/explain/explainer.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/metrics/number_of_clusters.hpp>

#include <catch2/catch.hpp>

#include <cmath>

#include "clustering/threads.hpp"
#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;
using Catch::Contains;
using Long = long double;

namespace {

constexpr Index groups = 4;

/// An encoder of three layers with random weights.
DeepEmbeddedClustering random_model(double degrees, double radius, std::uint64_t seed) {
  DeepEmbeddedClustering model;
  const std::vector<Index> widths{5, 9, 7, 3};
  for (std::size_t l = 0; l + 1 < widths.size(); ++l)
    model.layers.push_back({samples::normal(widths[l + 1], widths[l], seed + 2 * l),
                            0.3 * samples::normal(widths[l + 1], 1, seed + 2 * l + 1).col(0)});
  model.centroids = (radius > 0 ? radius : 3) * samples::normal(groups, 3, seed + 50);
  model.domain = Matrix(2, 5);
  model.domain << Matrix::Constant(1, 5, -3), Matrix::Constant(1, 5, 3);
  model.degrees = degrees;
  model.radius = radius;
  return model;
}

/// z(x) of one point, neuron by neuron.
std::vector<Long> slow_code(const DeepEmbeddedClustering& model, const Eigen::RowVectorXd& x) {
  std::vector<Long> a(x.data(), x.data() + x.size());
  for (std::size_t l = 0; l < model.layers.size(); ++l) {
    std::vector<Long> next;
    for (Index j = 0; j < model.layers[l].outputs(); ++j) {
      Long sum = model.layers[l].bias(j);
      for (std::size_t i = 0; i < a.size(); ++i) sum += model.layers[l].weight(j, static_cast<Index>(i)) * a[i];
      next.push_back(l + 1 < model.layers.size() && sum < 0 ? 0 : sum);
    }
    a = next;
  }
  Long norm = 0;
  for (const Long z : a) norm += z * z;
  if (model.radius > 0)
    for (Long& z : a) z *= model.radius / std::sqrt(norm);
  return a;
}

/// (1 + d_k / alpha)^{-(alpha + 1)/2} of one point.
std::vector<Long> slow_similarity(const DeepEmbeddedClustering& model, const Eigen::RowVectorXd& x) {
  const std::vector<Long> z = slow_code(model, x);
  std::vector<Long> result;
  for (Index k = 0; k < model.clusters(); ++k) {
    Long d = 0;
    for (std::size_t i = 0; i < z.size(); ++i) {
      const Long apart = z[i] - model.centroids(k, static_cast<Index>(i));
      d += apart * apart;
    }
    result.push_back(std::pow(1 + d / model.degrees, -(static_cast<Long>(model.degrees) + 1) / 2));
  }
  return result;
}

/// mean_n sum_k p_nk log(p_nk / q_nk)
double slow_divergence(const DeepEmbeddedClustering& model, const Matrix& x, const Matrix& p) {
  Long sum = 0;
  for (Index n = 0; n < x.rows(); ++n) {
    const std::vector<Long> s = slow_similarity(model, x.row(n));
    Long all = 0;
    for (const Long value : s) all += value;
    for (Index k = 0; k < p.cols(); ++k) sum += p(n, k) * std::log(p(n, k) * all / s[static_cast<std::size_t>(k)]);
  }
  return static_cast<double>(sum / static_cast<Long>(x.rows()));
}

/// Groups in the directions of single features, mean 0.
Matrix clouds(Index points, std::uint64_t seed, Labels* group = nullptr) {
  Matrix x = 0.5 * samples::normal(points, 6, seed);
  for (Index n = 0; n < points; ++n) x(n, n % groups) += 5;
  if (group != nullptr)
    for (Index n = 0; n < points; ++n) group->push_back(n % groups);
  return x;
}

const DeepEmbeddedOptions quick{.hidden = {16}, .code = 3, .pretraining = 300, .self_training = 400};

bool same(const DeepEmbeddedClustering& a, const DeepEmbeddedClustering& b) {
  for (std::size_t l = 0; l < a.layers.size(); ++l)
    if (a.layers[l].weight != b.layers[l].weight || a.layers[l].bias != b.layers[l].bias) return false;
  return a.centroids == b.centroids;
}

}  // namespace

TEST_CASE("the logit of deep embedded clustering is the log-odds of its assignment, number by number") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const DeepEmbeddedClustering model = random_model(GENERATE(1.0, 7.5, 100.0), GENERATE(0.0, 8.0), seed);
  const Matrix x = samples::normal(30, 5, seed + 9), f = logits(ClusterModel(model), x);
  Matrix expected(30, groups), z(30, 3);
  for (Index n = 0; n < 30; ++n) {
    const std::vector<Long> s = slow_similarity(model, x.row(n)), code = slow_code(model, x.row(n));
    for (Index i = 0; i < 3; ++i) z(n, i) = static_cast<double>(code[static_cast<std::size_t>(i)]);
    for (Index c = 0; c < groups; ++c) {
      Long others = 0;
      for (Index k = 0; k < groups; ++k) others += k == c ? 0 : s[static_cast<std::size_t>(k)];
      expected(n, c) = static_cast<double>(std::log(s[static_cast<std::size_t>(c)] / others));
    }
  }
  laws::equal(model.embed(x), z);
  laws::equal(f, expected);
  for (Index c = 0; c < groups; ++c) {
    const Evidence e = evidence(model.neuralize(c));
    laws::equal(e.value(x), expected.col(c));
    laws::differentiates(e, x);
  }
}

TEST_CASE("relevance of deep embedded clustering meets the codes with the whole logit") {
  const DeepEmbeddedClustering model = random_model(5, GENERATE(0.0, 8.0), 1);
  const Matrix x = samples::normal(20, 5, 2);
  const Network network = model.neuralize(1);
  const Run run(network, x, network.margins_at());
  const Matrix h = run.value(network.margins_at());
  const SoftMin pool = network.pool();
  const Matrix margins = pool.shares(h).array().colwise() * pool.forward(h).array();
  const Matrix code = network.node(network.margins_at())
                          .layer.propagation(rules::midpoint())(run.input(network.margins_at()),
                                                                run.pass(network.margins_at()), margins, {});
  laws::conserves(code, pool.forward(h));
}

TEST_CASE("deep embedded clustering: zB reads the domain of the fit, whatever bounds a composite has") {
  const DeepEmbeddedClustering model = random_model(2, 0, 3);
  const Matrix x = samples::uniform(10, 5, 4);
  const Labels c(10, 1);
  const auto relevance = [&](const DeepEmbeddedClustering& of, double upper) {
    return Explainer(ClusterModel(of), {composites::find("paper-v2", 0, upper)})(x, c).relevance;
  };
  CHECK(relevance(model, 1) == relevance(model, 2));
  DeepEmbeddedClustering wider = model;
  wider.domain *= 2;
  CHECK(relevance(wider, 1) != relevance(model, 1));
}

TEST_CASE("targets of self-training are squares over sizes, number by number") {
  const Matrix q = soft_assign(samples::normal(7, 3, 1), 1), p = self_training_target(q);
  for (Index n = 0; n < 7; ++n) {
    double all = 0;
    for (Index k = 0; k < 3; ++k) all += q(n, k) * q(n, k) / q.col(k).sum();
    for (Index k = 0; k < 3; ++k)
      CHECK(p(n, k) == Approx(q(n, k) * q(n, k) / q.col(k).sum() / all).epsilon(tolerance::rounding));
  }
}

TEST_CASE("a step of self-training is one down the gradient of KL(p ‖ q)") {
  const double radius = GENERATE(0.0, 4.0);
  const Matrix x = clouds(60, 1);
  DeepEmbeddedOptions options = quick;
  options.radius = radius;
  options.degrees = 2.5;
  options.self_training = 0;
  const DeepEmbeddedClustering before = fit_deep_embedded(x, groups, options).model;
  options.self_training = 1;
  const DeepEmbeddedClustering after = fit_deep_embedded(x, groups, options).model;
  const Matrix p = self_training_target(soft_assign(before.outlier_scores(x), 1));
  DeepEmbeddedClustering moved = before;
  // The first layer is told in other coordinates than it learns in.
  for (const auto& [values, was, is] :
       {std::tuple{&moved.centroids, &before.centroids, &after.centroids},
        std::tuple{&moved.layers[1].weight, &before.layers[1].weight, &after.layers[1].weight}}) {
    Matrix slope(was->rows(), was->cols());
    for (Index i = 0; i < slope.size(); ++i) {
      double& parameter = values->data()[i];
      const double kept = parameter;
      parameter = kept + tolerance::difference_step;
      const double up = slow_divergence(moved, x, p);
      parameter = kept - tolerance::difference_step;
      const double down = slow_divergence(moved, x, p);
      parameter = kept;
      slope.data()[i] = (up - down) / (2 * tolerance::difference_step);
    }
    CHECK(slope.norm() > 0);
    laws::near(Matrix((*was - *is) / options.rate), slope, 100 * tolerance::gradient);
  }
}

TEST_CASE("training finds groups, and codes that tell the points") {
  const double radius = GENERATE(0.0, 8.0), degrees = GENERATE(1.0, 100.0);
  Labels group;
  const Matrix x = clouds(200, 3, &group);
  DeepEmbeddedOptions options = quick;
  options.radius = radius;
  options.degrees = degrees;
  options.pretraining = 1500;
  options.code = 4;
  const DeepEmbeddedFit fit = fit_deep_embedded(x, groups, options);
  CHECK(adjusted_rand(fit.labels, group) == 1);
  CHECK(fit.converged);
  CHECK(fit.error < 0.2);
  CHECK(fit.labels == assign(fit.model.outlier_scores(x)));
  options.pretraining = 0;
  CHECK(fit_deep_embedded(x, groups, options).error > 2 * fit.error);
}

TEST_CASE("self-training makes assignments surer, and depends on the seed, not on the threads") {
  const Matrix x = clouds(300, 4);
  DeepEmbeddedOptions options = quick;
  options.tolerance = 0;
  const auto fit = [&] { return fit_deep_embedded(x, groups, options).model; };
  const DeepEmbeddedClustering one = with_threads(1, fit);
  CHECK(same(one, with_threads(2, fit)));
  options.self_training = 0;
  CHECK(mean_top_probability(one.outlier_scores(x), 1) > mean_top_probability(fit().outlier_scores(x), 1));
  options.seed = 1;
  CHECK_FALSE(same(one, fit()));
}

TEST_CASE("training tells its progress to the end") {
  std::vector<Index> done;
  DeepEmbeddedOptions options = quick;
  options.progress = [&](Index n, Index total) {
    CHECK(total == 700);
    done.push_back(n);
  };
  fit_deep_embedded(clouds(60, 5), groups, options);
  CHECK(done.front() == 1);
  CHECK(done.back() == 700);
}

TEST_CASE("deep embedded clustering refuses what makes no model") {
  const Matrix x = clouds(40, 6);
  const auto refusal = [&](auto change, Index clusters = groups) {
    DeepEmbeddedOptions options = quick;
    change(options);
    return [=] { fit_deep_embedded(x, clusters, options); };
  };
  using O = DeepEmbeddedOptions;
  CHECK_THROWS_WITH(refusal([](O&) {}, 1)(), Contains("1 clusters should be at least 2"));
  CHECK_THROWS_WITH(refusal([](O& o) { o.hidden = {4, 0}; })(), Contains("hidden width 0"));
  CHECK_THROWS_WITH(refusal([](O& o) { o.code = 0; })(), Contains("code of 0 features"));
  CHECK_THROWS_WITH(refusal([](O& o) { o.degrees = 0; })(), Contains("0 degrees should be positive"));
  CHECK_THROWS_WITH(refusal([](O& o) { o.radius = -1; })(), Contains("radius -1"));
  CHECK_THROWS_WITH(refusal([](O& o) { o.radius = 1, o.code = 1; })(), Contains("have no sphere"));
  CHECK_THROWS_WITH(refusal([](O& o) { o.self_training = -1; })(), Contains("should not be negative"));
  CHECK_THROWS_WITH(refusal([](O& o) { o.rate = 0; })(), Contains("learning rate 0"));
  CHECK_THROWS_WITH(refusal([](O& o) { o.momentum = 1; })(), Contains("momentum 1"));
  CHECK_THROWS_WITH(refusal([](O& o) { o.pretraining_rate = 1e200; })(), Contains("should be finite"));
  Matrix bad = x;
  bad(3, 2) = std::nan("");
  CHECK_THROWS_WITH(fit_deep_embedded(bad, groups, quick), Contains("row 3") && Contains("column 2"));
  CHECK_THROWS_AS(fit_deep_embedded(Matrix::Ones(9, 3), 2, quick), Error);
  CHECK_THROWS_WITH(fit_model("dec", x, {.clusters = groups, .settings = {{"hidden", "64,some"}}}),
                    Contains("'64,some' should be widths"));
  CHECK_THROWS_WITH(random_model(1, 0, 1).embed(Matrix::Zero(2, 4)), Contains("4 features should be 5"));
}
