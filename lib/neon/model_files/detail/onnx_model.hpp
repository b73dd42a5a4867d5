#pragma once
#include <neon/core/types.hpp>

#include <filesystem>
#include <map>
#include <onnx/onnx_pb.h>
#include <string>
#include <vector>

namespace neon {

/// The graph of an ONNX file and the numbers in it. Inside of the library only: it shows the file's own types.
class OnnxModel {
 public:
  /// @throws Error naming the file: no ONNX model, or cut off
  explicit OnnxModel(const std::filesystem::path& path);

  const std::string& name() const { return name_; }  ///< of the file
  const onnx::GraphProto& graph() const { return model_.graph(); }

  /// Is the tensor among the initializers, or a constant?
  bool holds(const std::string& tensor) const { return initializers_.contains(tensor); }
  /// @throws Error if the model does not hold it
  const onnx::TensorProto& initializer(const std::string& tensor) const;
  /// @throws Error on an extent that is not positive, or far too large
  std::vector<Index> extents(const onnx::TensorProto& tensor) const;
  /// @throws Error unless they are floats, in this file, and as many as the extents say
  std::vector<float> values(const onnx::TensorProto& tensor) const;

 private:
  std::string name_;
  onnx::ModelProto model_;
  std::map<std::string, const onnx::TensorProto*> initializers_;
};

}  // namespace neon
