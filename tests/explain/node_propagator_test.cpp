#include <neon/core/error.hpp>
#include <neon/explain/node_propagator.hpp>
#include <neon/explain/propagator.hpp>
#include <neon/network/min_pool.hpp>

#include <map>

#include "support/laws.hpp"
#include "support/slow_residual.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

Vector vector_of(const slow::Map& map) {
  return Eigen::Map<const Vector>(map.values.data(), static_cast<Index>(map.values.size()));
}

slow::Map map_of(const Vector& values, const MapShape& shape) {
  slow::Map result(shape.channels, shape.height, shape.width);
  std::copy(values.begin(), values.end(), result.values.begin());
  return result;
}

/// The merged network's relevance at one image, written out by hand, and what each convolution kept.
struct SlowRelevance {
  Vector pixels;
  std::map<std::string, double> kept = {};
};

SlowRelevance by_hand(const samples::SmallResidual& s, const NodeComposite& composite, const Vector& x,
                      const Vector& at_stage) {
  using namespace slow;
  const ImageNetwork net = s.network().merged();
  const std::vector<Rule> rules = composite.rules(net);
  const auto convolution = [&](const std::string& name) {
    return *net.network().node(net.find(name)).layer.as<SpatialConvolution>();
  };
  SlowRelevance result;
  const auto down = [&](const std::string& name, const Map& in, const Map& relevance) {
    const Crossed crossed =
        slow::cross(rules[static_cast<std::size_t>(net.find(name) - 1)], convolution(name), in, relevance);
    result.kept[name] = crossed.kept;
    return crossed.relevance;
  };
  const Map image = ::map_of(x, s.image);
  const Map a = rectify(convolve(convolution("conv stem"), image));
  const Map b = rectify(convolve(convolution("conv first"), a));
  const Map c = convolve(convolution("conv second"), b), d = rectify(add(c, a));
  const Map e = rectify(convolve(convolution("conv third"), d));
  const Map f = convolve(convolution("conv fourth"), e), g = subsample(d, 8);
  const Map r = ::map_of(at_stage, s.half);
  const Map at_e = down("conv fourth", e, of_branch(f, g, r));
  const Map at_d = add(subsample_back(of_branch(g, f, r), d), down("conv third", d, at_e));
  const Map at_b = down("conv second", b, of_branch(c, a, at_d));
  const Map at_a = add(of_branch(a, c, at_d), down("conv first", a, at_b));
  result.pixels = vector_of(down("conv stem", image, at_a));
  return result;
}

/// Pixels inside of the bounds of the sample.
Matrix images(Index count, std::uint64_t seed) { return samples::normal(count, 126, seed).cwiseMax(-6).cwiseMin(7); }

}  // namespace

TEST_CASE("relevance goes down a residual network as index by index, and each layer tells what it kept") {
  const std::string text =
      GENERATE("z", "epsilon=0.1", "gamma=0.25", "z+", "w^2", "flat", "z-nobias, pixels w^2", "gamma=0.25, pixels z+",
               "gamma=0.25 up to conv second, gamma=0.1 from conv third", "z at 8, w^2 at conv first, gamma=0.25");
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2));
  CAPTURE(text, seed);
  const samples::SmallResidual sample(seed);
  const NodeComposite composite = node_composites::find(text);
  const NodePropagator propagate(sample.network().merged(), composite);
  const ImageNetwork& net = propagate.network();
  const Index stage = net.find("stage 2");
  const Matrix x = images(3, seed + 30);
  const Run run(net.network(), x, net.last());
  const Matrix relevance = run.value(stage).cwiseProduct(samples::normal(3, 96, seed + 31));
  const NodeRelevance found = propagate(run, stage, relevance);
  for (Index n = 0; n < x.rows(); ++n) {
    const SlowRelevance expected = by_hand(sample, composite, x.row(n), relevance.row(n));
    laws::equal(Vector(found.pixels.row(n)), expected.pixels, tolerance::amplified);
    for (const NodeConservation& node : found.nodes)
      if (expected.kept.contains(node.name))
        CHECK(node.kept(n) ==
              Approx(expected.kept.at(node.name)).epsilon(tolerance::amplified).margin(tolerance::amplified));
  }
}

