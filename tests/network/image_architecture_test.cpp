#include <neon/core/error.hpp>
#include <neon/network/image_architecture.hpp>

#include "support/laws.hpp"
#include "support/sample_state_dicts.hpp"
#include "support/slow_residual.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

/// Layers by PyTorch's names, index by index.
struct ByHand {
  StateDict dict;

  bool has(const std::string& name) const { return dict.contains(name); }
  Vector vector(const std::string& name) const {
    const std::vector<float>& values = dict.find(name).values;
    return Eigen::Map<const Eigen::VectorXf>(values.data(), static_cast<Index>(values.size())).cast<double>();
  }
  slow::Map convolved(const std::string& name, const slow::Map& in, Index stride = 1) const {
    const WeightTensor& w = dict.find(name + ".weight");
    const Index outputs = w.shape[0], inputs = w.shape[1], places = w.shape[2];
    const SpatialConvolution layer{
        name,
        {in.channels, in.height, in.width},
        outputs,
        {places, places, stride, places / 2},
        in.channels / inputs,
        Eigen::Map<const FloatMatrix>(w.values.data(), outputs, inputs * places * places).cast<double>(),
        has(name + ".bias") ? vector(name + ".bias") : Vector(Vector::Zero(outputs))};
    return slow::convolve(layer, in);
  }
  slow::Map normalised(const std::string& name, const slow::Map& in) const {
    return slow::normalise(in, vector(name + ".weight"), vector(name + ".bias"), vector(name + ".running_mean"),
                           vector(name + ".running_var"));
  }
  Vector dense(const std::string& name, const Vector& x) const {
    const Vector w = vector(name + ".weight");
    Vector y = vector(name + ".bias");
    for (Index k = 0; k < y.size(); ++k)
      for (Index i = 0; i < x.size(); ++i) y(k) += w(k * x.size() + i) * x(i);
    return y;
  }
};

slow::Map largest(const slow::Map& in, Index places, Index stride, Index border) {
  slow::Map out(in.channels, (in.height + 2 * border - places) / stride + 1,
                (in.width + 2 * border - places) / stride + 1);
  for (Index c = 0; c < out.channels; ++c)
    for (Index y = 0; y < out.height; ++y)
      for (Index x = 0; x < out.width; ++x) {
        double best = -infinity;
        for (Index p = 0; p < places; ++p)
          for (Index q = 0; q < places; ++q)
            if (in.holds(stride * y + p - border, stride * x + q - border))
              best = std::max(best, in(c, stride * y + p - border, stride * x + q - border));
        out(c, y, x) = best;
      }
  return out;
}

/// The class scores of torchvision's residual networks, one block in each stage.
Vector residual_scores(const ByHand& net, const slow::Map& image) {
  using namespace slow;
  Map x = largest(rectify(net.normalised("bn1", net.convolved("conv1", image, 2))), 3, 2, 1);
  for (Index stage = 1; stage <= 4; ++stage) {
    const std::string name = fmt::format("layer{}.0.", stage);
    const Index stride = stage > 1 ? 2 : 1;
    const bool bottleneck = net.has(name + "conv3.weight");
    Map y = rectify(net.normalised(name + "bn1", net.convolved(name + "conv1", x, bottleneck ? 1 : stride)));
    y = net.normalised(name + "bn2", net.convolved(name + "conv2", y, bottleneck ? stride : 1));
    if (bottleneck) y = net.normalised(name + "bn3", net.convolved(name + "conv3", rectify(y)));
    if (net.has(name + "downsample.0.weight"))
      x = net.normalised(name + "downsample.1", net.convolved(name + "downsample.0", x, stride));
    x = rectify(add(y, x));
  }
  Vector mean = Vector::Zero(x.channels);
  for (Index c = 0; c < x.channels; ++c)
    for (Index p = 0; p < x.height * x.width; ++p)
      mean(c) += x(c, p / x.width, p % x.width) / static_cast<double>(x.height * x.width);
  return net.dense("fc", mean);
}

