#include <neon/core/error.hpp>
#include <neon/io/array_rows.hpp>
#include <neon/io/delimited_reader.hpp>
#include <neon/io/number_table.hpp>
#include <neon/io/table_stream.hpp>

namespace neon {
namespace {

std::unique_ptr<TableReader> open_npy(ByteStream stream, const CsvOptions& options) {
  ArrayLayout layout = read_npy_header(stream);
  const std::string name = stream.name();
  require(layout.shape.size() >= 2, "{}: an array [{}] should be [rows, columns]", name, fmt::join(layout.shape, ", "));
  ArrayRows rows(std::move(stream), std::move(layout));
  NumberTableLayout table{name, rows.rows(), rows.columns(), {}};
  return std::make_unique<NumberTable>(std::move(table), std::move(rows), options);
}

}  // namespace

std::unique_ptr<TableReader> open_table(const std::string& source, const CsvOptions& options) {
  ByteStream stream = ByteStream::open(source);
  if (stream.peek(npy_magic.size()) == npy_magic) return open_npy(std::move(stream), options);
  return std::make_unique<DelimitedReader>(std::move(stream), options, true);
}

Table read_table(const std::string& source, const CsvOptions& options) {
  return read_rest(*open_table(source, options));
}

Table read_rest(TableReader& reader) {
  TableBlock block = reader.next(reader.rows().value_or(std::numeric_limits<Index>::max()));
  Table table;
  table.values = std::move(block.values);
  table.feature_names = reader.feature_names();
  if (!reader.labelled()) return table;
  table.label_name = reader.label_name();
  table.class_names = reader.class_names();
  table.labels = std::move(block.labels);
  sort_label_texts(*table.labels, table.class_names);
  return table;
}

}  // namespace neon
