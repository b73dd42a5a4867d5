#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace neon {

/// What may stand around cells and on empty lines.
inline constexpr std::string_view blank_characters = " \t\r\f\v";

/// Tab, else ';', else ',', whichever the line holds outside quotes; else ' ' if there are blanks between its cells.
char detect_delimiter(std::string_view line);

/// The cells of one line: blanks around them dropped, quotes resolved. Between cells that are delimited by blanks any
/// number of blanks.
/// @param where the file and line, for messages
/// @throws Error if a quote is not closed on the line, or text follows it
std::vector<std::string> split_cells(const std::string& where, std::string_view line, char delimiter);

/// A decimal number that fills the cell ("+1.5", "1e-3", "nan"), whatever the locale; empty if it is none or beyond
/// double.
std::optional<double> parse_number(std::string_view cell);

/// The cell for an error message: quoted, cut after 40 characters, control characters replaced.
std::string shown(std::string_view cell);

}  // namespace neon
