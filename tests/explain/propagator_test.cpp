#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/explain/explainer.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/explain/propagator.hpp>

#include "support/laws.hpp"
#include "support/sample_neighbours.hpp"
#include "support/slow_networks.hpp"

using namespace neon;

namespace {

Composite uniform_composite(const Rule& rule) { return {rule.name, "test", rule, rule, rule, rule}; }

}  // namespace

TEST_CASE("relevance of kernel k-means is that of the formed network, neuron by neuron, for every rule") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const KernelKMeans model = samples::kernel_kmeans(3, 5, 2, 3, seed);
  const Matrix x = samples::uniform(5, 5, seed + 60);
  for (const Rule& rule : rules::all())
    for (Index c = 0; c < 3; ++c) {
      INFO(rule.name << " for cluster " << c);
      const Explanation fast = Propagator(neuralize(model, c), uniform_composite(rule))(x, {.competitors = true});
      std::vector<Matrix> expected(2, Matrix(5, 5));
      for (Index n = 0; n < 5; ++n) {
        const auto slow = slow::kernel_relevance(model, c, x.row(n), rule);
        for (std::size_t k = 0; k < 2; ++k) expected[k].row(n) = slow[k];
      }
      laws::equal(fast.by_competitor[0], expected[0], tolerance::amplified);
      laws::equal(fast.by_competitor[1], expected[1], tolerance::amplified);
      laws::equal(fast.relevance, Matrix(expected[0] + expected[1]), tolerance::amplified);
    }
}

TEST_CASE("relevance of standard k-means is the rules' formulas below min-take-most shares") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const KMeans model = samples::kmeans(4, 6, 3, seed);
  const Matrix x = samples::uniform(7, 6, seed + 61);
  for (const Rule& rule : rules::all())
    for (Index c = 0; c < 4; ++c) {
      INFO(rule.name);
      const StandardNetwork net = neuralize(model, c);
      const Explanation fast = Propagator(net, uniform_composite(rule))(x);
      const Vector bias = net.detection.forward(Matrix::Zero(1, 6)).transpose();
      const Matrix root = net.root.rowwise() + net.detection.origin;
      Matrix expected(7, 6);
      for (Index n = 0; n < 7; ++n) {
        const Vector h = net.detection.forward(x.row(n)).transpose();
        const std::vector<double> margins(h.data(), h.data() + h.size());
        const std::vector<double> share = slow::shares(margins, 3);
        const double f = rule.affine ? 1 : slow::soft_min(margins, 3);
        const Vector r = f * Eigen::Map<const Vector>(share.data(), h.size());
        expected.row(n) = slow::propagate(rule, net.detection.weight, bias, root, x.row(n), r);
      }
      laws::equal(fast.relevance, expected, tolerance::amplified);
    }
}

TEST_CASE("relevance of deep k-means passes layer by layer") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const DeepKMeans model = samples::deep_kmeans(3, 5, 4, seed);
  const Matrix x = samples::uniform(4, 5, seed + 62);
  const Composite composite = composites::find("paper-v2");
  for (Index c = 0; c < 3; ++c) {
    const Explanation fast = Propagator(neuralize(model, c), composite)(x);
    const StandardNetwork head = neuralize(KMeans{model.centroids, Vector::Zero(3), model.beta}, c);
    const Vector bias = head.detection.forward(Matrix::Zero(1, 3)).transpose();
    const Matrix root = head.root.rowwise() + head.detection.origin;
    Matrix expected(4, 5);
    for (Index n = 0; n < 4; ++n) {
      std::vector<Vector> a{x.row(n)};
      for (std::size_t l = 0; l < 3; ++l) {
        Vector next = model.layers[l].weight * a.back() + model.layers[l].bias;
        for (Index i = 0; l < 2 && i < next.size(); ++i)
          next(i) = std::max(0.0, next(i)) - 0.75 * std::max(0.0, next(i) - 1);
        a.push_back(next);
      }
      const Vector h = head.detection.forward(a[3].transpose()).transpose();
      const std::vector<double> margins(h.data(), h.data() + h.size());
      const std::vector<double> share = slow::shares(margins, 4);
      Vector r = slow::soft_min(margins, 4) * Eigen::Map<const Vector>(share.data(), h.size());
      r = slow::propagate(composite.detection, head.detection.weight, bias, root, a[3], r);
      for (std::size_t l = 3; l-- > 0;)
        r = slow::propagate(l == 0 ? composite.input : composite.hidden, model.layers[l].weight, model.layers[l].bias,
                            {}, a[l], r);
      expected.row(n) = r;
    }
    laws::equal(fast.relevance, expected, tolerance::amplified);
  }
}

