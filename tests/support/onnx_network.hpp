#pragma once
#include <neon/layers/state_dict.hpp>

#include <filesystem>
#include <vector>

namespace neon::samples {

/// How a network is told as an ONNX model.
struct OnnxForm {
  bool merged = false;    ///< batch normalisations are in the convolutions before them
  bool matrices = false;  ///< dense layers are MatMul and Add in place of Gemm
  float epsilon = 1e-5F;  ///< of batch normalisations
  std::string rectifier = "Relu";
  Index stem_stride = 0;       ///< of the first convolution; 0: as it should be
  std::string without = {};    ///< an initializer that is left out
  std::string spoilt = {};     ///< one with a number that is none
  bool rectified_sums = true;  ///< a rectifier behind every sum
};

/// A network from its weights by PyTorch's names, residual or VGG (with one pool behind every convolution where the
/// numbers of the modules leave room for it). Tensors have numbers for names.
void write_onnx_network(const std::filesystem::path& path, const std::vector<WeightTensor>& weights,
                        const OnnxForm& form = {});

}  // namespace neon::samples
