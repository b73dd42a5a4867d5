#include "experiments/neon/points.hpp"

#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <set>

#include "experiments/neon/class_counts.hpp"
#include "experiments/neon/terminal.hpp"

namespace neon::cli {
namespace {

class TableInMemory : public TableReader {
 public:
  TableInMemory(std::string name, Table table) : name_(std::move(name)), table_(std::move(table)) {}
  const std::string& name() const override { return name_; }
  Index features() const override { return table_.values.cols(); }
  std::optional<Index> rows() const override { return table_.values.rows(); }
  const std::vector<std::string>& feature_names() const override { return table_.feature_names; }
  bool labelled() const override { return table_.labels.has_value(); }
  const std::string& label_name() const override { return table_.label_name; }
  const std::vector<std::string>& class_names() const override { return table_.class_names; }
  TableBlock next(Index rows) override {
    const Index first = next_, last = std::min(first + rows, table_.values.rows());
    next_ = last;
    TableBlock block{first, table_.values.middleRows(first, last - first), {}};
    if (table_.labels) block.labels.assign(table_.labels->begin() + first, table_.labels->begin() + last);
    return block;
  }

 private:
  std::string name_;
  Table table_;
  Index next_ = 0;
};

CsvOptions options_of(const PointFlags& flags) {
  CsvOptions options;
  options.detect_labels = flags.label.empty();
  options.most_label_texts = most_classes;
  if (!flags.label.empty() && flags.label != "none") {
    Index number = 0;
    const char* const end = flags.label.data() + flags.label.size();
    if (std::from_chars(flags.label.data(), end, number).ptr == end)
      options.label_column = number;
    else
      options.label_column = flags.label;
  }
  if (flags.delimiter == "tab" || flags.delimiter == "\\t") {
    options.delimiter = '\t';
  } else if (!flags.delimiter.empty()) {
    require(flags.delimiter.size() == 1, "--delimiter: '{}' should be one character, or tab", flags.delimiter);
    options.delimiter = flags.delimiter.front();
  }
  if (!flags.header.empty()) options.header = flags.header == "yes" ? CsvHeader::present : CsvHeader::absent;
  return options;
}

/// Names of one list that the other lacks, each with the nearest of the other's.
std::string missing(const std::vector<std::string>& names, const std::vector<std::string>& others) {
  constexpr std::size_t most = 5;
  const std::set<std::string> known(others.begin(), others.end());
  std::string list;
  std::size_t count = 0;
  for (const std::string& name : names) {
    if (known.contains(name) || ++count > most) continue;
    list += fmt::format("{}'{}'{}", list.empty() ? "" : ", ", name, did_you_mean(name, others));
  }
  return count > most ? fmt::format("{}, and {} more", list, count - most) : list;
}

}  // namespace

void add_point_flags(CLI::App& app, PointFlags& flags) {
  app.add_option("--label", flags.label,
                 "Label column, by name or by number from 0: it holds classes, and is no feature. Otherwise detected; "
                 "none: every column is a feature")
      ->type_name("COLUMN");
  app.add_option("--delimiter", flags.delimiter, "Between the cells of delimited text; otherwise detected")
      ->type_name("CHARACTER|tab");
  app.add_option("--header", flags.header, "Whether the first line holds names; otherwise detected")
      ->type_name("yes|no")
      ->check(CLI::IsMember({"yes", "no"}).description(""));
}

std::unique_ptr<TableReader> open_points(const std::string& source, const PointFlags& flags) {
  return open_table(source, options_of(flags));
}

std::unique_ptr<TableReader> table_in_memory(std::string name, Table table) {
  return std::make_unique<TableInMemory>(std::move(name), std::move(table));
}

ColumnOrder match_columns(const TableReader& points, const std::vector<std::string>& names, Index features,
                          const std::string& model_name) {
  const std::vector<std::string>& found = points.feature_names();
  const bool named = !found.empty() && !names.empty();
  const std::string unknown = named ? missing(found, names) : "", absent = named ? missing(names, found) : "";
  require(points.features() == features, "{}: {} features should be {}, those of {}{}{}", points.name(),
          points.features(), features, model_name,
          unknown.empty()
              ? ""
              : fmt::format("; unknown to the model: {} (--label names a column that is no feature)", unknown),
          absent.empty() ? "" : fmt::format("; missing: {}", absent));
  if (!named || found == names) return {};
  require(unknown.empty() && absent.empty(), "{}: the columns should be the features of {}; unknown to the model: {}",
          points.name(), model_name, unknown.empty() ? absent : unknown);
  ColumnOrder order;
  for (const std::string& name : names)
    order.column.push_back(std::find(found.begin(), found.end(), name) - found.begin());
  notice(fmt::format("{}: the columns are put in the order of {}", points.name(), model_name));
  return order;
}

std::vector<std::string> feature_labels(std::vector<std::string> names, Index features) {
  if (names.empty())
    for (Index i = 0; i < features; ++i) names.push_back(fmt::format("x{}", i));
  return names;
}

}  // namespace neon::cli
