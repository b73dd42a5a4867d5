#pragma once
#include <string>
#include <string_view>
#include <vector>

/// What is said of a command line, and of what went wrong after it.
namespace neon::command_line {

class Parser;

/// What CLI11 found wrong: its words name types and ranges of C++.
struct Finding {
  std::string text = {};
  bool surplus = false;  ///< arguments that are one too many
};

/// What is wrong with a command line, in words: the first option that nobody knows comes before all else, with the one
/// that other programs' name for it stands for (--random_state: --seed), the nearest one, or the sub-command that has
/// it.
/// @param arguments those that the program was given
std::string complaint(const Parser& program, const std::vector<std::string>& arguments, const Finding& finding);

/// The message of an exception of the library, without the name of the function that stands in front of it.
/// @param arguments what the user typed: a name among it is a file's
std::string in_words(std::string_view message, const std::vector<std::string>& arguments = {});

}  // namespace neon::command_line
