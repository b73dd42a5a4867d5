#include <neon/core/error.hpp>
#include <neon/io/block_name.hpp>
#include <neon/io/onnx_weights.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <fstream>
#include <map>
#include <onnx/onnx_pb.h>

namespace neon {
namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "raw_data of ONNX is little-endian");

class OnnxFile {
 public:
  explicit OnnxFile(const fs::path& path) : name_(path.string()) {
    std::ifstream file(path, std::ios::binary);
    std::error_code error;
    require(file && model_.ParseFromIstream(&file) && model_.has_graph(),
            "{}: neither an HDF5 file nor an ONNX model, or cut off ({} bytes)", name_, fs::file_size(path, error));
    for (const onnx::TensorProto& tensor : model_.graph().initializer()) initializers_[tensor.name()] = &tensor;
  }

  std::vector<Convolution> convolutions() const {
    std::vector<Convolution> result;
    for (const onnx::NodeProto& node : model_.graph().node())
      if (node.op_type() == "Conv") result.push_back(convolution(node));
    return result;
  }

 private:
  Convolution convolution(const onnx::NodeProto& node) const {
    require(node.input_size() == 3, "{}: node '{}' has {} inputs, should be image, kernel and bias", name_, node.name(),
            node.input_size());
    check_geometry(node);
    const onnx::TensorProto &weight = initializer(node.input(1)), &bias = initializer(node.input(2));
    const auto shape = extents(weight), bias_shape = extents(bias);
    require(shape.size() == 4 && shape[2] == Convolution::kernel && shape[3] == Convolution::kernel,
            "{}: '{}' of shape [{}] should be [outputs, inputs, 3, 3]", name_, weight.name(), fmt::join(shape, ", "));
    require(bias_shape == std::vector<std::int64_t>{shape[0]}, "{}: '{}' of shape [{}] should be [{}]", name_,
            bias.name(), fmt::join(bias_shape, ", "), shape[0]);
    return {block_name(weight.name(), block_name(node.name(), weight.name())), shape[0], shape[1], values(weight),
            values(bias)};
  }

  /// Stride 1, no dilation, no groups: what is computed here and nothing else.
  void check_geometry(const onnx::NodeProto& node) const {
    for (const onnx::AttributeProto& attribute : node.attribute()) {
      const auto& numbers = attribute.ints();
      const bool all_one = std::all_of(numbers.begin(), numbers.end(), [](std::int64_t value) { return value == 1; });
      const bool fits = attribute.name() == "strides" || attribute.name() == "dilations" || attribute.name() == "pads"
                            ? all_one
                        : attribute.name() == "group" ? attribute.i() == 1
                                                      : attribute.s() != "VALID";
      require(fits, "{}: node '{}', attribute {}: only convolutions of stride 1 with a border of zeros are known",
              name_, node.name(), attribute.name());
    }
  }

  const onnx::TensorProto& initializer(const std::string& tensor) const {
    const auto found = initializers_.find(tensor);
    require(found != initializers_.end(), "{}: tensor '{}' is missing among the initializers", name_, tensor);
    return *found->second;
  }

  std::vector<std::int64_t> extents(const onnx::TensorProto& tensor) const {
    std::vector<std::int64_t> shape(tensor.dims().begin(), tensor.dims().end());
    constexpr std::int64_t largest = 1 << 20;
    for (const std::int64_t extent : shape)
      require(extent > 0 && extent < largest, "{}: '{}' of shape [{}] should have positive extents", name_,
              tensor.name(), fmt::join(shape, ", "));
    return shape;
  }

  std::vector<float> values(const onnx::TensorProto& tensor) const {
    require(tensor.data_type() == onnx::TensorProto::FLOAT, "{}: '{}' is of ONNX element type {}, should be 1 (float)",
            name_, tensor.name(), tensor.data_type());
    require(tensor.data_location() != onnx::TensorProto::EXTERNAL, "{}: '{}' is stored in another file", name_,
            tensor.name());
    std::size_t count = 1;
    for (const std::int64_t extent : tensor.dims()) count *= static_cast<std::size_t>(extent);
    const std::string& raw = tensor.raw_data();
    const bool is_raw = tensor.has_raw_data();
    const std::size_t found = is_raw ? raw.size() / sizeof(float) : static_cast<std::size_t>(tensor.float_data_size());
    require(found == count && (!is_raw || raw.size() % sizeof(float) == 0),
            "{}: '{}' holds {} values, should be {}: cut off", name_, tensor.name(), found, count);
    if (!is_raw) return {tensor.float_data().begin(), tensor.float_data().end()};
    std::vector<float> result(count);
    std::memcpy(result.data(), raw.data(), raw.size());
    return result;
  }

  std::string name_;
  onnx::ModelProto model_;
  std::map<std::string, const onnx::TensorProto*> initializers_;
};

}  // namespace

std::vector<Convolution> read_onnx_convolutions(const fs::path& path) { return OnnxFile(path).convolutions(); }

}  // namespace neon
