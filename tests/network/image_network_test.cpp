#include <neon/core/error.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/network/image_network.hpp>
#include <neon/network/min_pool.hpp>

#include "support/laws.hpp"
#include "support/slow_residual.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

slow::Map map_of(const Matrix& x, Index n, const MapShape& shape) {
  slow::Map result(shape.channels, shape.height, shape.width);
  for (Index i = 0; i < shape.size(); ++i) result.values[static_cast<std::size_t>(i)] = x(n, i);
  return result;
}

Vector vector_of(const slow::Map& map) {
  return Eigen::Map<const Vector>(map.values.data(), static_cast<Index>(map.values.size()));
}

/// The network's values as evidence: f = sum_k w_k y_k.
Evidence weighted(const ImageNetwork& net, const Vector& w) {
  return make_evidence(
      net.shape(0).size(), [net, w](const MatrixView& x) -> Vector { return net.activations(x, net.last()) * w; },
      [net, w](const MatrixView& x) -> Matrix {
        const Run run(net.network(), x, net.last());
        return run.down(net.last(), w.transpose().replicate(x.rows(), 1), [&](Index n, const Matrix& g) {
          return net.network().node(n).layer.pullback(run.input(n), g);
        });
      });
}

/// One layer as a network.
template <class L>
void check_gradient(const MapShape& input, const L& layer, std::uint64_t seed) {
  ImageNetwork net(input);
  net.add("layer", layer, {0});
  laws::differentiates(weighted(net, samples::normal(net.shape(1).size(), 1, seed)),
                       samples::normal(2, input.size(), seed + 1));
}

const std::vector<Windows> all_windows{{1, 1, 1, 0, 1}, {3, 3, 1, 1, 1}, {3, 2, 2, 1, 1},
                                       {2, 3, 3, 0, 2}, {3, 3, 2, 2, 2}, {5, 4, 1, 3, 1}};

}  // namespace

TEST_CASE("convolutions of any window and groups are their sums, index by index, and gradients their derivatives") {
  const MapShape input{4, 9, 8};
  std::uint64_t seed = 1;
  for (const Windows& windows : all_windows)
    for (const Index groups : {1, 2, 4}) {
      const SpatialConvolution layer = samples::spatial_convolution(input, 8, windows, ++seed, groups);
      layer.check();
      const Matrix x = samples::normal(2, input.size(), seed);
      const Matrix y = layer.forward(x);
      for (Index n = 0; n < x.rows(); ++n)
        laws::equal(Vector(y.row(n)), vector_of(slow::convolve(layer, map_of(x, n, input))));
      // <g, W x> = <W^T g, x>
      const Matrix g = samples::normal(2, layer.output().size(), seed + 1);
      const Matrix bias = layer.forward(Matrix::Zero(2, input.size()));
      CHECK(g.cwiseProduct(y - bias).sum() == Approx(layer.backward(g).cwiseProduct(x).sum()));
    }
  check_gradient(input, samples::spatial_convolution(input, 8, {3, 2, 2, 1, 1}, 3, 2), 4);
}

TEST_CASE("pools are the largest and the mean of their windows") {
  const MapShape input{2, 7, 6};
  const Matrix x = samples::normal(2, input.size(), 3);
  for (const Windows& windows : all_windows) {
    const MaxPooling largest{input, windows};
    const AveragePooling mean{input, windows};
    const MapShape out = largest.output();
    const Matrix found = largest.forward(x), means = mean.forward(x);
    for (Index n = 0; n < 2; ++n)
      for (Index c = 0; c < out.channels; ++c)
        for (Index y = 0; y < out.height; ++y)
          for (Index q = 0; q < out.width; ++q) {
            double best = -infinity, sum = 0;
            for (Index i = 0; i < windows.height; ++i)
              for (Index j = 0; j < windows.width; ++j) {
                const Index row = y * windows.stride + i * windows.dilation - windows.padding,
                            column = q * windows.stride + j * windows.dilation - windows.padding;
                if (row < 0 || row >= input.height || column < 0 || column >= input.width) continue;
                best = std::max(best, x(n, (c * input.height + row) * input.width + column));
                sum += x(n, (c * input.height + row) * input.width + column);
              }
            CHECK(found(n, (c * out.height + y) * out.width + q) == best);
            CHECK(means(n, (c * out.height + y) * out.width + q) ==
                  Approx(sum / static_cast<double>(windows.places())).margin(tolerance::rounding));
          }
    check_gradient(input, largest, 5);
    check_gradient(input, mean, 6);
    // Both hand on all that they are given.
    const Matrix r = samples::normal(2, out.size(), 8);
    laws::conserves(largest.relevance(x, {found}, r, {}), r.rowwise().sum());
    laws::conserves(mean.relevance(x, {means}, r, {}), r.rowwise().sum());
  }
  laws::equal(AveragePooling::global(input).forward(x).col(1), Vector(x.rightCols(input.locations()).rowwise().mean()));
}

