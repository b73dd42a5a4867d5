#pragma once
#include <functional>
#include <string>
#include <vector>

namespace neon::command_line {
class Parser;
}

/// The sub-commands of the program `neon`, one file each.
namespace neon::cli {

struct Command {
  std::string name;
  std::string summary;   ///< one line, as in `neon --help`
  std::string examples;  ///< complete command lines, one per line
  /// Adds the arguments to the sub-command's parser; what it returns runs once they have been parsed.
  std::function<std::function<void()>(command_line::Parser&)> define;
};

Command fit_command();
Command explain_command();
Command explain_images_command();
Command compare_command();
Command map_command();
Command list_command();
Command show_command();
/// @param root the parser whose sub-commands are completed
Command completion_command(const command_line::Parser& root);

}  // namespace neon::cli
