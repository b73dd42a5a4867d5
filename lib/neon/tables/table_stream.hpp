#pragma once
#include <neon/tables/csv.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// Tables of numbers, read and written block by block, so that memory does not depend on the number of rows.
namespace neon {

/// Some consecutive rows of a table.
struct TableBlock {
  Index first = 0;  ///< number of the first row in the table
  Matrix values;    ///< [rows, d], finite; no rows at the end of the table
  Labels labels;    ///< [rows] if a label column was asked for or detected, else empty
};

class TableReader {
 public:
  virtual ~TableReader() = default;

  /// What error messages call it: the file, or "standard input".
  virtual const std::string& name() const = 0;
  virtual Index features() const = 0;
  /// Number of rows, where it is known before the end (not for CSV and pipes).
  virtual std::optional<Index> rows() const = 0;
  /// [d], or empty where the format or the file has no names.
  virtual const std::vector<std::string>& feature_names() const = 0;
  /// Is there a label column?
  virtual bool labelled() const = 0;
  /// Its name in the header, or empty.
  virtual const std::string& label_name() const = 0;
  /// The label texts met so far, in order of number, which is the order in which they first appeared; empty where
  /// labels are integers.
  virtual const std::vector<std::string>& class_names() const = 0;
  /// What was decided or left out so far, a sentence each: which column names the rows, which holds the classes, ...
  virtual std::vector<std::string> remarks() const { return {}; }
  /// The next rows, at most `rows`.  @throws Error naming file, row and column (or byte offset) of what is wrong
  virtual TableBlock next(Index rows) = 0;
};

/// Opens a table, whose format its first bytes tell:
///   - delimited text (CSV, TSV, pipes, blanks: see read_csv), whose labels are the column that `options` name or,
///   where
///     they name none, one that looks so (CsvOptions::detect_labels): called as labels are, or the only one of texts
///     that repeat. Label texts are numbered as they appear; a missing one, or a number that is no integer, is an
///     error. Left out are what only names the rows (a first column without a name, as pandas and R write it; "id" and
///     the like whose cells differ in every row; texts that hardly repeat), dates, and texts beside the labels. Each of
///     these is among TableReader::remarks. Decisions rest on the first 100 rows or more, those on labels, row names
///     and columns of anything but numbers on the first 4 MB;
///   - NPY and NPZ of NumPy: real numbers of 16 to 80 bits, integers of 8 to 64 bits or truth values, in any byte
///     order.
///     An array that is stored by columns ("Fortran order") is read as a whole, the others block by block;
///   - HDF5, MATLAB's files of version 7.3 among them: numbers of any width or truth values; texts in the dataset
///     `feature_names` beside it name the columns;
///   - IDX: numbers as they are stored (pixels 0 ... 255).
/// Arrays of more than two dimensions have one row per index of the first, whose numbers are in the order in which the
/// last index runs fastest. Text, NPY and IDX may be gzip-compressed. Files of other programs are named: spreadsheets,
/// Parquet, Arrow, pickles, R's, ARFF, JSON and more.
/// @param source a file; `file.npz:member` or `file.h5:/dataset` (its only array of two dimensions, else of more, where
///   none is named); or "-": standard input, delimited text, NPY or IDX
/// @param options for delimited text; a label column that is a name or number takes it out of the features in every
///   format
/// @throws Error if it cannot be opened, is none of these, or has no rows or columns
std::unique_ptr<TableReader> open_table(const std::string& source, const CsvOptions& options = {});

/// The whole table at once. Label texts are numbered in alphabetical order.
Table read_table(const std::string& source, const CsvOptions& options = {});

/// The labels of points, from a source of their own.
struct LabelList {
  Labels labels;                         ///< [n]
  std::vector<std::string> class_names;  ///< their texts in alphabetical order; empty where they are integers
};

/// Labels, integers or texts, from an array or dataset of one dimension in any of the same formats (of texts too, and
/// of the names of an enumeration), or from text with one label a line.
/// @param points how many there should be, where that is known: a first line more than these is the name of the column,
///   else a first line is that is a text above integers. Nothing else is made of it
/// @throws Error also on another number of columns, or naming the row of a number that is no integer
LabelList read_labels(const std::string& source, std::optional<Index> points = {});

/// All rows that a reader has left, in the same way.
Table read_rest(TableReader& reader);

/// A table written block by block; appears under its name, complete, at commit() and not before (see AtomicFile).
class TableWriter {
 public:
  virtual ~TableWriter() = default;
  /// @param rows [r, columns]  @throws Error if the file system refuses, or on another number of columns
  virtual void append(const MatrixView& rows) = 0;
  virtual void commit() = 0;
};

/// @param path .csv, .tsv (shortest digits that read back bit by bit, header) or .npy (float64, row-major)
/// @param column_names [columns]  @throws Error if the ending is another, or the file cannot be created
std::unique_ptr<TableWriter> create_table(const std::filesystem::path& path,
                                          const std::vector<std::string>& column_names);

}  // namespace neon
