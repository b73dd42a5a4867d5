#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace neon {

/// One line of a delimited text file.
struct DelimitedLine {
  std::size_t number;  ///< from 1, in the file
  std::vector<std::string> cells;
};

/// Splits text into lines of cells: blanks around cells, empty lines, lines starting with '#', CR and a byte-order mark
/// dropped, quotes resolved.
/// @param delimiter 0: tab, else ';', else ',', whichever the first line holds outside quotes
/// @throws Error if a quote is not closed on its line, or text follows it; names `file` and the line
std::vector<DelimitedLine> split_lines(const std::string& file, std::string_view text, char delimiter);

/// A decimal number that fills the cell ("+1.5", "1e-3", "nan"), whatever the locale; empty if it is none or beyond
/// double.
std::optional<double> parse_number(std::string_view cell);

/// The cell for an error message: quoted, cut after 40 characters, control characters replaced.
std::string shown(std::string_view cell);

}  // namespace neon
