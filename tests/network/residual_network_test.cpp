#include <neon/core/error.hpp>
#include <neon/network/residual_network.hpp>

#include "support/laws.hpp"
#include "support/residual_weights.hpp"
#include "support/slow_residual.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

/// The same by direct loops: the class scores of one image.
Vector by_hand(const StateDict& dict, slow::Map x, Index blocks) {
  using namespace slow;
  const auto vector = [&](const std::string& name) {
    const std::vector<float>& values = dict.find(name).values;
    return Vector(Eigen::Map<const Eigen::VectorXf>(values.data(), static_cast<Index>(values.size())).cast<double>());
  };
  const auto both = [&](const std::string& conv, const std::string& bn, const Map& in, Index stride) {
    const WeightTensor& w = dict.find(conv + ".weight");
    const SpatialConvolution layer{
        conv,
        {in.channels, in.height, in.width},
        w.shape[0],
        {3, 3, stride, 1},
        1,
        Eigen::Map<const FloatMatrix>(w.values.data(), w.shape[0], in.channels * 9).cast<double>(),
        Vector::Zero(w.shape[0])};
    return normalise(convolve(layer, in), vector(bn + ".weight"), vector(bn + ".bias"), vector(bn + ".running_mean"),
                     vector(bn + ".running_var"));
  };
  x = rectify(both("conv1", "bn1", x, 1));
  for (Index stage = 1; stage <= 3; ++stage)
    for (Index b = 0; b < blocks; ++b) {
      const std::string name = fmt::format("layer{}.{}.", stage, b);
      const Index stride = stage > 1 && b == 0 ? 2 : 1;
      const Map inner = rectify(both(name + "conv1", name + "bn1", x, stride));
      x = rectify(add(both(name + "conv2", name + "bn2", inner, 1), stride == 1 ? x : subsample(x, 2 * x.channels)));
    }
  const Vector w = vector("linear.weight");
  Vector y = vector("linear.bias");
  for (Index k = 0; k < y.size(); ++k)
    for (Index c = 0; c < x.channels; ++c)
      for (Index p = 0; p < x.height * x.width; ++p)
        y(k) += w(k * x.channels + c) * x(c, p / x.width, p % x.width) / static_cast<double>(x.height * x.width);
  return y;
}

std::string refused(std::vector<WeightTensor> tensors) {
  try {
    cifar_resnet::network({"net.th", std::move(tensors)}, 8);
  } catch (const Error& error) {
    return error.what();
  }
  return "no Error was thrown";
}

}  // namespace

TEST_CASE("a residual network from its weights by name is what its layers do, index by index") {
  const StateDict dict("net.th", samples::residual_weights(1));
  const ImageNetwork net = cifar_resnet::network(dict, 8);
  FeatureMaps rgb(3, 3, 8, 8);
  for (std::size_t i = 0; i < rgb.values.size(); ++i) rgb.values[i] = static_cast<float>(i * 37 % 256);
  const Matrix x = cifar_resnet::preprocess(rgb), y = net.activations(x, net.last());
  CHECK(x(0, 64) == Approx((rgb.values[64] / 255.0 - 0.456) / 0.224));
  for (Index n = 0; n < 3; ++n) {
    slow::Map image(3, 8, 8);
    for (Index i = 0; i < 192; ++i) image.values[static_cast<std::size_t>(i)] = x(n, i);
    laws::equal(Vector(y.row(n)), by_hand(dict, image, 2));
  }
  CHECK(net.shape(net.find("stem")) == MapShape{4, 8, 8});
  CHECK(net.shape(net.find("layer1")) == MapShape{4, 8, 8});
  CHECK(net.shape(net.find("layer2")) == MapShape{8, 4, 4});
  CHECK(net.shape(net.find("layer3")) == MapShape{16, 2, 2});
  CHECK_THROWS_WITH(cifar_resnet::network(dict, 10), Contains("multiple of 4"));
  rgb.values[70] = 256;
  CHECK_THROWS_WITH(cifar_resnet::preprocess(rgb), "image 0, channel 1, place 6: 256 should be in [0, 255]");
}

TEST_CASE("weights of another network are refused by name") {
  std::vector<WeightTensor> tensors = samples::residual_weights(1);
  const auto at = [&](const std::string& name) {
    return std::find_if(tensors.begin(), tensors.end(), [&](const WeightTensor& t) { return t.name == name; });
  };
  at("layer2.1.bn2.bias")->values[3] = std::nanf("");
  CHECK_THAT(refused(tensors), Contains("net.th: 'layer2.1.bn2.bias', element 3: nan should be finite"));
  tensors = samples::residual_weights(1);
  tensors.erase(at("layer3.0.conv2.weight"));
  CHECK_THAT(refused(tensors), Contains("net.th: 'layer3.0.conv2.weight' is missing among the"));
  tensors = samples::residual_weights(1);
  tensors.push_back({"layer4.0.conv1.weight", {1}, {0}});
  CHECK_THAT(refused(tensors), Contains("1 tensors do not belong to this network: layer4.0.conv1.weight"));
  tensors = samples::residual_weights(1);
  at("layer2.0.conv1.weight")->shape = {8, 4, 9, 1};
  CHECK_THAT(refused(tensors), Contains("'layer2.0.conv1.weight' of shape [8, 4, 9, 1] should be [8, 4, 3, 3]"));
  tensors = samples::residual_weights(1);
  at("linear.weight")->shape = {80};
  CHECK_THAT(refused(tensors), Contains("'linear.weight' of shape [80] should be [classes, 16]"));
}
