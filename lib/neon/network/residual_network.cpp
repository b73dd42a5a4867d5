#include <neon/core/error.hpp>
#include <neon/network/affine.hpp>
#include <neon/network/branches.hpp>
#include <neon/network/map_pools.hpp>
#include <neon/network/residual_network.hpp>
#include <neon/network/spatial_convolution.hpp>

namespace neon::cifar_resnet {
namespace {

constexpr Index colours = 3, kernel = 3, number_of_stages = 3;
constexpr double largest_pixel = 255;

/// Takes the weights that the architecture asks for, and remembers their names.
class Builder {
 public:
  Builder(const StateDict& weights, Index size) : weights_(weights), net_({colours, size, size}) {}

  ImageNetwork built() {
    const std::vector<Index>& stem = weights_.find("conv1.weight").shape;
    require(stem.size() == 4 && stem[0] % 2 == 0, "{}: 'conv1.weight' of shape {} should be [maps, 3, 3, 3]",
            weights_.file(), weights_.find("conv1.weight").shape_text());
    Index maps = stem[0];
    Index value = rectified(stages[0], normalised("conv1", "bn1", 0, maps, 1));
    for (Index stage = 1; stage <= number_of_stages; ++stage) {
      const std::string name = stages[static_cast<std::size_t>(stage)];
      const Index blocks = blocks_of(name);
      if (stage > 1) maps *= 2;
      for (Index b = 0; b < blocks; ++b)
        value = block(fmt::format("{}.{}", name, b), value, maps, stage > 1 && b == 0 ? 2 : 1,
                      b == blocks - 1 ? name : fmt::format("{}.{}", name, b));
    }
    dense(net_.add("pool", AveragePooling::global(net_.shape(value)), {value}), maps);
    weights_.require_only(names_);
    return net_.merged();
  }

 private:
  /// At least one: a missing stage is then missing by the name of its first tensor.
  Index blocks_of(const std::string& stage) const {
    Index blocks = 1;
    while (weights_.contains(fmt::format("{}.{}.conv1.weight", stage, blocks))) ++blocks;
    return blocks;
  }

  const WeightTensor& take(const std::string& name, const std::vector<Index>& shape) {
    names_.push_back(name);
    return weights_.find(name, shape);
  }

  Vector vector(const std::string& name, Index size) {
    return Eigen::Map<const Eigen::VectorXf>(take(name, {size}).values.data(), size).cast<double>();
  }

  Index normalised(const std::string& convolution, const std::string& normalisation, Index input, Index outputs,
                   Index stride) {
    const MapShape& shape = net_.shape(input);
    const WeightTensor& kernels = take(convolution + ".weight", {outputs, shape.channels, kernel, kernel});
    SpatialConvolution layer{
        .name = convolution,
        .input = shape,
        .outputs = outputs,
        .windows = {kernel, kernel, stride, 1},
        .weight = Eigen::Map<const FloatMatrix>(kernels.values.data(), outputs, shape.channels * kernel * kernel)
                      .cast<double>(),
        .bias = Vector::Zero(outputs)};
    if (input == 0) {
      layer.lower = layer.upper = Vector(colours);
      for (std::size_t c = 0; c < mean.size(); ++c) {
        layer.lower(static_cast<Index>(c)) = -mean[c] / deviation[c];
        layer.upper(static_cast<Index>(c)) = (1 - mean[c]) / deviation[c];
      }
    }
    const Index at = net_.add(convolution, layer, {input});
    const MapShape out = net_.shape(at);
    if (weights_.contains(normalisation + ".num_batches_tracked"))
      names_.push_back(normalisation + ".num_batches_tracked");
    return net_.add(normalisation,
                    BatchNormalisation::of(normalisation, out, vector(normalisation + ".weight", outputs),
                                           vector(normalisation + ".bias", outputs),
                                           vector(normalisation + ".running_mean", outputs),
                                           vector(normalisation + ".running_var", outputs)),
                    {at});
  }

  Index rectified(const std::string& name, Index input) { return net_.add(name, MapRectifier{}, {input}); }

  Index block(const std::string& name, Index input, Index maps, Index stride, const std::string& result) {
    const Index first = rectified(name + ".relu", normalised(name + ".conv1", name + ".bn1", input, maps, stride));
    const Index second = normalised(name + ".conv2", name + ".bn2", first, maps, 1);
    const Index around =
        stride == 1 ? input : net_.add(name + ".shortcut", PaddedSubsampling{net_.shape(input), stride, maps}, {input});
    return rectified(result, net_.add(name + ".sum", BranchSum{}, {second, around}));
  }

  void dense(Index input, Index maps) {
    const std::string name = weights_.contains("fc.weight") ? "fc" : "linear";
    const std::vector<Index>& shape = weights_.find(name + ".weight").shape;
    require(shape.size() == 2, "{}: '{}.weight' of shape {} should be [classes, {}]", weights_.file(), name,
            weights_.find(name + ".weight").shape_text(), maps);
    const WeightTensor& weight = take(name + ".weight", {shape[0], maps});
    net_.add("linear",
             Affine{{Eigen::Map<const FloatMatrix>(weight.values.data(), shape[0], maps).cast<double>(),
                     vector(name + ".bias", shape[0])}},
             {input});
  }

  const StateDict& weights_;
  ImageNetwork net_;
  std::vector<std::string> names_;
};

}  // namespace

ImageNetwork network(const StateDict& weights, Index size) {
  require(size > 0 && size % 4 == 0, "residual network: images of {0} x {0} should have a size that is a multiple of 4",
          size);
  return Builder(weights, size).built();
}

Matrix preprocess(const FeatureMaps& rgb) {
  require(rgb.channels == colours, "images of shape {} should be [n, 3, height, width]", rgb.shape());
  Matrix result(rgb.count, colours * rgb.locations());
  for (Index n = 0; n < rgb.count; ++n)
    for (Index i = 0; i < result.cols(); ++i) {
      const double value = rgb.map(n)[i];
      const Index c = i / rgb.locations();
      require(value >= 0 && value <= largest_pixel, "image {}, channel {}, place {}: {} should be in [0, 255]", n, c,
              i % rgb.locations(), value);
      result(n, i) =
          (value / largest_pixel - mean[static_cast<std::size_t>(c)]) / deviation[static_cast<std::size_t>(c)];
    }
  return result;
}

}  // namespace neon::cifar_resnet
