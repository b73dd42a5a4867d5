#include <neon/core/error.hpp>
#include <neon/model_files/detail/block_name.hpp>
#include <neon/model_files/detail/onnx_model.hpp>
#include <neon/model_files/detail/onnx_weights.hpp>

#include <fmt/ranges.h>

#include <algorithm>

namespace neon {
namespace {

/// Stride 1, no dilation, no groups: what is computed here and nothing else.
void check_geometry(const OnnxModel& model, const onnx::NodeProto& node) {
  for (const onnx::AttributeProto& attribute : node.attribute()) {
    const auto& numbers = attribute.ints();
    const bool all_one = std::all_of(numbers.begin(), numbers.end(), [](std::int64_t value) { return value == 1; });
    const bool fits = attribute.name() == "strides" || attribute.name() == "dilations" || attribute.name() == "pads"
                          ? all_one
                      : attribute.name() == "group" ? attribute.i() == 1
                                                    : attribute.s() != "VALID";
    require(fits, "{}: node '{}', attribute {}: only convolutions of stride 1 with a border of zeros are known",
            model.name(), node.name(), attribute.name());
  }
}

Convolution convolution(const OnnxModel& model, const onnx::NodeProto& node) {
  require(node.input_size() == 3, "{}: node '{}' has {} inputs, should be image, kernel and bias", model.name(),
          node.name(), node.input_size());
  check_geometry(model, node);
  const onnx::TensorProto &weight = model.initializer(node.input(1)), &bias = model.initializer(node.input(2));
  const std::vector<Index> shape = model.extents(weight), bias_shape = model.extents(bias);
  require(shape.size() == 4 && shape[2] == Convolution::kernel && shape[3] == Convolution::kernel,
          "{}: '{}' of shape [{}] should be [outputs, inputs, 3, 3]", model.name(), weight.name(),
          fmt::join(shape, ", "));
  require(bias_shape == std::vector<Index>{shape[0]}, "{}: '{}' of shape [{}] should be [{}]", model.name(),
          bias.name(), fmt::join(bias_shape, ", "), shape[0]);
  return {block_name(weight.name(), block_name(node.name(), weight.name())), shape[0], shape[1], model.values(weight),
          model.values(bias)};
}

}  // namespace

std::vector<Convolution> read_onnx_convolutions(const std::filesystem::path& path) {
  const OnnxModel model(path);
  std::vector<Convolution> result;
  for (const onnx::NodeProto& node : model.graph().node())
    if (node.op_type() == "Conv") result.push_back(convolution(model, node));
  return result;
}

}  // namespace neon