TEST_CASE("means over a grid of parts of maps, index by index") {
  const MapShape input{2, 6, 6};
  const Matrix x = samples::normal(3, input.size(), 4);
  const AveragePooling pool = AveragePooling::grid(input, 3);
  CHECK(pool.output() == MapShape{2, 3, 3});
  const Matrix found = pool.forward(x);
  for (Index n = 0; n < 3; ++n)
    for (Index c = 0; c < 2; ++c)
      for (Index y = 0; y < 3; ++y)
        for (Index q = 0; q < 3; ++q) {
          double sum = 0;
          for (Index i = 0; i < 2; ++i)
            for (Index j = 0; j < 2; ++j) sum += x(n, (c * 6 + 2 * y + i) * 6 + 2 * q + j);
          CHECK(found(n, (c * 3 + y) * 3 + q) == Approx(sum / 4).margin(tolerance::rounding));
        }
  laws::equal(AveragePooling::grid(input, 6).forward(x), x);
  CHECK_THROWS_WITH(AveragePooling::grid(input, 4), Contains("with a multiple of 4 places a side"));
  CHECK_THROWS_WITH(AveragePooling::grid({2, 6, 4}, 2), Contains("maps of 6 x 4 should be square"));
  CHECK_THROWS_WITH(AveragePooling::grid(input, 0), Contains("should be positive"));
}

TEST_CASE("a residual network is what its layers do, index by index, and its gradient is the derivative") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const samples::SmallResidual sample(seed);
  const ImageNetwork net = sample.network();
  const Matrix x = samples::normal(3, sample.image.size(), seed + 7);
  const Matrix y = net.activations(x, net.last()), stage = net.activations(x, net.find("stage 2"));
  for (Index n = 0; n < x.rows(); ++n) {
    using namespace slow;
    const auto normalised = [](const Map& map, const samples::Normaliser& by) {
      return normalise(map, by.gamma, by.beta, by.mean, by.variance);
    };
    const Map a = rectify(normalised(convolve(sample.stem, ::map_of(x, n, sample.image)), sample.n0));
    const Map b = rectify(normalised(convolve(sample.first, a), sample.n1));
    const Map d = rectify(add(normalised(convolve(sample.second, b), sample.n2), a));
    const Map e = rectify(normalised(convolve(sample.third, d), sample.n3));
    const Map h = rectify(add(normalised(convolve(sample.fourth, e), sample.n4), subsample(d, 8)));
    laws::equal(Vector(stage.row(n)), vector_of(h));
    Vector pooled = Vector::Zero(8);
    for (Index c = 0; c < 8; ++c)
      for (Index i = 0; i < 12; ++i) pooled(c) += h(c, i / 3, i % 3) / 12;
    laws::equal(Vector(net.pooled(x, net.find("stage 2")).row(n)), pooled);
    laws::equal(Vector(y.row(n)), Vector(sample.dense.linear.weight * pooled + sample.dense.linear.bias));
  }
  laws::differentiates(weighted(net, samples::normal(3, 1, seed)), x);
}

