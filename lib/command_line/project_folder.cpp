#include "command_line/project_folder.hpp"

namespace neon::command_line {

std::filesystem::path project_folder(std::string_view name) {
  std::error_code gone;
  const std::filesystem::path tree = NEON_SOURCE_DIR;
  return is_directory(tree, gone) ? tree / name : std::filesystem::path(name);
}

}  // namespace neon::command_line
