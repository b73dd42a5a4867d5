#pragma once
#include <neon/model_files/detail/onnx_model.hpp>

namespace neon {

/// A graph without what leaves values as they are: from the image to the scores, and the branches of its sums. Inside
/// of the library only.
struct OnnxPath {
  struct Step {
    const onnx::NodeProto* node = nullptr;
    std::vector<const onnx::NodeProto*> long_way = {}, short_way = {};  ///< of a sum: nodes, from the bottom up
    const onnx::TensorProto* bias = nullptr;                            ///< of a product of matrices
  };
  std::vector<Step> steps;  ///< from the image up

  /// @throws Error naming the file and the node: no way back to the image, or sums within branches
  static OnnxPath of(const OnnxModel& model);
};

/// What a node does, as one letter: C convolution, B batch normalisation, R rectifier, M max-pool, A mean of all
/// places, D dense, + sum, S and P cut out or bordered with zeros.
/// @throws Error naming the node where it does anything else
char letter(const OnnxModel& model, const onnx::NodeProto& node);

}  // namespace neon
