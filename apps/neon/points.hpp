#pragma once
#include <neon/tables/table_stream.hpp>

#include <memory>
#include <string>
#include <vector>

#include "command_line/parser.hpp"
#include "experiments/support/reading.hpp"

namespace neon::cli {

/// How a table of points is to be read. Columns are said by name, or by number from 0.
struct PointFlags : experiments::ReadingFlags {
  std::string label;    ///< label column, a file of labels, or "none"; empty: as detected
  std::string decimal;  ///< "." or ","; empty: as detected
  std::string index;    ///< column that names the rows, or "none"; empty: as detected
  std::vector<std::string> columns, drop;
  std::optional<command_line::Parser> command;  ///< that the options belong to
};
void add_point_flags(command_line::Parser& app, PointFlags& flags);

/// Opens a table, and says what was decided when reading it (TableReader::remarks), one line for each; not where
/// --json is asked for, whose output holds the remarks.
/// @throws Error if there is no such file, format or column, or the labels of a file are not as many as the points
std::unique_ptr<TableReader> open_points(const std::string& source, const PointFlags& flags);

/// The rest of an open table, held in memory: what was fitted on can be explained, also from standard input.
/// @param name, names as the reader's
std::unique_ptr<TableReader> table_in_memory(std::string name, Table table);

/// The columns of a table in the order of the features of a model.
struct ColumnOrder {
  std::vector<Index> column;  ///< [d]; empty: as they are
  /// x(:, column)
  Matrix of(Matrix x) const { return column.empty() ? std::move(x) : Matrix(x(Eigen::all, column)); }
};

/// Matches by name, where both have names; the same names in another order are put in order, with a notice.
/// @param names of the model's features, or empty  @param features d of the model
/// @throws Error on another number of columns, or naming the columns that the model does not know
ColumnOrder match_columns(const TableReader& points, const std::vector<std::string>& names, Index features,
                          const std::string& model_name);

/// The given names, or "x0", "x1", ... where there are none.
std::vector<std::string> feature_labels(std::vector<std::string> names, Index features);

}  // namespace neon::cli
