#pragma once
#include <neon/tables/csv.hpp>

namespace neon {

enum class ColumnUse {
  open,      ///< nothing was said
  feature,   ///< CsvOptions::columns has it
  unlisted,  ///< CsvOptions::columns has others
  label,
  left_out  ///< CsvOptions::drop or CsvOptions::index has it
};

/// What `options` say about each of `columns` columns.
/// @param names of the columns, or empty  @throws Error if there is none such, or it is said twice
std::vector<ColumnUse> chosen_columns(const std::string& file, const CsvOptions& options,
                                      const std::vector<std::string>& names, std::size_t columns);

/// Where the one that is `use` stands, if there is one.
std::optional<std::size_t> position_of(ColumnUse use, const std::vector<ColumnUse>& uses);

/// Names told apart: of two "a" the second becomes "a (2)", with a remark.
void tell_apart(std::vector<std::string>& names, std::vector<std::string>& remarks);

/// "column 'a'", or "column 3" (from 1) where it has no name.
std::string told_column(const std::vector<std::string>& names, std::size_t column);

/// How an option names a column: a, 'a b', or 2 (from 0).
std::string option_value(const std::vector<std::string>& names, std::size_t column);

}  // namespace neon