Vector vgg_scores(const ByHand& net, slow::Map x, bool normalised) {
  Index module = 0;
  for (const Index convolutions : {1, 1, 2, 1, 1}) {
    for (Index i = 0; i < convolutions; ++i) {
      x = net.convolved(fmt::format("features.{}", module), x);
      if (normalised) x = net.normalised(fmt::format("features.{}", module + 1), x);
      x = slow::rectify(x);
      module += normalised ? 3 : 2;
    }
    x = largest(x, 2, 2, 0);
    ++module;
  }
  const Vector features = Eigen::Map<const Vector>(x.values.data(), static_cast<Index>(x.values.size()));
  return net.dense("classifier.3", net.dense("classifier.0", features).cwiseMax(0));
}

slow::Map image_of(const Matrix& x, Index size) {
  slow::Map image(3, size, size);
  std::copy(x.row(0).begin(), x.row(0).end(), image.values.begin());
  return image;
}

std::string refused(const std::vector<WeightTensor>& tensors, const ImageNetworkOptions& options = {}) {
  try {
    image_classifier({"net.pth", tensors}, options);
  } catch (const Error& error) {
    return error.what();
  }
  return "no Error was thrown";
}

}  // namespace

TEST_CASE("residual networks in ImageNet's form are what their layers do, index by index") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2));
  const bool bottleneck = GENERATE(true, false);
  const StateDict dict("net.pth", samples::imagenet_residual(seed, bottleneck).tensors());
  const ImageClassifier net = image_classifier(dict, {.size = 40});
  CHECK(net.architecture == (bottleneck ? "ResNet-14" : "ResNet-10"));
  CHECK(net.classes() == 4);
  CHECK(net.shorter_side == 46);
  CHECK(net.pixels == imagenet_pixels);
  CHECK(net.last_maps == "layer4");
  CHECK(net.network.shape(net.network.find("maxpool")) == MapShape{4, 10, 10});
  CHECK(net.network.shape(net.network.find("layer4")).height == 2);
  const Matrix x = samples::normal(1, 3 * 40 * 40, seed + 5);
  laws::equal(Vector(net.network.activations(x, net.network.last()).row(0)),
              residual_scores(ByHand{dict}, image_of(x, 40)));
}

TEST_CASE("VGG networks are what their layers do, index by index, with and without batch normalisation") {
  const bool normalised = GENERATE(true, false);
  const StateDict dict("net.pth", samples::vgg(3, normalised).tensors());
  const ImageClassifier net = image_classifier(dict);
  CHECK(net.architecture == (normalised ? "VGG-8 with batch normalisation" : "VGG-8"));
  CHECK(net.size == 32);
  CHECK(net.shorter_side == 32);
  CHECK(net.pixels == cifar10_pixels);
  CHECK(net.last_maps == (normalised ? "features.22" : "features.16"));
  CHECK(net.network.shape(net.network.find(net.last_maps)) == MapShape{6, 1, 1});
  const Matrix x = samples::normal(1, 3 * 32 * 32, 7);
  laws::equal(Vector(net.network.activations(x, net.network.last()).row(0)),
              vgg_scores(ByHand{dict}, image_of(x, 32), normalised));
}

TEST_CASE("the architecture is told by the names and shapes of the tensors, its data by the architecture") {
  const ImageClassifier small = image_classifier({"net.th", samples::cifar_residual(1).tensors()});
  CHECK(small.architecture == "ResNet-14 for small images");
  CHECK(small.size == 32);
  CHECK(small.shorter_side == 32);
  CHECK(image_classifier({"net.pth", samples::imagenet_residual(1, true).tensors()}).size == 224);
  const PixelScale mine{{0.1, 0.2, 0.3}, {0.5, 0.25, 1}};
  const ImageClassifier scaled = image_classifier({"net.th", samples::cifar_residual(1).tensors()}, {.pixels = mine});
  CHECK(scaled.pixels == mine);
  const auto* stem = scaled.network.network().node(1).layer.as<SpatialConvolution>();
  REQUIRE(stem != nullptr);
  CHECK(stem->lower(1) == Approx(-0.8));
  CHECK(stem->upper(1) == Approx(3.2));
}

