#pragma once
#include <filesystem>
#include <string_view>

namespace neon::command_line {

/// results/ or plots/ of the source tree the program was built from, or of the current directory if that tree is gone.
std::filesystem::path project_folder(std::string_view name);

}  // namespace neon::command_line
