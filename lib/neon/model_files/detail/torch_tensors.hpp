#pragma once
#include <neon/layers/state_dict.hpp>
#include <neon/model_files/detail/pickle.hpp>
#include <neon/tables/detail/number_format.hpp>

#include <string_view>

/// Tensors as PyTorch pickles them.
namespace neon::torch {

struct StorageType {
  const char* name;
  NumberFormat format;
  bool brain_float = false;  ///< the upper half of a single-precision number
};

/// Null if there is none of that name ("torch FloatStorage").
const StorageType* storage_type(std::string_view name);

/// The globals of a state dict.
bool is_known(std::string_view global);

struct StorageKey {
  const StorageType* type = nullptr;
  std::string key;
  Index count = 0;  ///< of numbers
};

/// A tensor before its numbers are read.
struct Described {
  std::string name;
  StorageKey storage;
  Index offset = 0;
  std::vector<Index> shape = {}, stride = {};
};

/// The storage that a persistent value stands for.  @throws Error naming the file if it is another thing
StorageKey storage_key(const std::string& file, const PickleValue& persistent);

/// The tensors of a pickled dictionary, or of the state dict in it.
/// @throws Error naming the file and the tensor: none, not as PyTorch writes them, or larger than its storage
std::vector<Described> described_tensors(const std::string& file, const PickleValue& object);

/// The numbers of a tensor.  @param bytes of its storage, all of it
WeightTensor gathered(const Described& tensor, std::string_view bytes);

}  // namespace neon::torch
