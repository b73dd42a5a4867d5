#include "apps/neon/points.hpp"

#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>

#include <algorithm>
#include <filesystem>
#include <set>

#include "apps/neon/class_counts.hpp"
#include "apps/neon/terminal.hpp"
#include "command_line/checks.hpp"

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
  std::vector<std::string> remarks() const override { return table_.remarks; }
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

/// A table that is another one with something added.
class TableAround : public TableReader {
 public:
  explicit TableAround(std::unique_ptr<TableReader> table) : table_(std::move(table)) {}
  const std::string& name() const override { return table_->name(); }
  Index features() const override { return table_->features(); }
  std::optional<Index> rows() const override { return table_->rows(); }
  const std::vector<std::string>& feature_names() const override { return table_->feature_names(); }
  bool labelled() const override { return table_->labelled(); }
  const std::string& label_name() const override { return table_->label_name(); }
  const std::vector<std::string>& class_names() const override { return table_->class_names(); }
  std::vector<std::string> remarks() const override { return table_->remarks(); }
  TableBlock next(Index rows) override { return table_->next(rows); }

 private:
  std::unique_ptr<TableReader> table_;
};

/// What is decided when reading is told as soon as it is.
class ToldTable : public TableAround {
 public:
  explicit ToldTable(std::unique_ptr<TableReader> table) : TableAround(std::move(table)) { tell(); }
  TableBlock next(Index rows) override {
    TableBlock block = TableAround::next(rows);
    if (block.values.rows() < rows) tell();
    return block;
  }

 private:
  void tell() {
    const std::vector<std::string> all = remarks();
    for (; told_ < all.size(); ++told_) notice(fmt::format("{}: {}", name(), all[told_]));
  }

  std::size_t told_ = 0;
};

/// Points and their labels from another file.
class LabelledTable : public TableAround {
 public:
  LabelledTable(std::unique_ptr<TableReader> table, std::string labels)
      : TableAround(std::move(table)), source_(std::move(labels)), list_(read_labels(source_, rows())) {
    if (rows()) check(*rows());
  }
  bool labelled() const override { return true; }
  const std::string& label_name() const override { return source_; }
  const std::vector<std::string>& class_names() const override { return list_.class_names; }
  TableBlock next(Index rows) override {
    TableBlock block = TableAround::next(rows);
    const Index last = block.first + block.values.rows();
    if (block.values.rows() < rows || last > count()) check(last);
    block.labels.assign(list_.labels.begin() + block.first, list_.labels.begin() + last);
    return block;
  }

 private:
  Index count() const { return static_cast<Index>(list_.labels.size()); }
  void check(Index points) const {
    require(count() == points, "--label: {}: {} labels should be {}, one for each row of {}", source_, count(), points,
            name());
  }

  std::string source_;
  LabelList list_;
};

/// A path rather than the name of a column: of a file, or of what is in it ("file.h5:/label").
bool is_label_file(const std::string& label) {
  if (label.find_first_of("./:") == std::string::npos) return false;
  std::error_code error;
  const std::filesystem::path file = label, before_colon = label.substr(0, label.rfind(':'));
  return std::filesystem::is_regular_file(file, error) || std::filesystem::is_regular_file(before_colon, error);
}

CsvOptions options_of(const PointFlags& flags) {
  CsvOptions options = experiments::options_of(flags);
  options.detect_labels = flags.label.empty();
  options.most_label_texts = most_classes;
  if (!flags.label.empty() && flags.label != "none" && !is_label_file(flags.label)) options.label_column = flags.label;
  if (!flags.decimal.empty()) options.decimal = flags.decimal.front();
  options.detect_index = flags.index.empty();
  if (flags.index != "none") options.index = flags.index;
  options.columns = flags.columns;
  options.drop = flags.drop;
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

void add_point_flags(command_line::Parser& app, PointFlags& flags) {
  flags.command = app;
  app.add_option(
         "--label", flags.label,
         "Label column, by name or by number from 0: it holds classes, and is no feature. Or a file of labels, "
         "one for each point (y.npy, file.h5:/label, text). Otherwise detected; none: every column is a feature")
      .type_name("COLUMN|FILE|none");
  app.add_option("--columns", flags.columns, "The only columns that are features, by name or by number from 0")
      .type_name("NAME,NAME,...")
      .delimiter(',');
  app.add_option("--drop", flags.drop, "Columns that are left out").type_name("NAME,NAME,...").delimiter(',');
  app.add_option("--index", flags.index,
                 "Column that only names or numbers the rows and is left out; otherwise detected (none: is not)")
      .type_name("COLUMN|none");
  experiments::add_reading_flags(app, flags);
  app.add_option("--decimal", flags.decimal, "Sign before the fraction of a number; otherwise detected")
      .type_name(".|,")
      .check(command_line::one_of({".", ","}));
}

std::unique_ptr<TableReader> open_points(const std::string& source, const PointFlags& flags) {
  std::unique_ptr<TableReader> table = open_table(source, options_of(flags));
  if (is_label_file(flags.label)) table = std::make_unique<LabelledTable>(std::move(table), flags.label);
  if (flags.command && flags.command->given("--json")) return table;
  return std::make_unique<ToldTable>(std::move(table));
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
              : fmt::format("; unknown to the model: {} (--drop leaves a column out, --label takes it for classes)",
                            unknown),
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
