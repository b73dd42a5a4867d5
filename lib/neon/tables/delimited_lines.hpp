#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace neon {

/// What may stand around cells and on empty lines.
inline constexpr std::string_view blank_characters = " \t\r\f\v";

/// Tab, else ';', '|' or ',', whichever the first row holds outside quotes, the second one too if there is one; else '
/// ' if there are blanks between cells, as between decimal commas ("1,5 2,0").
/// @param text from the first row on  @param decimal '.', ',' (then no delimiter), or 0: not known
char detect_delimiter(std::string_view text, char decimal);

/// The cells of one row: blanks around them dropped, quotes resolved. Between cells that are delimited by blanks any
/// number of blanks.
/// @param where the file and line, for messages
/// @throws Error if a quote is not closed, or text follows it
std::vector<std::string> split_cells(const std::string& where, std::string_view line, char delimiter);

/// A decimal number that fills the cell ("+1.5", "1e-3", "nan"), whatever the locale; empty if it is none or beyond
/// double.
std::optional<double> parse_number(std::string_view cell);

/// The cell for an error message: quoted, cut after 40 characters, control characters replaced.
std::string shown(std::string_view cell);

/// The same at the start of a message, where the cell may be empty.
std::string found(std::string_view cell);

}  // namespace neon
