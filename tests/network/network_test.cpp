#include <neon/core/error.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/explain/propagator.hpp>
#include <neon/network/affine.hpp>
#include <neon/network/min_pool.hpp>
#include <neon/network/normalisation.hpp>
#include <neon/network/rectifier.hpp>

#include "support/laws.hpp"
#include "support/samples.hpp"
#include "support/slow_networks.hpp"

using namespace neon;

namespace {

Affine affine(Index outputs, Index inputs, std::uint64_t seed) {
  return {{samples::normal(outputs, inputs, seed), samples::normal(outputs, 1, seed + 1)}};
}

/// Two branches and a way around them, which meet twice:
///   a = A x + a0,  r = g(a),  b = B r + b0,  h = H (b, a, x) + h0,  f = softmin^3 h
struct Branched {
  Affine a, b, h;
  Network network;

  explicit Branched(std::uint64_t seed)
      : a(affine(4, 3, seed)), b(affine(2, 4, seed + 10)), h(affine(5, 9, seed + 20)) {
    network.cluster = 1;
    network.nodes = {{a, {0}, Role::input},
                     {Rectifier{}, {1}, Role::element_wise},
                     {b, {2}, Role::hidden},
                     {h, {3, 1, 0}, Role::detection},
                     {MinPool{{3}}, {4}, Role::pool}};
    network.check();
  }
  Vector hidden(const Vector& x) const { return a.linear.weight * x + a.linear.bias; }
  static Vector rectified(Vector z) {
    for (double& value : z) value = std::max(0.0, value) - 0.75 * std::max(0.0, value - 1);
    return z;
  }
  /// What the detection layer reads.
  Vector joined(const Vector& x) const {
    Vector all(9);
    all << b.linear.weight * rectified(hidden(x)) + b.linear.bias, hidden(x), x;
    return all;
  }
  Vector margins(const Vector& x) const { return h.linear.weight * joined(x) + h.linear.bias; }
};

/// A layer of somebody's own, with what must be there and nothing else:  y = 2 x.
struct Doubling {
  Matrix forward(const MatrixView& x) const { return 2 * x; }
  Matrix pullback(const MatrixView&, const MatrixView& gradient) const { return 2 * gradient; }
  Matrix relevance(const MatrixView&, const Pass&, const MatrixView& relevance, const LayerDetail&) const {
    return relevance;
  }
};

std::vector<double> numbers(const Vector& v) { return {v.data(), v.data() + v.size()}; }

}  // namespace

TEST_CASE("values of a network with branches are those of its formulas, gradients their derivatives") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Branched branched(seed);
  const Matrix x = samples::normal(6, 3, seed + 5);
  const Matrix h = branched.network.margins(x);
  for (Index n = 0; n < x.rows(); ++n) laws::equal(Vector(h.row(n)), branched.margins(x.row(n)));
  const Evidence f = evidence(branched.network);
  CHECK(f.features == 3);
  CHECK_FALSE(f.segment_shortcut);  // two nodes read the features
  laws::differentiates(f, x);
}

TEST_CASE("relevance of a network with branches goes down every path, by the rule of each role") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Branched branched(seed);
  const Matrix x = samples::normal(6, 3, seed + 6);
  // The detection layer reads features and activations: its rule is that of activations.
  const Composite composite{"mine", "test", rules::flat(), rules::z(), rules::gamma(), rules::w_square()};
  const Explanation found = Propagator(branched.network, composite)(x, {.competitors = true});
  Matrix expected(6, 3), first(6, 3);
  for (Index n = 0; n < x.rows(); ++n)
    for (const bool all : {true, false}) {
      const Vector at = x.row(n), h = branched.margins(at), a = branched.hidden(at);
      const std::vector<double> share = slow::shares(numbers(h), 3);
      Vector r = slow::soft_min(numbers(h), 3) * Eigen::Map<const Vector>(share.data(), h.size());
      if (!all) r.tail(4).setZero();
      r = slow::propagate(composite.detection, branched.h.linear.weight, branched.h.linear.bias, {},
                          branched.joined(at), r);
      const Vector at_b = slow::propagate(composite.hidden, branched.b.linear.weight, branched.b.linear.bias, {},
                                          Branched::rectified(a), r.head(2));
      (all ? expected : first).row(n) =
          r.tail(3) + slow::propagate(composite.input, branched.a.linear.weight, branched.a.linear.bias, {}, at,
                                      at_b + r.segment(2, 4));
    }
  laws::equal(found.relevance, expected, tolerance::amplified);
  laws::equal(found.by_competitor[0], first, tolerance::amplified);
}

