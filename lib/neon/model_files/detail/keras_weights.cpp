#include <neon/core/error.hpp>
#include <neon/hdf5/detail/hdf5_file.hpp>
#include <neon/hdf5/detail/hdf5_types.hpp>
#include <neon/model_files/detail/block_name.hpp>
#include <neon/model_files/detail/keras_weights.hpp>

#include <H5Cpp.h>
#include <fmt/ranges.h>

namespace neon {
namespace {

namespace fs = std::filesystem;

constexpr hsize_t kernel = Convolution::kernel;

/// One array of the file, as it is stored.
struct Tensor {
  std::string path;
  std::vector<hsize_t> shape;
  std::vector<float> values;
};

class KerasFile {
  std::string name_;
  H5::H5File file_;

  /// Runs a read; what HDF5 has against it becomes an Error.
  template <class Operation>
  auto reading(const std::string& what, const Operation& operation) const {
    try {
      return operation();
    } catch (const H5::Exception& e) {
      throw Error(fmt::format("{}: '{}' cannot be read, {}", name_, what, failure_of(e)));
    }
  }

 public:
  explicit KerasFile(const fs::path& path) : name_(path.string()), file_(open_hdf5(path)) {}

  std::vector<Convolution> convolutions() const {
    return reading("model_weights", [&] {
      const H5::Group root = file_.openGroup(find_object(file_, "model_weights") ? "model_weights" : "/");
      std::vector<Convolution> result;
      for (const std::string& layer : names(root, "/", "layer_names")) add(root, layer, result);
      return result;
    });
  }

 private:
  std::vector<std::string> names(const H5::Group& owner, const std::string& label, const std::string& attribute) const {
    require(owner.attrExists(attribute), "{}: '{}' has no attribute {}: not the weights of a Keras model", name_, label,
            attribute);
    const H5::Attribute value = owner.openAttribute(attribute);
    if (value.getSpace().getSimpleExtentNpoints() == 0) return {};
    require(value.getTypeClass() == H5T_STRING, "{}: attribute {} of '{}' is {}, should be text", name_, attribute,
            label, type_name(value.getDataType()));
    const H5::StrType type = value.getStrType();
    return read_texts(type, value.getSpace(), [&](void* buffer) { value.read(type, buffer); });
  }

  /// Appends the convolutions of a layer: none, one, or those of a model within the model.
  void add(const H5::Group& root, const std::string& layer, std::vector<Convolution>& result) const {
    require(find_object(root, layer).has_value(), "{}: layer '{}' is missing", name_, layer);
    const H5::Group group = root.openGroup(layer);
    std::vector<Tensor> tensors;
    for (const std::string& weight : names(group, layer, "weight_names")) tensors.push_back(read(group, layer, weight));
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      if (tensors[i].shape.size() != 4) {
        const bool among_convolutions = tensors.front().shape.size() == 4;
        require(!among_convolutions, "{}: '{}' of shape [{}] is unknown: a convolution has a kernel and a bias", name_,
                tensors[i].path, fmt::join(tensors[i].shape, ", "));
        continue;
      }
      require(i + 1 < tensors.size(), "{}: '{}' is a kernel, its bias is missing", name_, tensors[i].path);
      result.push_back(convolution(layer, tensors[i], tensors[i + 1]));
      ++i;
    }
  }

  Tensor read(const H5::Group& group, const std::string& layer, const std::string& weight) const {
    const std::string path = layer + "/" + weight;
    const std::optional<Hdf5Object> object = find_object(group, weight);
    const std::string dead = object ? "" : dead_link(group, weight);
    require(dead.empty(), "{}: in '{}', {}", name_, layer, dead);
    require(object && object->type == H5O_TYPE_DATASET, "{}: '{}' is missing", name_, path);
    return reading(path, [&] {
      const H5::DataSet data = group.openDataSet(weight);
      require(data.getTypeClass() == H5T_FLOAT, "{}: '{}' is of {}, should be of floating point", name_, path,
              type_name(data.getDataType()));
      require_sources(data, name_, fmt::format("{}: '{}'", name_, path));
      Tensor tensor{path, extents(data.getSpace()), {}};
      tensor.values.resize(static_cast<std::size_t>(data.getSpace().getSimpleExtentNpoints()));
      if (!tensor.values.empty()) try {
          data.read(tensor.values.data(), H5::PredType::NATIVE_FLOAT);
        } catch (const H5::Exception& e) {
          throw Error(fmt::format("{}: '{}' cannot be read, {}", name_, path, unread_reason(data, name_, e)));
        }
      return tensor;
    });
  }

  /// From height, width, input, output to output, input, height, width.
  Convolution convolution(const std::string& layer, const Tensor& weight, const Tensor& bias) const {
    const std::vector<hsize_t>& shape = weight.shape;
    require(shape[0] == kernel && shape[1] == kernel, "{}: '{}' of shape [{}] should be [3, 3, inputs, outputs]", name_,
            weight.path, fmt::join(shape, ", "));
    require(bias.shape == std::vector<hsize_t>{shape[3]}, "{}: '{}' of shape [{}] should be [{}]", name_, bias.path,
            fmt::join(bias.shape, ", "), shape[3]);
    const std::size_t inputs = shape[2], outputs = shape[3], locations = kernel * kernel;
    std::vector<float> turned(weight.values.size());
    for (std::size_t q = 0; q < locations; ++q)
      for (std::size_t i = 0; i < inputs; ++i)
        for (std::size_t o = 0; o < outputs; ++o)
          turned[(o * inputs + i) * locations + q] = weight.values[(q * inputs + i) * outputs + o];
    return {block_name(weight.path, layer), static_cast<Index>(outputs), static_cast<Index>(inputs), std::move(turned),
            bias.values};
  }
};

}  // namespace

std::vector<Convolution> read_keras_convolutions(const fs::path& path) { return KerasFile(path).convolutions(); }

}  // namespace neon
