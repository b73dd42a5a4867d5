#include <neon/core/error.hpp>
#include <neon/explain/addend_evidence.hpp>
#include <neon/explain/explainer.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/explain/propagator.hpp>

#include "support/laws.hpp"
#include "support/sample_models.hpp"

using namespace neon;

TEST_CASE("evidence of addends is the evidence of their sum, with its derivative and shortcuts") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix addends = samples::normal(7, 5, seed), s = samples::uniform(4, 7, seed + 1);
  for (const ClusterModel& model : samples::models(3, 5, seed)) {
    const Evidence whole = evidence(neuralize(model, 1)), f = addend_evidence(whole, addends);
    CHECK(f.features == 7);
    laws::equal(f.value(s), whole.value(s * addends));
    laws::differentiates(f, s);
    Evidence generic = f;
    generic.segment_shortcut = nullptr;
    const Matrix to = samples::uniform(4, 7, seed + 2);
    laws::equal(segment(f, s, to).value(Vector{{0, 0.3, 0.7, 1}}),
                segment(generic, s, to).value(Vector{{0, 0.3, 0.7, 1}}));
    laws::equal(segment(f, s, to).mean_gradient(5), segment(generic, s, to).mean_gradient(5));
  }
}

TEST_CASE("the affine reading gives addends gradient x input, and its sum and the bias make up the logit") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix addends = samples::normal(6, 5, seed + 3) / 6;
  const Matrix x = addends.colwise().sum(), ones = Matrix::Ones(1, 6);
  for (const ClusterModel& model :
       {ClusterModel(samples::kmeans(4, 5, 3, seed)), ClusterModel(samples::kernel_kmeans(4, 5, 2, 3, seed))}) {
    const Network net = neuralize(model, 2);
    const Explanation slope = Propagator(net, composites::find("affine"))(x, {.competitors = true, .per_unit = true});
    const Matrix words = slope.relevance * addends.transpose();
    laws::equal(words, addend_evidence(evidence(net), addends).gradient(ones));
    CHECK(slope.residual(0) == Approx(words.sum() - slope.logit(0)).margin(tolerance::rounding));
    CHECK(std::isinf(slope.smallest_denominator(0)));
    CHECK(slope.negative_share(0) == 0);
    Matrix sum = Matrix::Zero(1, 5);
    for (const Matrix& part : slope.by_competitor) sum += part;
    laws::equal(sum, slope.relevance);
  }
}

TEST_CASE("relevance per unit of x times x is the relevance, where a rule has it") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix x = samples::uniform(6, 5, seed + 5);
  for (const std::string name : {"affine", "z", "z-nobias", "epsilon=0.1"})
    for (const ClusterModel& model :
         {ClusterModel(samples::kmeans(3, 5, 3, seed)), ClusterModel(samples::kernel_kmeans(3, 5, 2, 3, seed))}) {
      INFO(kind(model) << " " << name);
      const Propagator propagator(neuralize(model, 0), composites::find(name));
      const Explanation whole = propagator(x), slope = propagator(x, {.per_unit = true});
      laws::equal(slope.relevance.cwiseProduct(x), whole.relevance, tolerance::amplified);
      laws::equal(slope.residual, whole.residual, tolerance::amplified);
    }
  const Explanation deep = explain(samples::deep_kmeans(3, 5, 4, seed), x, Labels(6, 1),
                                   {.composite = composites::find("z"), .per_unit = true});
  laws::equal(
      deep.relevance.cwiseProduct(x),
      explain(samples::deep_kmeans(3, 5, 4, seed), x, Labels(6, 1), {.composite = composites::find("z")}).relevance,
      tolerance::amplified);
}

TEST_CASE("the bias-free reading conserves, word by word") {
  const KernelKMeans model = samples::kernel_kmeans(3, 4, 2, 3, 8);
  const Matrix addends = samples::normal(5, 4, 9), x = addends.colwise().sum();
  const Explanation slope = Propagator(neuralize(model, 1), composites::find("z-nobias"))(x, {.per_unit = true});
  laws::conserves(slope.relevance * addends.transpose(), slope.logit, tolerance::amplified);
  CHECK(std::isfinite(slope.smallest_denominator(0)));
}

TEST_CASE("what has no relevance per unit, and tables beyond memory, are refused") {
  const KernelKMeans model = samples::kernel_kmeans(3, 4, 2, 3, 8);
  const Matrix x = samples::uniform(1, 4, 1);
  for (const std::string name : {"midpoint", "zB", "z+"})
    CHECK_THROWS_WITH(Propagator(neuralize(model, 1), composites::find(name))(x, {.per_unit = true}),
                      Catch::Contains("no relevance per unit of input"));
  CHECK_THROWS_WITH(
      Propagator(neuralize(samples::kmeans(3, 4, 2, 1), 1), composites::find("zB"))(x, {.per_unit = true}),
      Catch::Contains("not proportional to the inputs"));
  CHECK_THROWS_WITH(addend_evidence(evidence(neuralize(model, 1)), Matrix::Zero(2, 3)),
                    Catch::Contains("addends of 3 features should have 4"));
  Labels cluster(8000);
  for (std::size_t j = 0; j < cluster.size(); ++j) cluster[j] = static_cast<Index>(j % 2);
  KernelKMeans large{Matrix::Zero(8000, 20), {0, 4000, 8000}, Vector::Zero(2), 1, 1};
  CHECK_NOTHROW(Propagator(neuralize(large, 0), composites::find("zB")));  // keeps no table of this size
  CHECK_THROWS_WITH(Propagator(neuralize(large, 0), composites::find("z+")),
                    Catch::Contains("table for 8000 support vectors would take 2.6 GB"));
}
