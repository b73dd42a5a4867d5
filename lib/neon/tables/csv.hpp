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
  std::vector<std::string> remarks;        ///< what was decided or left out when reading, a sentence each
};

enum class CsvHeader { automatic, present, absent };

/// How a table is to be read. Columns are named as the header has them, or by number from 0.
struct CsvOptions {
  char delimiter = 0;                       ///< 0: tab, ';', '|', ',' or ' ', as the first two rows hold them
  CsvHeader header = CsvHeader::automatic;  ///< automatic: see read_csv
  /// The column of class labels, by position (from 0) or by name: integers, or texts that are numbered in alphabetical
  /// order.
  std::variant<std::monostate, Index, std::string> label_column = {};
  /// Where no label column is named, open_table and read_table look for one in delimited text: the column whose header
  /// is label, class, target, cluster or species (in any case), else the only one of texts, if it holds classes.
  /// read_csv and parse_csv never do.
  bool detect_labels = true;
  /// Different label texts that are told apart; those that come after them all get this number, and no name. A bound
  /// for columns that turn out to hold something else, such as a name for each row.
  Index most_label_texts = std::numeric_limits<Index>::max();
  /// Texts that differ in every row may be labels too, as the names of clusters beside their centroids are.
  bool labels_may_differ = false;
  char decimal = 0;  ///< '.' or ','; 0: ',' where every number of the first rows with a sign has it so
  /// Lines that start with it are remarks ('\0': none are). Otherwise those with '#' before the table are, and none
  /// later.
  std::optional<char> comment = {};
  std::vector<std::string> columns = {};  ///< the only features; empty: all
  std::vector<std::string> drop = {};     ///< neither features nor labels
  std::string index = {};                 ///< a column that names the rows and is no feature
  bool detect_index = true;               ///< open_table and read_table leave out a column that only names the rows
};

/// Reads a table with a decimal point or comma whatever the locale. Rows end with LF, CRLF or CR; cells may be quoted
/// (RFC 4180: with delimiters, line ends and "" for a quote inside). Blanks around cells, empty lines, rows of nothing
/// but delimiters, remarks (CsvOptions::comment) and a byte-order mark are left out. UTF-16 and gzip are unpacked.
///
/// The first row holds names if one of its cells is a text above numbers, all are texts, the first is empty, or they
/// are 0, 1, ..., d - 1 or years above other numbers. Columns of one name are told apart: "x", "x (2)". Truth values
/// are 1 and 0; prices, percentages and thousands ("$1,210", "12%") are numbers if their unit is the same in the whole
/// column. Table::remarks says where anything of this was done.
/// @throws Error naming file, line and column: missing file, ragged row, text, missing value, infinity, no rows, no
///   such column, a label that is a number but no integer
Table read_csv(const std::filesystem::path& path, const CsvOptions& options = {});

/// The same from text in memory.  @param name stands for the file in messages
Table parse_csv(const std::string& text, const std::string& name, const CsvOptions& options = {});

/// Writes comma-separated values that read back bit by bit, atomically (see AtomicFile).
/// @param values [n, d], finite, so that read_csv accepts them  @param names [d] for a header, or empty for none
/// @throws Error if the file cannot be written, or on another number of names, a line break in a name, or a value not
/// finite
void write_csv(const std::filesystem::path& path, const MatrixView& values, const std::vector<std::string>& names = {});

}  // namespace neon
