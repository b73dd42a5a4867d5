#include <neon/explain/network_evidence.hpp>
#include <neon/explain/propagator.hpp>
#include <neon/network/min_pool.hpp>
#include <neon/network/neighbour_margins.hpp>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;

namespace {

KNearestNeighbours some_model(Index features, Index classes, Index k, std::uint64_t seed) {
  const Matrix x = samples::normal(60, features, seed);
  Labels label;
  for (Index n = 0; n < x.rows(); ++n) label.push_back((n * n + n / 3) % classes);
  return make_k_nearest_neighbours(x, label, k);
}

Network network_of(const KNearestNeighbours& model, Index c) {
  return chain(c, {{NeighbourMargins(model, c), Role::detection}, {MinPool{{infinity}}, Role::pool}});
}

}  // namespace

TEST_CASE("the network of k nearest neighbours computes their logit, and its gradient is the derivative") {
  const Index features = GENERATE(2, 20), classes = GENERATE(2, 4), k = GENERATE(1, 6);
  const KNearestNeighbours model = some_model(features, classes, k, 21);
  const Matrix x = samples::normal(30, features, 22), f = model.logits(x);
  for (Index c = 0; c < classes; ++c) {
    const Evidence evidence = neon::evidence(network_of(model, c));
    laws::equal(evidence.value(x), Vector(f.col(c)));
    laws::differentiates(evidence, x);
  }
}

TEST_CASE("the midpoint rule gives a feature its own terms of the active difference of squares") {
  const Index classes = GENERATE(2, 3), k = GENERATE(1, 6);
  const KNearestNeighbours model = some_model(4, classes, k, 23);
  const Matrix x = samples::normal(30, 4, 24), points = model.points.points();
  for (Index c = 0; c < classes; ++c) {
    const Explanation why = Propagator(network_of(model, c), composites::find("paper-v2"))(x, {.competitors = true});
    laws::conserves(why.relevance, why.logit);
    Matrix sum = Matrix::Zero(30, 4);
    for (const Matrix& part : why.by_competitor) sum += part;
    laws::equal(sum, why.relevance);
    const auto margins = model.margins(x, c);
    for (Index n = 0; n < x.rows(); ++n) {
      const auto& active =
          *std::min_element(margins[static_cast<std::size_t>(n)].begin(), margins[static_cast<std::size_t>(n)].end(),
                            [](const auto& a, const auto& b) { return a.value < b.value; });
      for (Index i = 0; i < 4; ++i) {
        const auto square = [&](Index row) { return (x(n, i) - points(row, i)) * (x(n, i) - points(row, i)); };
        const double expected = square(active.far) - square(active.near);
        CHECK(why.relevance(n, i) == Approx(expected).margin(tolerance::conservation));
      }
    }
  }
}

TEST_CASE("every rule crosses the margins of k nearest neighbours, and those without a bias conserve") {
  const KNearestNeighbours model = some_model(5, 3, 4, 25);
  const Matrix x = samples::uniform(10, 5, 26);
  for (const std::string& name : composites::names()) {
    INFO(name);
    const Explanation why = Propagator(network_of(model, 1), composites::find(name))(x);
    CHECK(why.relevance.allFinite());
    if (name == "paper-v1" || name == "paper-v2" || name == "w^2" || name == "flat")
      laws::conserves(why.relevance, why.logit, tolerance::amplified);
  }
}
