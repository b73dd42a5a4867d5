#pragma once
#include <neon/tables/csv.hpp>

#include <string>

namespace neon::command_line {
class Parser;
}

namespace neon::experiments {

/// How delimited text is to be read; whatever is empty is detected.
struct ReadingFlags {
  std::string delimiter;  ///< a character, or "tab"
  std::string header;     ///< "yes" or "no"
  std::string comment;    ///< a character, or "none"; empty: '#' before the table
};
void add_reading_flags(command_line::Parser& app, ReadingFlags& flags);

/// @throws Error naming the option that should be one character
CsvOptions options_of(const ReadingFlags& flags);

}  // namespace neon::experiments
