#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace neon {

enum class CellKind {
  missing,  ///< nothing, or a mark of it: NA, NaN, null, ?, -, ...
  number,   ///< "1.5", or "1,5" with decimal commas; infinity too
  truth,    ///< true, false, yes, no, t, f, y, n in any case
  dressed,  ///< with a unit ("$1,210", "12 %"), groups of thousands ("1,234"), or the other decimal sign
  date,     ///< "2026-02-01", "1 Feb 2026 10:30", "10:30", "2026 Q1"
  text
};

/// @param decimal '.' or ','
CellKind cell_kind(std::string_view cell, char decimal);

/// What marks a missing value where a number should be.
bool is_missing(std::string_view cell);
/// What does where a class should be: "-" and "None" may be classes.
bool is_missing_label(std::string_view cell);

/// A number with a point or, if `decimal` says so, a comma, perhaps with groups of thousands by the other one, by
/// apostrophes or blanks. NaN and infinity too.
std::optional<double> parse_decimal(std::string_view cell, char decimal);

/// What decimal sign a number shows, a unit left aside.
enum class DecimalSign { none, point, comma, grouping_point, grouping_comma };  ///< grouping: "1,234" may be either
DecimalSign decimal_sign(std::string_view cell);

/// The unit of a number: a currency's sign or code, or "%"; empty if it has none, or the cell holds something else.
std::string_view unit_of(std::string_view cell);

/// How the cells of a column are written.
struct CellFormat {
  char decimal = '.';
  bool truth = false;  ///< truth values, 1 and 0
  std::string unit;    ///< that every cell carries
  /// Numbers as std::from_chars reads them?
  bool plain() const { return decimal == '.' && !truth && unit.empty(); }
};

/// The number in a cell, if it is written so.
std::optional<double> formatted_number(std::string_view cell, const CellFormat& format);

}  // namespace neon
