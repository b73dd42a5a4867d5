#include <neon/core/error.hpp>
#include <neon/io/atomic_file.hpp>
#include <neon/io/csv.hpp>
#include <neon/io/delimited_lines.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>

namespace neon {
namespace {

namespace fs = std::filesystem;

std::string read_text(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  require(fs::exists(status), "{}: no such file", path.string());
  require(!fs::is_directory(status), "{}: is a directory", path.string());
  std::ifstream stream(path, std::ios::binary);
  require(stream.is_open(), "{}: cannot be opened", path.string());
  std::string text(std::istreambuf_iterator<char>(stream), {});
  require(!stream.bad(), "{}: cannot be read", path.string());
  return text;
}

bool is_header(const DelimitedLine& line, CsvHeader header) {
  if (header != CsvHeader::automatic) return header == CsvHeader::present;
  return std::none_of(line.cells.begin(), line.cells.end(), parse_number);
}

double cell_value(const std::string& cell, const std::string& file, std::size_t line, std::size_t column) {
  const std::optional<double> value = parse_number(cell);
  if (value && std::isfinite(*value)) return *value;
  const std::string found = cell.empty() ? "an empty cell" : shown(cell);
  throw Error(
      fmt::format("{}:{}: column {}: {} should be a {}number", file, line, column, found, value ? "finite " : ""));
}

std::optional<Index> parse_index(const std::string& cell) {
  Index value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size()) return std::nullopt;
  return value;
}

/// Integers as they are; else texts, numbered in alphabetical order.
void set_labels(Table& table, const std::vector<std::string>& texts) {
  const bool integers = std::all_of(texts.begin(), texts.end(), parse_index);
  if (!integers) {
    table.class_names = texts;
    std::sort(table.class_names.begin(), table.class_names.end());
    table.class_names.erase(std::unique(table.class_names.begin(), table.class_names.end()), table.class_names.end());
  }
  table.labels.emplace();
  for (const std::string& text : texts)
    table.labels->push_back(integers ? *parse_index(text)
                                     : std::lower_bound(table.class_names.begin(), table.class_names.end(), text) -
                                           table.class_names.begin());
}

/// The label column, or -1.
Index find_label_column(const std::string& file, const CsvOptions& options, const std::vector<std::string>& names,
                        Index columns) {
  if (const auto* position = std::get_if<Index>(&options.label_column)) {
    require(*position >= 0 && *position < columns, "{}: the label column {} should be in 0 ... {}", file, *position,
            columns - 1);
    return *position;
  }
  const auto* name = std::get_if<std::string>(&options.label_column);
  if (name == nullptr) return -1;
  const auto found = std::find(names.begin(), names.end(), *name);
  require(found != names.end(), "{}: there is no label column {}, the columns are: {}", file, shown(*name),
          names.empty() ? "without names" : fmt::format("{}", fmt::join(names, ", ")));
  return found - names.begin();
}

std::string quoted_if_needed(const std::string& name) {
  const bool plain = !name.empty() && name.find_first_of(",;\t\"") == std::string::npos && name.front() != '#' &&
                     name.front() != ' ' && name.back() != ' ';
  if (plain) return name;
  std::string quoted = "\"";
  for (const char c : name) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

}  // namespace

Table read_csv(const fs::path& path, const CsvOptions& options) {
  return parse_csv(read_text(path), path.string(), options);
}

Table parse_csv(const std::string& text, const std::string& file, const CsvOptions& options) {
  const std::vector<DelimitedLine> lines = split_lines(file, text, options.delimiter);
  require(!lines.empty(), "{}: no rows", file);
  const bool header = is_header(lines.front(), options.header);
  const std::size_t first = header ? 1 : 0, columns = lines.front().cells.size();
  require(lines.size() > first, "{}: no rows after the header", file);
  std::vector<std::string> names = header ? lines.front().cells : std::vector<std::string>{};
  const Index label = find_label_column(file, options, names, static_cast<Index>(columns));
  const Index features = static_cast<Index>(columns) - (label >= 0 ? 1 : 0);
  require(features > 0, "{}: no column besides the labels", file);

  Table table;
  table.values.resize(static_cast<Index>(lines.size() - first), features);
  std::vector<std::string> label_texts;
  for (Index row = 0; row < table.values.rows(); ++row) {
    const DelimitedLine& line = lines[static_cast<std::size_t>(row) + first];
    require(line.cells.size() == columns, "{}:{}: expected {} columns, found {}", file, line.number, columns,
            line.cells.size());
    Index feature = 0;
    for (std::size_t column = 0; column < columns; ++column) {
      const std::string& cell = line.cells[column];
      if (static_cast<Index>(column) == label) {
        require(!cell.empty(), "{}:{}: column {}: an empty cell should be a label", file, line.number, column + 1);
        label_texts.push_back(cell);
      } else {
        table.values(row, feature++) = cell_value(cell, file, line.number, column + 1);
      }
    }
  }
  if (label >= 0) set_labels(table, label_texts);
  if (label >= 0 && header) {
    table.label_name = names[static_cast<std::size_t>(label)];
    names.erase(names.begin() + label);
  }
  table.feature_names = std::move(names);
  return table;
}

void write_csv(const fs::path& path, const MatrixView& values, const std::vector<std::string>& names) {
  const std::string file = path.string();
  require(names.empty() || static_cast<Index>(names.size()) == values.cols(),
          "{}: {} names should be {}, one per column", file, names.size(), values.cols());
  fmt::memory_buffer text;
  const auto put = std::back_inserter(text);
  for (std::size_t j = 0; j < names.size(); ++j) {
    require(names[j].find_first_of("\n\r") == std::string::npos, "{}: the name of column {} holds a line break", file,
            j + 1);
    fmt::format_to(put, "{}{}", j == 0 ? "" : ",", quoted_if_needed(names[j]));
  }
  if (!names.empty()) text.push_back('\n');
  for (Index i = 0; i < values.rows(); ++i) {
    for (Index j = 0; j < values.cols(); ++j) {
      require(std::isfinite(values(i, j)), "{}: row {}, column {}: {} should be finite", file, i + 1, j + 1,
              values(i, j));
      fmt::format_to(put, "{}{}", j == 0 ? "" : ",", values(i, j));
    }
    text.push_back('\n');
  }
  AtomicFile output(path);
  output.append({text.data(), text.size()});
  output.commit();
}

}  // namespace neon