TEST_CASE("every layer hands on what it was given, but for what it says it kept") {
  const std::string text = GENERATE("z", "epsilon=0.1", "gamma=0.25", "z+, pixels zB", "w^2");
  const bool whole = GENERATE(true, false);  // normalisations merged or not
  const samples::SmallResidual sample(4);
  const NodePropagator propagate(whole ? sample.network().merged() : sample.network(), node_composites::find(text));
  const ImageNetwork& net = propagate.network();
  const Matrix x = images(4, 40);
  const Run run(net.network(), x, net.last());
  const Matrix y = run.value(net.last());
  const NodeRelevance found = propagate(run, net.last(), y);
  Vector kept = Vector::Zero(4);
  for (const NodeConservation& node : found.nodes) {
    CAPTURE(node.name, node.rule);
    laws::equal(Vector(node.sum_out + node.kept), node.sum_in, tolerance::amplified);
    CHECK(node.negative_share.minCoeff() >= 0);
    kept += node.kept;
  }
  laws::equal(Vector(found.pixels.rowwise().sum() + kept), Vector(y.rowwise().sum()), tolerance::amplified);
}

TEST_CASE("many relevances at one image are those of one after another") {
  const samples::SmallResidual sample(5);
  const NodePropagator propagate(sample.network(), node_composites::find("gamma=0.25, z at dense"));
  const ImageNetwork& net = propagate.network();
  const Matrix x = images(1, 50);
  const Run run(net.network(), x, net.last());
  const Matrix relevance = samples::normal(5, 3, 51), pooled = samples::normal(5, 8, 52);
  const Index stage = net.find("stage 2");
  const NodeRelevance all = propagate(run, net.last(), relevance), below = propagate.from_pooled(run, stage, pooled);
  for (Index m = 0; m < 5; ++m) {
    const NodeRelevance one = propagate(run, net.last(), relevance.row(m));
    laws::near(Matrix(all.pixels.row(m)), one.pixels);
    CHECK(all.nodes.back().kept(m) == Approx(one.nodes.back().kept(0)));
    laws::near(Matrix(below.pixels.row(m)), propagate.from_pooled(run, stage, pooled.row(m)).pixels);
  }
}

TEST_CASE("relevances of several values on one way down are added where they meet, and nodes are crossed once") {
  const samples::SmallResidual sample(1);
  const NodePropagator propagate(sample.network().merged(), node_composites::find("gamma=0.25"));
  const ImageNetwork& net = propagate.network();
  const Index stage = net.find("stage 2"), stem = net.find("conv stem");
  const Matrix x = images(2, 40);
  const Run run(net.network(), x, stage);
  const Matrix high = samples::normal(2, net.shape(stage).size(), 41),
               low = samples::normal(2, net.shape(stem).size(), 42);
  const NodeRelevance together = propagate(run, {{stage, high}, {stem, low}}), alone = propagate(run, stage, high);
  laws::equal(together.pixels, Matrix(alone.pixels + propagate(run, stem, low).pixels));
  CHECK(together.nodes.size() == alone.nodes.size());
  CHECK_THROWS_WITH(propagate(run, std::vector<NodePropagator::Part>{}), Contains("there should be one"));
  CHECK_THROWS_WITH(propagate(run, {{stem, low}, {stage, high}}), Contains("the higher one should be first"));
}

