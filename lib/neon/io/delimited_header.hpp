#pragma once
#include <neon/io/csv.hpp>
#include <neon/io/text_lines.hpp>

#include <span>

namespace neon {

/// What the first lines of a delimited text say about its columns.
struct DelimitedHeader {
  char delimiter = ',';
  bool present = false;  ///< the first line holds names
  std::size_t columns = 0;
  bool row_names = false;            ///< the first column names the rows
  std::optional<std::size_t> label;  ///< position of the label column
  std::string label_name;
  std::vector<std::string> feature_names;  ///< empty without header

  std::size_t features() const { return columns - (label ? 1 : 0) - (row_names ? 1 : 0); }
};

/// @param lines from the first one; those after it serve to find the label column
/// @param detect whether to look for row names and, if CsvOptions::detect_labels, for labels
/// @throws Error if there are none, none after the header, no column besides the labels, or no such label column
DelimitedHeader read_header(const std::string& file, std::span<const TextLine> lines, const CsvOptions& options,
                            bool detect);

/// The position of the label column that `options` name, among `columns` columns.
/// @param names of the columns, or empty  @throws Error if there is none such
std::optional<std::size_t> named_label_column(const std::string& file, const CsvOptions& options,
                                              const std::vector<std::string>& names, std::size_t columns);

}  // namespace neon