TEST_CASE("merged batch normalisation is batch normalisation") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const samples::SmallResidual sample(seed);
  const ImageNetwork net = sample.network(), shorter = net.merged();
  CHECK(shorter.last() == net.last() - 5);
  const Matrix x = samples::normal(4, sample.image.size(), seed + 7);
  for (const char* name : {"stem", "stage 1", "stage 2", "dense"})
    laws::equal(shorter.activations(x, shorter.find(name)), net.activations(x, net.find(name)));
  const Vector w = samples::normal(3, 1, seed);
  laws::equal(weighted(shorter, w).gradient(x), weighted(net, w).gradient(x));

  SpatialConvolution reader = samples::spatial_convolution(sample.wide, 6, {3, 3, 2, 0}, seed, 2);
  const BatchNormalisation below = samples::SmallResidual::layer("below", sample.wide, sample.n0);
  const Matrix maps = samples::normal(3, sample.wide.size(), seed);
  laws::equal(merged(below, reader).forward(maps), reader.forward(below.forward(maps)));
  reader.windows.padding = 1;
  CHECK_THROWS_WITH(merged(below, reader), Contains("has a border of zeros"));
}

TEST_CASE("a normalisation stays where something else reads its convolution") {
  const samples::SmallResidual sample(1);
  ImageNetwork net(sample.image);
  const Index a = net.add("a", sample.stem, {0});
  const Index b = net.add("b", samples::SmallResidual::layer("b", sample.wide, sample.n0), {a});
  net.add("sum", BranchSum{}, {a, b});
  const ImageNetwork same = net.merged();
  CHECK(same.last() == 3);
  const Matrix x = samples::normal(2, sample.image.size(), 7);
  laws::equal(same.activations(x, 3), net.activations(x, 3));
}

TEST_CASE("a cluster's network stands on top of any value") {
  const samples::SmallResidual sample(2);
  const ImageNetwork net = sample.network();
  const Network head = chain(
      1, {{Affine{{samples::normal(4, 8, 5), samples::normal(4, 1, 6)}}, Role::detection}, {MinPool{{2}}, Role::pool}});
  const Index stage = net.find("stage 2");
  const Evidence all = evidence(net.with_head(stage, 1, head));
  const Matrix x = samples::normal(3, sample.image.size(), 8);
  laws::equal(all.value(x), evidence(head).value(net.pooled(x, stage)));
  laws::differentiates(all, x);
  CHECK_THROWS_WITH(net.with_head(stage, 0, head), Contains("a head of 8 features should have 96"));
}

TEST_CASE("layers that do not fit are refused by name") {
  const samples::SmallResidual sample(1);
  ImageNetwork net(sample.image);
  CHECK_THROWS_WITH(net.add("b", MapRectifier{}, {1}), Contains("layer 'b' reads value 1, should be in 0 ... 0"));
  net.add("a", sample.stem, {0});
  CHECK_THROWS_WITH(net.add("a", MapRectifier{}, {1}), "layer 'a' is there already");
  CHECK_THROWS_WITH(net.add("b", sample.stem, {1}), Contains("layer 'b' reads 126 features, should be 168"));
  CHECK_THROWS_WITH(net.add("b", BranchSum{}, {0, 1}), Contains("branches of shapes [3, 7, 6] and [4, 7, 6]"));
  CHECK_THROWS_WITH(net.find("A"), Contains("there is no layer 'A'; did you mean 'a'?"));
  SpatialConvolution bad = sample.stem;
  bad.windows.padding = 3;
  CHECK_THROWS_WITH(bad.check(), Contains("a border of 3 is as wide as a window of 3 x 3"));
  bad.windows = {9, 9, 1, 0, 1};
  CHECK_THROWS_WITH(bad.check(), Contains("no window of 9 x 9 fits into maps of shape [3, 7, 6]"));
  bad = sample.stem;
  bad.weight(0, 0) = std::nan("");
  CHECK_THROWS_WITH(bad.check(), "convolution 'sample': weights and biases should be finite");
  bad.groups = 2;
  CHECK_THROWS_WITH(bad.check(), Contains("3 inputs and 4 outputs should be multiples of the 2 groups"));
  CHECK_THROWS_WITH(net.add("s", PaddedSubsampling{sample.image, 2, 6}, {0}), Contains("6 channels should be 3 or"));
  const Vector one = Vector::Ones(3);
  CHECK_THROWS_WITH(BatchNormalisation::of("n", sample.image, one, one, one, -one), Contains("should be positive"));
  CHECK_THROWS_WITH(BatchNormalisation::of("n", sample.wide, one, one, one, one), Contains("gamma should be 4 finite"));
}
