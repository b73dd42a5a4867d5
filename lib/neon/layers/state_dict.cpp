#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>
#include <neon/layers/state_dict.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace neon {

std::string WeightTensor::shape_text() const { return fmt::format("[{}]", fmt::join(shape, ", ")); }

bool StateDict::contains(const std::string& name) const {
  return std::any_of(tensors_.begin(), tensors_.end(), [&](const WeightTensor& tensor) { return tensor.name == name; });
}

Index StateDict::numbered(const std::string& prefix) const {
  Index count = 0;
  for (const WeightTensor& tensor : tensors_) {
    if (!tensor.name.starts_with(prefix)) continue;
    Index number = 0;
    const char* const end = tensor.name.data() + tensor.name.size();
    const auto [stop, status] = std::from_chars(tensor.name.data() + prefix.size(), end, number);
    if (status == std::errc() && stop != end && *stop == '.' && number >= 0 &&
        number < static_cast<Index>(tensors_.size()))
      count = std::max(count, number + 1);
  }
  return count;
}

const WeightTensor& StateDict::find(const std::string& name) const {
  for (const WeightTensor& tensor : tensors_) {
    if (tensor.name != name) continue;
    const auto bad =
        std::find_if(tensor.values.begin(), tensor.values.end(), [](float v) { return !std::isfinite(v); });
    if (bad != tensor.values.end())
      throw Error(
          fmt::format("{}: '{}', element {}: {} should be finite", file_, name, bad - tensor.values.begin(), *bad));
    return tensor;
  }
  std::vector<std::string> names;
  for (const WeightTensor& tensor : tensors_) names.push_back(tensor.name);
  throw Error(
      fmt::format("{}: '{}' is missing among the {} tensors{}", file_, name, names.size(), did_you_mean(name, names)));
}

const WeightTensor& StateDict::find(const std::string& name, const std::vector<Index>& shape) const {
  const WeightTensor& tensor = find(name);
  require(tensor.shape == shape, "{}: '{}' of shape {} should be [{}]", file_, name, tensor.shape_text(),
          fmt::join(shape, ", "));
  return tensor;
}

void StateDict::require_only(const std::vector<std::string>& names) const {
  std::vector<std::string> others;
  for (const WeightTensor& tensor : tensors_)
    if (std::find(names.begin(), names.end(), tensor.name) == names.end()) others.push_back(tensor.name);
  constexpr std::size_t shown = 4;
  const std::size_t count = others.size();
  if (count > shown) others.resize(shown);
  require(count == 0, "{}: {} tensors do not belong to this network: {}{}", file_, count, fmt::join(others, ", "),
          count > shown ? ", ..." : "");
}

}  // namespace neon
