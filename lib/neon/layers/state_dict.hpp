#pragma once
#include <neon/core/types.hpp>

#include <string>
#include <vector>

namespace neon {

/// An array of numbers with a name; numbers in single precision, as networks are trained in.
struct WeightTensor {
  std::string name;
  std::vector<Index> shape;
  std::vector<float> values;  ///< the last index fastest

  /// "[16, 3, 3, 3]"
  std::string shape_text() const;
};

/// The weights of a network, by name, in the file's order.
class StateDict {
 public:
  StateDict(std::string file, std::vector<WeightTensor> tensors)
      : file_(std::move(file)), tensors_(std::move(tensors)) {}

  const std::string& file() const { return file_; }
  const std::vector<WeightTensor>& tensors() const { return tensors_; }
  bool contains(const std::string& name) const;
  /// One more than the largest n of the names "<prefix>n.*", where n is below the number of tensors; 0: there are none.
  Index numbered(const std::string& prefix) const;
  /// @throws Error naming the file, the tensor and the nearest names: missing, or with a value that is not finite
  const WeightTensor& find(const std::string& name) const;
  /// @throws Error also if its shape differs
  const WeightTensor& find(const std::string& name, const std::vector<Index>& shape) const;
  /// @throws Error naming those that are not among `names`, which a network would not use
  void require_only(const std::vector<std::string>& names) const;

 private:
  std::string file_;
  std::vector<WeightTensor> tensors_;
};

}  // namespace neon
