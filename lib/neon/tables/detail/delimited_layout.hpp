#pragma once
#include <neon/tables/detail/cell_kind.hpp>
#include <neon/tables/detail/text_lines.hpp>

#include <optional>

namespace neon {

/// A column of delimited text.
struct DelimitedColumn {
  enum class Role : unsigned char { plain_number, formatted_number, label, left_out } role = Role::plain_number;
  CellFormat format = {};
};

/// What the first rows of a delimited text say about its columns.
struct DelimitedLayout {
  bool header = false;             ///< the first row holds names
  std::vector<std::string> names;  ///< [columns], or empty
  std::vector<DelimitedColumn> columns;
  std::optional<std::size_t> label;  ///< position of the label column
  bool label_texts = false;          ///< its integers are texts, as others of its cells are
  std::string label_name;
  std::vector<std::string> feature_names;  ///< empty without names
  std::size_t features = 0;
  std::vector<std::string> remarks;  ///< what was decided, a sentence each
};

/// Reads the first rows of `lines` without taking them.
/// @param detect whether to look for row names, for columns that hold no numbers and, if CsvOptions::detect_labels, for
///   labels
/// @throws Error if there are none, none after the header, no column of numbers, several that may be the labels, or
///   none that `options` name
DelimitedLayout read_layout(TextLines& lines, const CsvOptions& options, bool detect);

}  // namespace neon
