#include <neon/core/error.hpp>
#include <neon/network/affine.hpp>
#include <neon/network/branches.hpp>
#include <neon/network/detail/torch_builder.hpp>

#include <fmt/ranges.h>

#include <algorithm>

namespace neon {
namespace {

constexpr std::size_t most_missing = 8;

}  // namespace

TorchBuilder::TorchBuilder(const StateDict& weights, const MapShape& image, const PixelScale& pixels)
    : weights_(weights), net_(image), pixels_(pixels) {
  pixels.check();
}

Index TorchBuilder::first_extent(const std::string& tensor, Index otherwise) const {
  if (!contains(tensor)) return otherwise;
  const WeightTensor& found = weights_.find(tensor);
  require(!found.shape.empty() && found.shape.front() > 0, "{}: '{}' of shape {} should have at least one output",
          weights_.file(), tensor, found.shape_text());
  return found.shape.front();
}

void TorchBuilder::require_complete(bool others) const {
  std::string too_many;
  try {
    if (others) weights_.require_only(taken_);
  } catch (const Error& error) {
    if (missing_.empty()) throw;
    too_many = fmt::format("; and {}", std::string_view(error.what()).substr(weights_.file().size() + 2));
  }
  require(missing_.empty(), "{}: {}{} tensors of this network are missing: {}{}", weights_.file(),
          missing_.size() == most_missing ? "at least " : "", missing_.size(), fmt::join(missing_, ", "), too_many);
}

const WeightTensor& TorchBuilder::take(const std::string& name, const std::vector<Index>& shape) {
  taken_.push_back(name);
  if (contains(name)) {
    if (weights_.find(name).shape != shape && !missing_.empty()) require_complete(false);
    return weights_.find(name, shape);
  }
  missing_.push_back(name);
  if (missing_.size() == most_missing) require_complete(false);
  Index count = 1;
  for (const Index extent : shape) count *= extent;
  none_ = {name, shape, std::vector<float>(static_cast<std::size_t>(count), 0)};
  return none_;
}

Vector TorchBuilder::vector(const std::string& name, Index size) {
  return Eigen::Map<const Eigen::VectorXf>(take(name, {size}).values.data(), size).cast<double>();
}

Index TorchBuilder::convolution(const std::string& name, Index input, const Windows& windows, Index outputs) {
  const MapShape& maps = net_.shape(input);
  Index group = maps.channels;  // inputs of a group
  if (contains(name + ".weight")) {
    const std::vector<Index>& shape = weights_.find(name + ".weight").shape;
    if (shape.size() == 4 && shape[1] > 0 && maps.channels % shape[1] == 0 && outputs % (maps.channels / shape[1]) == 0)
      group = shape[1];
  }
  const WeightTensor& kernels = take(name + ".weight", {outputs, group, windows.height, windows.width});
  SpatialConvolution layer{
      .name = name,
      .input = maps,
      .outputs = outputs,
      .windows = windows,
      .groups = maps.channels / group,
      .weight = Eigen::Map<const FloatMatrix>(kernels.values.data(), outputs, group * windows.places()).cast<double>(),
      .bias = Vector::Zero(outputs)};
  if (contains(name + ".bias")) layer.bias = vector(name + ".bias", outputs);
  if (input == 0) {
    layer.lower = pixels_.black();
    layer.upper = pixels_.white();
  }
  return net_.add(name, std::move(layer), {input});
}

Index TorchBuilder::normalisation(const std::string& name, Index input) {
  const MapShape maps = net_.shape(input);
  const auto numbers = [&](const char* what) { return vector(name + what, maps.channels); };
  const Vector gamma = numbers(".weight"), beta = numbers(".bias"), mean = numbers(".running_mean"),
               variance = numbers(".running_var");
  if (contains(name + ".num_batches_tracked")) taken_.push_back(name + ".num_batches_tracked");
  return net_.add(name, BatchNormalisation::of(name, maps, gamma, beta, mean, variance), {input});
}

Index TorchBuilder::rectifier(const std::string& name, Index input) { return net_.add(name, MapRectifier{}, {input}); }

Index TorchBuilder::dense(const std::string& name, const std::string& tensors, Index input) {
  const Index features = net_.shape(input).size();
  const std::vector<Index>& shape = weights_.find(tensors + ".weight").shape;
  require(shape.size() == 2, "{}: '{}.weight' of shape {} should be [outputs, {}]", weights_.file(), tensors,
          weights_.find(tensors + ".weight").shape_text(), features);
  const Index outputs = shape[0];
  const WeightTensor& weight = take(tensors + ".weight", {outputs, features});
  Matrix values = Eigen::Map<const FloatMatrix>(weight.values.data(), outputs, features).cast<double>();
  return net_.add(name, Affine{{std::move(values), vector(tensors + ".bias", outputs)}}, {input});
}

ImageNetwork TorchBuilder::built() {
  require_complete(true);
  return net_.merged();
}

}  // namespace neon
