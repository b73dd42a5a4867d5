#include <neon/tables/detail/label_numbers.hpp>
#include <neon/tables/detail/table_source.hpp>

#include <limits>

namespace neon {

std::unique_ptr<TableReader> open_table(const std::string& source, const CsvOptions& options) {
  return open_source(source, options);
}

Table read_table(const std::string& source, const CsvOptions& options) {
  return read_rest(*open_table(source, options));
}

Table read_rest(TableReader& reader) {
  TableBlock block = reader.next(reader.rows().value_or(std::numeric_limits<Index>::max()));
  Table table;
  table.values = std::move(block.values);
  table.feature_names = reader.feature_names();
  table.remarks = reader.remarks();
  if (!reader.labelled()) return table;
  table.label_name = reader.label_name();
  table.class_names = reader.class_names();
  table.labels = std::move(block.labels);
  sort_label_texts(*table.labels, table.class_names);
  return table;
}

}  // namespace neon
