#include <neon/clustering/kmeans.hpp>
#include <neon/core/error.hpp>
#include <neon/explain/pixel_explanation.hpp>
#include <neon/network/image_architecture.hpp>
#include <neon/neuralize/neuralize.hpp>

#include "support/laws.hpp"
#include "support/sample_state_dicts.hpp"
#include "support/slow_residual.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

/// Inside the bounds of the sample's stem.
Matrix image(std::uint64_t seed) { return samples::normal(1, 126, seed).cwiseMax(-6).cwiseMin(7); }

/// The margin of two classes as the only neuron on top.
ImageNetwork with_margin(const samples::SmallResidual& sample, Index c, Index k) {
  const ImageNetwork net = sample.network();
  ImageNetwork result(sample.image);
  for (Index n = 1; n < net.last(); ++n) {
    const Node& node = net.network().node(n);
    if (const auto* convolution = node.layer.as<SpatialConvolution>())
      result.add(net.name(n), *convolution, node.inputs);
    else if (const auto* normalisation = node.layer.as<BatchNormalisation>())
      result.add(net.name(n), *normalisation, node.inputs);
    else if (const auto* sum = node.layer.as<BranchSum>())
      result.add(net.name(n), *sum, node.inputs);
    else if (const auto* shortcut = node.layer.as<PaddedSubsampling>())
      result.add(net.name(n), *shortcut, node.inputs);
    else if (const auto* pool = node.layer.as<AveragePooling>())
      result.add(net.name(n), *pool, node.inputs);
    else
      result.add(net.name(n), MapRectifier{}, node.inputs);
  }
  const Linear& dense = sample.dense.linear;
  result.add("margin",
             Affine{{dense.weight.row(c) - dense.weight.row(k), dense.bias.segment(c, 1) - dense.bias.segment(k, 1)}},
             {result.last()});
  return result.merged();
}

Eigen::RowVectorXd over_colours(const Matrix& pixels) {
  Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(42);
  for (Index i = 0; i < pixels.cols(); ++i) sum(i % 42) += pixels(0, i);
  return sum;
}

}  // namespace

TEST_CASE("why one class and not another is the relevance of a network whose only neuron is their margin") {
  const samples::SmallResidual sample(3);
  const std::string rules = GENERATE("gamma=0.25, pixels zB", "z", "epsilon=0.1, pixels w^2");
  const NodePropagator propagate(sample.network().merged(), node_composites::find(rules));
  const NodePropagator expected(with_margin(sample, 2, 0), node_composites::find("z at margin, " + rules));
  const Matrix x = image(30);
  const Run run(propagate.network().network(), x, propagate.network().last());
  const PixelExplanation why = explain_margin(propagate, run, 2, 0);
  const Run other(expected.network().network(), x, expected.network().last());
  const Matrix margin = other.value(expected.network().last());
  CHECK(why.logit == Approx(run.value(propagate.network().last())(0, 2) - run.value(propagate.network().last())(0, 0)));
  CHECK(why.logit == Approx(margin(0, 0)));
  laws::near(why.relevance, over_colours(expected(other, expected.network().last(), margin).pixels),
             tolerance::amplified);
  CHECK(why.gap() <= tolerance::conservation);
  CHECK(why.kept == Approx(why.logit - why.sum()).margin(tolerance::amplified * why.turnover));
  CHECK(explain_margin(propagate, run, 0, 2).logit == Approx(-why.logit));
  CHECK_THROWS_WITH(explain_margin(propagate, run, 0, 3), Contains("should be in [0, 3)"));
}

