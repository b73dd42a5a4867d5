#pragma once
#include <neon/core/types.hpp>

#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace neon {

/// A table of numbers, perhaps with the class of each row.
struct Table {
  Matrix values;                           ///< [n, d], finite
  std::vector<std::string> feature_names;  ///< [d] from the header, or empty without one
  std::optional<Labels> labels;            ///< [n] if a label column was asked for
  std::string label_name;                  ///< its name in the header
  std::vector<std::string> class_names;    ///< the labels' texts in alphabetical order if they were not integers
};

enum class CsvHeader { automatic, present, absent };

struct CsvOptions {
  char delimiter = 0;                       ///< 0: tab, else ';', else ',', else ' ', whichever the first line holds
  CsvHeader header = CsvHeader::automatic;  ///< automatic: present if no cell of the first line is a number
  /// The column of class labels, by position (from 0) or by name: integers, or texts that are numbered in alphabetical
  /// order.
  std::variant<std::monostate, Index, std::string> label_column = {};
  /// Where no label column is named, open_table and read_table look for one in delimited text: the column whose header
  /// is label, class, target, cluster or species (in any case) and that starts with an integer or a text, else the only
  /// column that is all texts (as far as its first 100 rows). read_csv and parse_csv never do.
  bool detect_labels = true;
  /// Different label texts that are told apart; those that come after them all get this number, and no name. A bound
  /// for columns that turn out to hold something else, such as a name for each row.
  Index most_label_texts = std::numeric_limits<Index>::max();
};

/// Reads a table with a decimal point whatever the locale. Blanks around cells, empty lines, lines that start with '#',
/// CRLF and a byte-order mark are ignored; cells may be quoted ("" is a quote), but not across lines. Files that are
/// gzip are unpacked.
/// @throws Error naming file, line and column: missing file, ragged row, text, NaN, infinity, empty cell, no rows, no
///   such label column, a label that is a number but no integer
Table read_csv(const std::filesystem::path& path, const CsvOptions& options = {});

/// The same from text in memory.  @param name stands for the file in messages
Table parse_csv(const std::string& text, const std::string& name, const CsvOptions& options = {});

/// Writes comma-separated values that read back bit by bit, atomically (see AtomicFile).
/// @param values [n, d], finite, so that read_csv accepts them  @param names [d] for a header, or empty for none
/// @throws Error if the file cannot be written, or on another number of names, a line break in a name, or a value not
/// finite
void write_csv(const std::filesystem::path& path, const MatrixView& values, const std::vector<std::string>& names = {});

}  // namespace neon