TEST_CASE("the paper's composites conserve, and competitors add up") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix x = samples::uniform(9, 5, seed + 63);
  for (const ClusterModel& model : samples::all_models(4, 5, seed))
    for (const std::string name : {"paper-v1", "paper-v2", "detection=midpoint,hidden=flat"}) {
      INFO(kind(model) << " " << name);
      // Below the detection layer of a deep model biases (z) and neurons without positive input (z+) keep relevance.
      const bool conserving = kind(model) != "deep-kmeans" || name.find("flat") != std::string::npos;
      for (Index c = 0; c < clusters(model); ++c) {
        const Network net = neuralize(model, c);
        const Explanation result = Propagator(net, composites::find(name))(x, {.competitors = true});
        laws::equal(result.logit, evidence(net).value(x));
        Vector told = result.relevance.rowwise().sum();
        if (result.constant.size() > 0) told += result.constant;
        if (conserving) laws::equal(told, result.logit, tolerance::amplified);
        laws::equal(result.residual, Vector(told - result.logit));
        Matrix sum = Matrix::Zero(9, 5);
        for (const Matrix& part : result.by_competitor) sum += part;
        laws::equal(sum, result.relevance);
        CHECK((result.negative_share.array() >= 0).all());
        CHECK((result.negative_share.array() <= 1).all());
        CHECK((result.smallest_denominator.array() >= 0).all());
      }
    }
}

TEST_CASE("explanations of a whole data set do not depend on threads or order") {
  const Matrix x = samples::uniform(150, 5, 64);
  for (const ClusterModel& model : samples::all_models(3, 5, 9)) {
    CAPTURE(kind(model));
    Labels cluster;
    for (Index n = 0; n < x.rows(); ++n) cluster.push_back(n % std::min<Index>(3, clusters(model)));
    set_threads(1);
    const Explanation one = explain(model, x, cluster, {.competitors = true});
    set_threads(2);
    const Explanation two = explain(model, x, cluster, {.competitors = true});
    set_threads(0);
    CHECK(one.relevance == two.relevance);
    CHECK(one.by_competitor.back() == two.by_competitor.back());
    laws::equal(one.relevance.row(7),
                Propagator(neuralize(model, cluster[7]), composites::find("paper-v2"))(x.row(7)).relevance);
  }
}

TEST_CASE("hybrid is eta of midpoint and 1 - eta of gradient x input, for every model, whole and by competitor") {
  const double eta = GENERATE(0.0, 0.3, 1.0);
  const Matrix x = samples::uniform(20, 5, 71);
  for (const ClusterModel& model : samples::models(3, 5, 72)) {
    INFO(kind(model));
    const auto told = [&](const Composite& composite) {
      return Propagator(neuralize(model, 1), composite)(x, {.competitors = true});
    };
    Composite slope = composites::find("paper-v2");
    slope.detection = slope.detection_at_input = rules::affine();
    const Explanation mixed = told(composites::find(fmt::format("hybrid={}", eta))),
                      middle = told(composites::find("paper-v2")), gradient = told(slope);
    laws::equal(mixed.relevance, Matrix(eta * middle.relevance + (1 - eta) * gradient.relevance));
    laws::equal(mixed.residual, Vector(mixed.relevance.rowwise().sum() - mixed.logit));
    laws::equal(Matrix(mixed.by_competitor[0] + mixed.by_competitor[1]), mixed.relevance, tolerance::conservation);
    CHECK(mixed.logit == middle.logit);
  }
  CHECK(composites::find("hybrid").eta == 0.5);
  for (const std::string share : {"-0.1", "1.5", "nan", "some", ""})
    CHECK_THROWS_WITH(composites::find("hybrid=" + share), Catch::Contains("should be in [0, 1]"));
}

TEST_CASE("composites are found by name or made by the user") {
  CHECK(composites::find("paper-v1", -1, 2).detection_at_input.lower == -1);
  CHECK(composites::find("zB", -1, 2).input.upper == 2);
  const Composite mine = composites::find("detection=midpoint,hidden=gamma=0.1");
  CHECK(mine.detection.midpoint);
  CHECK(mine.hidden.name == "gamma=0.1");
  CHECK(mine.input.name == "zB");
  for (const std::string& name : composites::names()) CHECK(composites::find(name).name == name);
  CHECK_THROWS_WITH(composites::find("paper-v3"),
                    Catch::StartsWith("composite 'paper-v3' should be paper-v1, paper-v2"));
  CHECK_THROWS_WITH(composites::find("hidden=midpoint"), Catch::Contains("should stand at a detection layer"));
  CHECK_THROWS_WITH(composites::find("hidden=z,top=z"), Catch::Contains("'top=z' should be"));
}

TEST_CASE("bad questions are refused") {
  const ClusterModel model = samples::kmeans(3, 2, 1, 1);
  CHECK_THROWS_WITH(explain(model, Matrix::Zero(2, 5), {0, 0}), "explain: 5 features should be 2");
  CHECK_THROWS_WITH(explain(model, Matrix::Zero(2, 2), {0}),
                    "explain: 1 clusters for 2 points: there should be one each");
  CHECK_THROWS_WITH(explain(model, Matrix::Zero(2, 2), {0, 3}), "explain: cluster 3 of point 1 should be in [0, 3)");
}