TEST_CASE("why an image is in its cluster of scaled means is its cluster's explanation, carried to the pixels") {
  const samples::SmallResidual sample(4);
  const ImageNetwork net = sample.network().merged();
  const Index stage = net.find("stage 1");
  const NodePropagator propagate(net, node_composites::find("gamma=0.25, pixels zB"));
  KMeans model{samples::normal(3, 4, 5), Vector::Zero(3), 2};
  const Scaling scaling{samples::normal(4, 1, 6), Vector::Constant(4, 3)};
  const Propagator head(neuralize(model, 1), composites::find("paper-v2"));
  const Matrix x = image(40);
  const Run run(net.network(), x, net.last());
  Explanation top;
  const PixelExplanation why = explain_pooled_cluster(propagate, run, stage, scaling, head, &top);
  Matrix means = net.pooled(x, stage);
  scaling.apply(means);
  const Explanation expected = head(means);
  CHECK(why.logit == Approx(expected.logit(0)));
  laws::equal(top.relevance, expected.relevance);
  laws::near(why.relevance, over_colours(propagate.from_pooled(run, stage, expected.relevance).pixels));
  CHECK(why.gap() <= tolerance::conservation);
}

TEST_CASE("relevance and what biases kept sum to the margin in every architecture, under every rule") {
  const std::string rules = GENERATE("gamma=0.25, pixels zB", "z", "z+, pixels w^2", "epsilon=0.1, pixels zB");
  const auto form = GENERATE(0, 1, 2, 3, 4);
  const samples::Weights weights = form == 0   ? samples::cifar_residual(11)
                                   : form == 1 ? samples::imagenet_residual(12, true)
                                   : form == 2 ? samples::imagenet_residual(13, false)
                                               : samples::vgg(14, form == 3);
  const ImageClassifier net = image_classifier({"net.pth", weights.tensors()}, {.size = 32});
  const Matrix x = samples::uniform(1, 3 * 32 * 32, 15).array() - 0.5;
  const NodePropagator propagate(net.network, node_composites::find(rules));
  const Run run(net.network.network(), x, net.network.last());
  const PixelExplanation why = explain_margin(propagate, run, 1, 2);
  const MatrixView scores = run.value(net.network.last());
  CHECK(why.logit == Approx(scores(0, 1) - scores(0, 2)));
  CHECK(why.relevance.size() == 32 * 32);
  CHECK(why.gap() <= tolerance::conservation);
}

TEST_CASE("without biases the z rule is gradient times input in VGG") {
  samples::Weights weights = samples::vgg(21, false);
  for (WeightTensor& tensor : weights.tensors())
    if (tensor.name.ends_with(".bias")) std::fill(tensor.values.begin(), tensor.values.end(), 0.0F);
  const ImageClassifier net = image_classifier({"net.pth", weights.tensors()});
  const ImageNetwork& graph = net.network;
  const Matrix x = samples::normal(1, 3 * 32 * 32, 22);
  const Run run(graph.network(), x, graph.last());
  const PixelExplanation why = explain_margin(NodePropagator(graph, node_composites::find("z, pixels z")), run, 0, 2);
  Matrix margin = Matrix::Zero(1, 3);
  margin << 1, 0, -1;
  const Matrix gradient = run.down(graph.last(), margin, [&](Index n, const Matrix& g) {
    return graph.network().node(n).layer.pullback(run.input(n), g);
  });
  Eigen::RowVectorXd expected = Eigen::RowVectorXd::Zero(32 * 32);
  for (Index i = 0; i < x.cols(); ++i) expected(i % (32 * 32)) += x(0, i) * gradient(0, i);
  REQUIRE(expected.norm() > 0);
  laws::near(why.relevance, expected, tolerance::amplified);
  CHECK(why.sum() == Approx(why.logit));
}

TEST_CASE("what is explained is one image on a network that ends in classes") {
  const samples::SmallResidual sample(5);
  const NodePropagator propagate(sample.network(), node_composites::find("z"));
  const ImageNetwork& net = propagate.network();
  Matrix two(2, 126);
  two << image(50), image(51);
  CHECK_THROWS_WITH(explain_margin(propagate, Run(net.network(), two, net.last()), 0, 1),
                    Contains("2 images should be 1"));
  ImageNetwork maps(sample.image);
  maps.add("stem", sample.stem, {0});
  const NodePropagator open(maps, node_composites::find("z"));
  CHECK_THROWS_WITH(explain_margin(open, Run(open.network().network(), image(52), 1), 0, 1),
                    Contains("the last layer 'stem' should be dense"));
}
