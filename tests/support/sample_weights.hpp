#pragma once
#include <neon/layers/convolution.hpp>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

/// Files of weights as other programs write them.
namespace neon::samples {

/// Two small convolutions; every weight says where it stands: 1000 output + 100 input + 10 row + column.
std::vector<Convolution> weights();

/// How a Keras file names things, and what is wrong with it.
struct KerasNames {
  std::string root = {};                    ///< group that holds the layers
  std::string layer_names = "layer_names";  ///< the attribute
  std::function<std::string(const std::string&)> weight = [](const std::string& l) { return l + "/kernel:0"; };
  std::function<std::string(const std::string&)> bias = [](const std::string& l) { return l + "/bias:0"; };
  std::string one_group = {};  ///< if given, all convolutions are in this layer
  bool has_bias = true;
  std::string extra = {};      ///< one more array of the first layer
  std::string announced = {};  ///< one that the first layer's attribute names only
};

/// Through the raw HDF5 library: kernels as height, width, input, output; with an input layer, a pool and a dense
/// layer.
void write_keras(const std::filesystem::path& path, const std::vector<Convolution>& network, const KerasNames& names);

struct OnnxVariant {
  bool raw = true;
  bool has_bias = true;
  bool ghost = false;       ///< the second kernel is missing
  bool short_data = false;  ///< the first kernel lacks its last value
  int stride = 1;
};

void write_onnx(const std::filesystem::path& path, const std::vector<Convolution>& network, const OnnxVariant& variant);

}  // namespace neon::samples
