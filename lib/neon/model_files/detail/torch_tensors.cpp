#include <neon/core/error.hpp>
#include <neon/model_files/detail/torch_tensors.hpp>

#include <algorithm>
#include <array>
#include <cstring>

namespace neon::torch {
namespace {

using Kind = PickleValue::Kind;

constexpr NumberFormat real(std::size_t size) { return {NumberFormat::Kind::real, size}; }
constexpr NumberFormat integer(std::size_t size) { return {NumberFormat::Kind::signed_integer, size}; }
constexpr NumberFormat byte{NumberFormat::Kind::unsigned_integer, 1};

constexpr std::array<StorageType, 10> storage_types{{{"torch FloatStorage", real(4)},
                                                     {"torch DoubleStorage", real(8)},
                                                     {"torch HalfStorage", real(2)},
                                                     {"torch BFloat16Storage", real(2), true},
                                                     {"torch LongStorage", integer(8)},
                                                     {"torch IntStorage", integer(4)},
                                                     {"torch ShortStorage", integer(2)},
                                                     {"torch CharStorage", integer(1)},
                                                     {"torch ByteStorage", byte},
                                                     {"torch BoolStorage", byte}}};

bool is_rebuild(std::string_view name) {
  return name == "torch._utils _rebuild_tensor" || name == "torch._utils _rebuild_tensor_v2";
}
constexpr std::string_view rebuild_parameter = "torch._utils _rebuild_parameter";

}  // namespace

const StorageType* storage_type(std::string_view name) {
  const auto* const found = std::find_if(storage_types.begin(), storage_types.end(),
                                         [name](const StorageType& type) { return type.name == name; });
  return found == storage_types.end() ? nullptr : found;
}

bool is_known(std::string_view name) {
  return name == "collections OrderedDict" || name == rebuild_parameter || is_rebuild(name) ||
         storage_type(name) != nullptr;
}

namespace {

/// Finds and describes the tensors of a pickled object.
class Description {
 public:
  explicit Description(std::string file) : file_(std::move(file)) {}

  std::vector<Described> of(const PickleValue& object) const {
    std::vector<Described> found = direct(object);
    if (found.empty() && object.is(Kind::dictionary)) {
      const auto& all = object.items->values;
      for (const char* key : {"state_dict", "model_state_dict", "model", "net"})
        for (std::size_t i = 0; i + 1 < all.size() && found.empty(); i += 2)
          if (all[i].is_text(key)) found = direct(all[i + 1]);
    }
    require(!found.empty(), "{}: there are no tensors by name, nor a state_dict of them", file_);
    constexpr std::string_view prefix = "module.";
    if (std::all_of(found.begin(), found.end(), [&](const Described& d) { return d.name.starts_with(prefix); }))
      for (Described& tensor : found) tensor.name.erase(0, prefix.size());
    return found;
  }

 private:
  std::vector<Described> direct(const PickleValue& object) const {
    std::vector<Described> result;
    if (!object.is(Kind::dictionary)) return result;
    const auto& all = object.items->values;
    for (std::size_t i = 0; i + 1 < all.size(); i += 2)
      if (all[i].is(Kind::text) && all[i + 1].is(Kind::call)) result.push_back(tensor(*all[i].text, all[i + 1]));
    return result;
  }

  Described tensor(const std::string& name, const PickleValue& call) const {
    const std::string& called = *call.items->values[0].text;
    const auto& arguments = call.items->values[1].items->values;
    if (called == rebuild_parameter && !arguments.empty() && arguments[0].is(Kind::call) &&
        is_rebuild(*arguments[0].items->values[0].text))
      return tensor(name, arguments[0]);
    require(is_rebuild(called) && arguments.size() >= 4 && arguments[0].is(Kind::persistent) &&
                arguments[1].is(Kind::integer),
            "{}: '{}' is no tensor as PyTorch writes them", file_, name);
    Described result{name, storage_key(file_, arguments[0]), arguments[1].integer, integers(name, arguments[2]),
                     integers(name, arguments[3])};
    check(result);
    return result;
  }

