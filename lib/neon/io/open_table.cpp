#include <neon/core/error.hpp>
#include <neon/io/label_numbers.hpp>
#include <neon/io/table_source.hpp>

#include <cmath>
#include <limits>

namespace neon {

std::unique_ptr<TableReader> open_table(const std::string& source, const CsvOptions& options) {
  return open_source(source, options, false);
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

Labels read_labels(const std::string& source) {
  const std::unique_ptr<TableReader> reader = open_source(source, {.detect_labels = false}, true);
  require(reader->features() == 1, "{}: {} columns should be 1, the labels", reader->name(), reader->features());
  const Matrix values = read_rest(*reader).values;
  Labels labels;
  for (Index i = 0; i < values.size(); ++i) {
    require(std::abs(values(i)) <= 0x1p53 && values(i) == std::trunc(values(i)),
            "{}: row {} (from 1): the label {} should be an integer", reader->name(), i + 1, values(i));
    labels.push_back(static_cast<Index>(values(i)));
  }
  return labels;
}

}  // namespace neon