TEST_CASE("a cluster of pooled maps is explained at the pixels as by the whole network") {
  const samples::SmallResidual sample(6);
  const ImageNetwork net = sample.network().merged();
  const Index stage = net.find("stage 1");
  const Network head = chain(0, {{Affine{{samples::normal(3, 4, 60), samples::normal(3, 1, 61)}}, Role::detection},
                                 {MinPool{{2}}, Role::pool}});
  const Composite roles{"test", "test", rules::z(), rules::z(), rules::gamma(), rules::w_square()};
  const Matrix x = images(3, 62);
  const Explanation whole = Propagator(net.with_head(stage, 1, head), roles)(x);
  const Explanation top = Propagator(head, roles)(net.pooled(x, stage));
  const NodePropagator propagate(net, node_composites::find("gamma=0.25, pixels w^2"));
  const NodeRelevance found = propagate.from_pooled(Run(net.network(), x, stage), stage, top.relevance);
  laws::near(found.pixels, whole.relevance, tolerance::amplified);
  laws::near(top.logit, whole.logit);
}

TEST_CASE("relevance does not depend on the unit of the image, nor turns into a NaN on one without values") {
  const samples::SmallResidual sample(7);
  for (const double unit : {1e-150, 1.0, 1e150}) {
    ImageNetwork net(sample.image), plain(sample.image);
    SpatialConvolution conv = sample.stem, small = sample.stem;
    small.weight /= unit;
    net.add("relu", MapRectifier{}, {net.add("conv", small, {0})});
    plain.add("relu", MapRectifier{}, {plain.add("conv", conv, {0})});
    const Matrix x = images(2, 70), r = samples::normal(2, 168, 71);
    for (const char* text : {"z, pixels z", "z, pixels gamma=0.25", "z, pixels epsilon=0.1", "z, pixels w^2"}) {
      const NodePropagator a(plain, node_composites::find(text)), b(net, node_composites::find(text));
      const Matrix moved = x * unit;
      laws::near(b(Run(net.network(), moved, 2), 2, r).pixels, a(Run(plain.network(), x, 2), 2, r).pixels,
                 tolerance::scaled);
    }
  }
  SpatialConvolution still = sample.stem;
  still.bias.setZero();
  ImageNetwork net(sample.image);
  net.add("conv", still, {0});
  const Matrix nothing = Matrix::Zero(1, 126);
  for (const char* text : {"z, pixels z", "z, pixels gamma=0.25", "z, pixels epsilon=0.1", "z, pixels z+", "z"})
    CHECK(NodePropagator(net, node_composites::find(text))(Run(net.network(), nothing, 1), 1, Matrix::Ones(1, 168))
              .pixels.allFinite());
}

TEST_CASE("composites and relevances that do not fit are refused") {
  const samples::SmallResidual sample(8);
  const ImageNetwork net = sample.network();
  CHECK_THROWS_WITH(NodePropagator(net, node_composites::find("z up to conv second")),
                    Contains("no rule for layer 'bn second'"));
  CHECK_THROWS_WITH(NodePropagator(net, node_composites::find("z at convsecond")), Contains("there is no layer"));
  CHECK_THROWS_WITH(NodePropagator(net, node_composites::find("z up to 99")), Contains("layer 99 should be in"));
  CHECK_THROWS_WITH(NodePropagator(net, node_composites::find("midpoint")), Contains("detection layer"));
  CHECK_THROWS_WITH(node_composites::find("pixels z"), Contains("there is no rule for the layers above"));
  CHECK_THROWS_WITH(node_composites::find("gama"), Contains("composite 'gama' should be like"));
  const NodePropagator propagate(net, node_composites::find("z"));
  const Matrix x = images(2, 80);
  const Run run(net.network(), x, net.last());
  CHECK_THROWS_WITH(propagate(run, net.last(), Matrix::Ones(2, 4)), Contains("should be [2, 3]"));
  CHECK_THROWS_WITH(propagate(run, net.last(), Matrix::Constant(2, 3, infinity)), Contains("should be finite"));
  Matrix outside = x;
  outside(1, 5) = 8;
  const Run bright(net.network(), outside, net.last());
  CHECK_THROWS_WITH(propagate(bright, net.last(), Matrix::Ones(2, 3)), Contains("8 should be in [-6, 7]"));
}
