#pragma once
#include <neon/layers/state_dict.hpp>

#include <cstdint>
#include <string>

namespace neon::samples {

/// What PyTorch before 1.6 would save: pickles of a number, a version, the machine, a dictionary of tensors and their
/// storages' keys, then the storages. No Python in here.
inline std::string torch_file(const std::vector<WeightTensor>& tensors) {
  const auto number = [](std::uint64_t value, std::size_t bytes) {
    std::string text;
    for (std::size_t i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i & 0xffU);
    return text;
  };
  const auto integer = [&](std::size_t value) { return "J" + number(value, 4); };
  const auto text = [&](const std::string& value) { return "X" + number(value.size(), 4) + value; };
  const std::string start = "\x80\x02";
  std::string file = start + std::string("\x8a\x0al\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 13) + start + "M\xe9\x03." +
                     start + "}." + start + "}(";
  std::string keys = start + "](", storages;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const WeightTensor& tensor = tensors[i];
    std::string shape = "(", strides = "(";
    std::size_t stride = 1;
    for (const Index extent : tensor.shape) shape += integer(static_cast<std::size_t>(extent));
    for (std::size_t d = 0; d < tensor.shape.size(); ++d) {
      stride = 1;
      for (std::size_t after = d + 1; after < tensor.shape.size(); ++after)
        stride *= static_cast<std::size_t>(tensor.shape[after]);
      strides += integer(stride);
    }
    file += text(tensor.name) + "ctorch._utils\n_rebuild_tensor_v2\n((" + text("storage") + "ctorch\nFloatStorage\n" +
            text(std::to_string(i)) + text("cpu") + integer(tensor.values.size()) + "NtQ" + integer(0) + shape + "t" +
            strides + "t\x89}tR";
    keys += text(std::to_string(i));
    storages += number(tensor.values.size(), 8);
    storages.append(reinterpret_cast<const char*>(tensor.values.data()), tensor.values.size() * sizeof(float));
  }
  return file + "u." + keys + "e." + storages;
}

}  // namespace neon::samples
