#include <neon/core/error.hpp>
#include <neon/model_files/detail/onnx_model.hpp>

#include <fmt/ranges.h>

#include <bit>
#include <cstring>
#include <fstream>

namespace neon {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "raw_data of ONNX is little-endian");

OnnxModel::OnnxModel(const fs::path& path) : name_(path.string()) {
  std::ifstream file(path, std::ios::binary);
  std::error_code error;
  require(file && model_.ParseFromIstream(&file) && model_.has_graph(),
          "{}: neither an HDF5 file nor an ONNX model, or cut off ({} bytes)", name_, fs::file_size(path, error));
  for (const onnx::TensorProto& tensor : model_.graph().initializer()) initializers_[tensor.name()] = &tensor;
  for (const onnx::NodeProto& node : model_.graph().node())
    if (node.op_type() == "Constant" && node.output_size() == 1)
      for (const onnx::AttributeProto& attribute : node.attribute())
        if (attribute.name() == "value" && attribute.has_t()) initializers_[node.output(0)] = &attribute.t();
}

const onnx::TensorProto& OnnxModel::initializer(const std::string& tensor) const {
  const auto found = initializers_.find(tensor);
  require(found != initializers_.end(), "{}: tensor '{}' is missing among the initializers", name_, tensor);
  return *found->second;
}

std::vector<Index> OnnxModel::extents(const onnx::TensorProto& tensor) const {
  std::vector<Index> shape(tensor.dims().begin(), tensor.dims().end());
  constexpr Index largest = 1 << 20;
  for (const Index extent : shape)
    require(extent > 0 && extent < largest, "{}: '{}' of shape [{}] should have positive extents", name_, tensor.name(),
            fmt::join(shape, ", "));
  return shape;
}

std::vector<float> OnnxModel::values(const onnx::TensorProto& tensor) const {
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

}  // namespace neon
