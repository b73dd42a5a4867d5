#include <neon/core/error.hpp>
#include <neon/io/delimited_header.hpp>
#include <neon/io/delimited_lines.hpp>
#include <neon/io/label_numbers.hpp>

#include <algorithm>
#include <array>

namespace neon {
namespace {

using Row = std::vector<std::string>;

constexpr std::size_t rows_looked_at = 100;

bool is_header(const Row& first, CsvHeader header) {
  if (header != CsvHeader::automatic) return header == CsvHeader::present;
  return std::none_of(first.begin(), first.end(), parse_number);
}

bool is_text(const std::string& cell) { return !cell.empty() && !parse_number(cell); }

bool names_labels(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(), [](char c) { return 'A' <= c && c <= 'Z' ? c + 32 : c; });
  constexpr std::array<std::string_view, 5> usual = {"label", "class", "target", "cluster", "species"};
  return std::find(usual.begin(), usual.end(), name) != usual.end();
}

/// The only column that `is_it`, if there is exactly one.
template <class IsIt>
std::optional<std::size_t> only_column(std::size_t begin, std::size_t columns, const IsIt& is_it) {
  std::optional<std::size_t> found;
  for (std::size_t column = begin; column < columns; ++column) {
    if (!is_it(column)) continue;
    if (found) return std::nullopt;
    found = column;
  }
  return found;
}

std::optional<std::size_t> detect_label_column(const std::string& file, const Row& names, const std::vector<Row>& rows,
                                               std::size_t begin) {
  const std::size_t columns = rows.front().size();
  std::vector<std::size_t> named;
  for (std::size_t column = begin; column < std::min(columns, names.size()); ++column) {
    const std::string& first = rows.front()[column];
    if (names_labels(names[column]) && (is_text(first) || parse_integer(first))) named.push_back(column);
  }
  require(named.size() < 2, "{}: both column {} and column {} could be the labels: which one should be said", file,
          named.empty() ? "" : shown(names[named.front()]), named.empty() ? "" : shown(names[named.back()]));
  if (!named.empty()) return named.front();
  if (columns - begin < 2) return std::nullopt;
  return only_column(begin, columns, [&](std::size_t column) {
    return std::all_of(rows.begin(), rows.end(),
                       [&](const Row& row) { return column >= row.size() || is_text(row[column]); });
  });
}

}  // namespace

std::optional<std::size_t> named_label_column(const std::string& file, const CsvOptions& options, const Row& names,
                                              std::size_t columns) {
  if (const auto* position = std::get_if<Index>(&options.label_column)) {
    require(*position >= 0 && static_cast<std::size_t>(*position) < columns,
            "{}: the label column {} should be in 0 ... {}", file, *position, columns - 1);
    return static_cast<std::size_t>(*position);
  }
  const auto* name = std::get_if<std::string>(&options.label_column);
  if (name == nullptr) return std::nullopt;
  const auto found = std::find(names.begin(), names.end(), *name);
  require(found != names.end(), "{}: there is no label column {}, the columns are: {}", file, shown(*name),
          names.empty() ? "without names" : fmt::format("{}", fmt::join(names, ", ")));
  return static_cast<std::size_t>(found - names.begin());
}

DelimitedHeader read_header(const std::string& file, std::span<const TextLine> lines, const CsvOptions& options,
                            bool detect) {
  require(!lines.empty(), "{}: no rows", file);
  DelimitedHeader header;
  header.delimiter = options.delimiter != 0 ? options.delimiter : detect_delimiter(lines.front().text);
  const auto cells = [&](const TextLine& line) {
    return split_cells(fmt::format("{}:{}", file, line.number), line.text, header.delimiter);
  };
  Row names = cells(lines.front());
  header.present = is_header(names, options.header);
  require(!header.present || lines.size() > 1, "{}: no rows after the header", file);
  if (detect && header.present) {
    if (cells(lines[1]).size() == names.size() + 1) names.insert(names.begin(), "");  // as R's write.table
    header.row_names = names.size() > 1 && names.front().empty();
  }
  header.columns = names.size();
  if (!header.present) names.clear();

  header.label = named_label_column(file, options, names, header.columns);
  if (header.label == std::size_t{0}) header.row_names = false;
  if (detect && options.detect_labels && std::holds_alternative<std::monostate>(options.label_column)) {
    std::vector<Row> rows;
    for (std::size_t i = header.present ? 1 : 0; i < lines.size() && rows.size() < rows_looked_at; ++i)
      rows.push_back(cells(lines[i]));
    if (rows.front().size() == header.columns)
      header.label = detect_label_column(file, names, rows, header.row_names ? 1 : 0);
  }
  require(header.features() > 0, "{}: no column besides the labels", file);
  for (std::size_t column = header.row_names ? 1 : 0; column < names.size(); ++column)
    (column == header.label ? header.label_name : header.feature_names.emplace_back()) = names[column];
  return header;
}

}  // namespace neon
