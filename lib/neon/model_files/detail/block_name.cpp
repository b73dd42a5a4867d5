#include <neon/model_files/detail/block_name.hpp>

namespace neon {

std::string block_name(std::string_view path, std::string_view otherwise) {
  constexpr std::string_view digits = "0123456789";
  const std::size_t start = path.find("block");
  if (start == std::string_view::npos) return std::string(otherwise);
  const std::size_t number = start + 5, after = path.find_first_not_of(digits, number);
  constexpr std::string_view middle = "_conv";
  if (after == std::string_view::npos || after == number || path.substr(after, middle.size()) != middle)
    return std::string(otherwise);
  const std::size_t second = after + middle.size();
  const std::size_t end = std::min(path.find_first_not_of(digits, second), path.size());
  return std::string(end == second ? otherwise : path.substr(start, end - start));
}

}  // namespace neon