TEST_CASE("a network from the scores of its first node is the network") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Network network = chain(0, {{affine(4, 3, seed), Role::input},
                                    {Rectifier{}, Role::element_wise},
                                    {affine(5, 4, seed + 10), Role::detection},
                                    {MinPool{{2}}, Role::pool}});
  const Evidence f = evidence(network);
  REQUIRE(f.scores_shortcut);
  const Matrix x = samples::normal(7, 3, seed + 7);
  laws::equal(f.scores_shortcut->value(f.scores_shortcut->at(x)), f.value(x));
  laws::differentiates(f, x);
}

TEST_CASE("a layer of one's own needs three functions") {
  Affine halved = affine(2, 3, 1);
  const Network direct = chain(0, {{halved, Role::detection}, {MinPool{{4}}, Role::pool}});
  halved.linear.weight /= 2;
  const Network through = chain(0, {{Affine{{Matrix::Identity(3, 3), Vector::Zero(3)}}, Role::input},
                                    {Doubling{}, Role::element_wise},
                                    {halved, Role::detection},
                                    {MinPool{{4}}, Role::pool}});
  const Matrix x = samples::normal(5, 3, 2), to = samples::normal(5, 3, 3);
  const Evidence f = evidence(through), g = evidence(direct);
  laws::equal(f.value(x), g.value(x));
  laws::equal(f.gradient(x), g.gradient(x));
  laws::equal(segment(f, x, to).mean_gradient(5), segment(g, x, to).mean_gradient(5));
  const Composite composite = composites::find("detection=z,hidden=z,input=z,detection_at_input=z");
  laws::equal(Propagator(through, composite)(x).relevance, Propagator(direct, composite)(x).relevance,
              tolerance::amplified);
}

TEST_CASE("features below a normalisation are features still, activations are not") {
  const Network direct = chain(
      0,
      {{Normalisation{3}, Role::element_wise}, {affine(2, 3, 1), Role::detection}, {MinPool{{infinity}}, Role::pool}});
  CHECK(direct.reads_features(1));
  CHECK(direct.reads_features(2));
  CHECK_FALSE(direct.reads_features(3));
  const Branched branched(1);
  CHECK(branched.network.reads_features(1));
  CHECK_FALSE(branched.network.reads_features(4));
}

TEST_CASE("networks that cannot run are refused") {
  const Node input{affine(2, 3, 1), {0}, Role::detection}, pool{MinPool{{1}}, {1}, Role::pool};
  CHECK_THROWS_WITH((Network{7, {}}.check()), "network of cluster 7: 0 nodes should be at least 1");
  CHECK_THROWS_WITH((Network{7, {input}}.check()), Catch::Contains("the last node should be a MinPool"));
  CHECK_THROWS_WITH((Network{7, {{input.layer, {1}, Role::input}, pool}}.check()),
                    "network of cluster 7: node 1 reads value 1, should be in [0, 1)");
  CHECK_THROWS_WITH((Network{7, {{input.layer, {}, Role::input}, pool}}.check()),
                    "network of cluster 7: node 1 should read something");
  CHECK_THROWS_WITH((chain(0, {{Rectifier{}, Role::element_wise}, {MinPool{{1}}, Role::pool}}).features()),
                    Catch::Contains("should say how many"));
  CHECK_THROWS_WITH(evidence(Network{7, {input, pool}}).value(Matrix::Zero(1, 5)), Catch::Contains("5 features"));
}
