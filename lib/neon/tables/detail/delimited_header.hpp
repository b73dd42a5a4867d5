#pragma once
#include <neon/tables/csv.hpp>
#include <neon/tables/detail/column_look.hpp>

#include <span>

namespace neon {

/// Does the first row of a table hold names?
struct FirstRow {
  bool names = false;
  bool doubtful = false;  ///< numbers that may be names, or the other way round
};

/// Names are: a text above numbers; an empty first cell; only texts, unless they occur again below; the numbers
/// 0 ... d - 1; years above other numbers. Marks of missing values are none.
/// @param below [columns] what the rows after it hold
FirstRow look_at_first_row(const std::vector<std::string>& cells, std::span<const ColumnLook> below, char decimal);

}  // namespace neon