TEST_CASE("a projection around a block of small images, called shortcut or downsample, is read") {
  samples::Weights w = samples::cifar_residual(4);
  w.convolution("layer2.0.shortcut.0", 8, 4, 1);
  w.normalisation("layer2.0.shortcut.1", 8);
  w.convolution("layer3.0.downsample.0", 16, 8, 1);
  w.normalisation("layer3.0.downsample.1", 16);
  const ImageClassifier net = image_classifier({"net.th", w.tensors()});
  CHECK(net.network.shape(net.network.find("layer2.0.shortcut.0")) == MapShape{8, 16, 16});
  CHECK(net.network.shape(net.network.find("layer3.0.downsample.0")) == MapShape{16, 8, 8});
}

TEST_CASE("other networks, and those with layers missing or too many, are refused by name") {
  CHECK_THAT(refused({{"encoder.weight", {2}, {1, 2}}, {"decoder.weight", {1}, {1}}}),
             Contains("net.pth: is of no architecture that is known: its 2 tensors are called encoder.weight, "
                      "decoder.weight; known are residual networks"));
  samples::Weights w = samples::imagenet_residual(1, true);
  w.erase("layer2.0.bn3.running_var");
  w.erase("layer4.0.downsample.1.bias");
  w.tensor("head.weight", {2}, 1);
  CHECK_THAT(refused(w.tensors()), Contains("net.pth: 2 tensors of this network are missing: layer2.0.bn3.running_var, "
                                            "layer4.0.downsample.1.bias; and 1 tensors do not belong to this "
                                            "network: head.weight"));
  w = samples::imagenet_residual(1, true);
  w.at("layer3.0.conv2.weight").values[5] = std::nanf("");
  CHECK_THAT(refused(w.tensors()), Contains("'layer3.0.conv2.weight', element 5: nan should be finite"));
  w = samples::imagenet_residual(1, true);
  w.at("layer1.0.bn2.running_var").values[0] = -3;
  CHECK_THAT(refused(w.tensors()), Contains("net.pth: batch normalisation 'layer1.0.bn2': variance + 1e-05 should be"));
  CHECK_THAT(refused(samples::imagenet_residual(1, true).tensors(), {.size = 5000}), Contains("at most 4096 x 4096"));
  w = samples::imagenet_residual(1, true);
  w.erase("fc.weight");
  CHECK_THAT(refused(w.tensors()), Contains("'fc.weight' is missing"));
  w = samples::imagenet_residual(1, false);
  w.erase("layer2.0.downsample.0.weight");
  w.erase("layer2.0.downsample.1.weight");
  CHECK_THAT(refused(w.tensors()), Contains("missing: layer2.0.downsample.0.weight, layer2.0.downsample.1.weight"));
  w = samples::imagenet_residual(1, true);
  for (Index stage = 2; stage <= 4; ++stage)
    std::erase_if(w.tensors(),
                  [&](const WeightTensor& t) { return t.name.starts_with(fmt::format("layer{}", stage)); });
  CHECK_THAT(refused(w.tensors()), Contains("at least 8 tensors of this network are missing: layer2.0.conv1.weight"));
  w = samples::vgg(1, false);
  w.erase("features.6.weight");
  CHECK_THAT(refused(w.tensors()),
             Contains("'features.8.weight' should be 'features.5.weight', or 'features.6.weight'"));
  w = samples::vgg(1, false);
  w.at("classifier.0.weight").shape = {6, 7};
  CHECK_THAT(refused(w.tensors()), Contains("should read a square of places of 6 maps"));
  CHECK_THAT(refused(samples::vgg(1, true).tensors(), {.size = 64}), Contains("images of 64 x 64 should be 32 x 32"));
  w = samples::vgg(1, true);
  w.at("classifier.3.weight").shape = {1, 7};
  w.at("classifier.3.weight").values.resize(7);
  w.at("classifier.3.bias").shape = {1};
  w.at("classifier.3.bias").values.resize(1);
  CHECK_THAT(refused(w.tensors()), Contains("1 class should be at least 2"));
  CHECK_THAT(refused(samples::cifar_residual(1).tensors(), {.pixels = PixelScale{{0, 0, 2}, {1, 1, 1}}}),
             Contains("2 should be in [0, 1]"));
  CHECK_THAT(refused(samples::cifar_residual(1).tensors(), {.pixels = PixelScale{{0, 0, 0}, {1, 0, 1}}}),
             Contains("0 should be positive"));
}