  std::vector<Index> integers(const std::string& name, const PickleValue& list) const {
    std::vector<Index> result;
    require(list.is(Kind::list), "{}: '{}' has no shape", file_, name);
    for (const PickleValue& value : list.items->values) {
      require(value.is(Kind::integer) && value.integer >= 0, "{}: '{}': shape and strides should not be negative",
              file_, name);
      result.push_back(value.integer);
    }
    return result;
  }

  /// Every element should lie in the storage, and there should not be more of them.
  void check(const Described& tensor) const {
    require(tensor.shape.size() == tensor.stride.size() && tensor.offset >= 0 && tensor.storage.count >= 0,
            "{}: '{}': {} extents and {} strides should be as many", file_, tensor.name, tensor.shape.size(),
            tensor.stride.size());
    Index count = 1, last = tensor.offset;
    bool fits = true;
    for (std::size_t i = 0; i < tensor.shape.size() && fits; ++i) {
      const Index extent = tensor.shape[i];
      require(extent > 0, "{}: '{}' of shape {} is empty", file_, tensor.name, shape_text(tensor));
      fits = extent <= tensor.storage.count / count &&
             (extent == 1 || tensor.stride[i] <= tensor.storage.count / (extent - 1));
      if (!fits) break;
      count *= extent;
      last += (extent - 1) * tensor.stride[i];
      fits = last < tensor.storage.count;
    }
    require(fits && last < tensor.storage.count,
            "{}: '{}' of shape {} at {} does not fit into its storage of {} numbers", file_, tensor.name,
            shape_text(tensor), tensor.offset, tensor.storage.count);
  }

  static std::string shape_text(const Described& tensor) { return WeightTensor{{}, tensor.shape, {}}.shape_text(); }

  std::string file_;
};

}  // namespace

StorageKey storage_key(const std::string& file, const PickleValue& persistent) {
  const PickleValue& identification = persistent.items->values[0];
  require(identification.is(Kind::list) && identification.items->values.size() >= 5 &&
              identification.items->values[0].is_text("storage") && identification.items->values[1].is(Kind::global) &&
              identification.items->values[2].is(Kind::text) && identification.items->values[4].is(Kind::integer),
          "{}: a storage is not as PyTorch writes them", file);
  const auto& parts = identification.items->values;
  const StorageKey result{storage_type(*parts[1].text), *parts[2].text, parts[4].integer};
  require(parts.size() == 5 || parts[5].is(Kind::none), "{}: storage '{}' is a view of another", file, result.key);
  require(result.type != nullptr, "{}: storage '{}' is a '{}'", file, result.key, *parts[1].text);
  return result;
}

std::vector<Described> described_tensors(const std::string& file, const PickleValue& object) {
  return Description(file).of(object);
}

WeightTensor gathered(const Described& tensor, std::string_view bytes) {
  const std::size_t size = tensor.storage.type->format.size;
  WeightTensor result{tensor.name, tensor.shape, {}};
  Index count = 1;
  for (const Index extent : tensor.shape) count *= extent;
  result.values.reserve(static_cast<std::size_t>(count));
  std::vector<Index> at(tensor.shape.size(), 0);
  for (Index i = 0; i < count; ++i) {
    Index place = tensor.offset;
    for (std::size_t a = 0; a < at.size(); ++a) place += at[a] * tensor.stride[a];
    const char* const number = bytes.data() + static_cast<std::size_t>(place) * size;
    if (tensor.storage.type->brain_float) {
      std::array<char, sizeof(float)> whole{0, 0, number[0], number[1]};
      float value = 0;
      std::memcpy(&value, whole.data(), sizeof value);
      result.values.push_back(value);
    } else {
      double value = 0;
      convert_numbers(tensor.storage.type->format, number, 1, &value);
      result.values.push_back(static_cast<float>(value));
    }
    for (std::size_t a = at.size(); a > 0 && ++at[a - 1] == tensor.shape[a - 1]; --a) at[a - 1] = 0;
  }
  return result;
}

}  // namespace neon::torch
