#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/tables/delimited_lines.hpp>
#include <neon/tables/detail/column_choice.hpp>
#include <neon/tables/detail/delimited_reader.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <exception>

namespace neon {
namespace {

using Role = DelimitedColumn::Role;

constexpr Index lines_at_once = 64, numbers_at_first = Index{1} << 20U;

bool is_blank(char c) { return c == ' ' || ('\t' <= c && c <= '\r'); }

/// Room for one more block of rows: twice what there was, so that a row is moved once or twice.
void make_room(Matrix& values, Index rows, Index most) {
  if (values.rows() < rows)
    values.conservativeResize(std::min(most, std::max(rows, 2 * values.rows())), Eigen::NoChange);
}

}  // namespace

DelimitedReader::DelimitedReader(ByteStream stream, const CsvOptions& options, bool detect)
    : lines_(std::move(stream), options),
      detect_(detect),
      layout_(read_layout(lines_, options, detect)),
      labels_(options.most_label_texts, layout_.label_texts,
              detect ? "; --label none if the column holds no classes, --drop leaves it out" : "") {
  for (const DelimitedColumn& column : layout_.columns) roles_.push_back(column.role);
  if (layout_.header) lines_.take(1);
}

std::vector<std::string> DelimitedReader::remarks() const {
  std::vector<std::string> result = layout_.remarks;
  if (const std::string blank = lines_.blank_rows_remark(); !blank.empty()) result.push_back(blank);
  return result;
}

TableBlock DelimitedReader::next(Index rows) {
  require(rows > 0, "{}: a block of {} rows should have at least 1", name(), rows);
  TableBlock block{row_, Matrix(std::min(rows, 1 + numbers_at_first / features()), features()), {}};
  Index filled = 0;
  while (filled < rows) {
    const std::span<const TextLine> ahead = lines_.ahead();
    if (ahead.empty()) break;
    const std::size_t count = std::min(ahead.size(), static_cast<std::size_t>(rows - filled));
    make_room(block.values, filled + static_cast<Index>(count), rows);
    parse(ahead.first(count), block.values, filled, block.labels);
    lines_.take(count);
    filled += static_cast<Index>(count);
  }
  block.values.conservativeResize(filled, Eigen::NoChange);
  row_ += filled;
  return block;
}

void DelimitedReader::parse(std::span<const TextLine> lines, Matrix& values, Index row, Labels& labels) {
  const auto count = static_cast<Index>(lines.size());
  std::vector<std::string> texts(layout_.label ? lines.size() : 1);
  // Kept by block: the error that is reported is the first one of the file, whichever thread was faster.
  std::vector<std::exception_ptr> failures(static_cast<std::size_t>(count / lines_at_once + 1));
  parallel_blocks(count, lines_at_once, [&](Index first, Index last) {
    std::string none;
    try {
      for (Index i = first; i < last; ++i)
        parse_line(lines[static_cast<std::size_t>(i)], values.row(row + i).data(),
                   layout_.label ? texts[static_cast<std::size_t>(i)] : none);
    } catch (const Error&) {
      failures[static_cast<std::size_t>(first / lines_at_once)] = std::current_exception();
    }
  });
  for (const std::exception_ptr& failure : failures)
    if (failure) std::rethrow_exception(failure);
  if (!layout_.label) return;
  for (std::size_t i = 0; i < lines.size(); ++i)
    labels.push_back(
        labels_.number(texts[i], fmt::format("{}:{}: column {}", name(), lines[i].number, *layout_.label + 1)));
}

void DelimitedReader::parse_line(const TextLine& line, double* values, std::string& label) const {
  if (parse_unquoted(line.text, values, label)) return;
  const std::string where = fmt::format("{}:{}", name(), line.number);
  const std::vector<std::string> cells = split_cells(where, line.text, lines_.delimiter());
  const std::size_t columns = roles_.size();
  if (cells.size() == columns) {
    for (std::size_t column = 0; column < columns; ++column) {
      const Role role = roles_[column];
      if (role == Role::label) label = cells[column];
      if (role == Role::plain_number || role == Role::formatted_number)
        *values++ = cell_value(cells[column], line.number, column);
    }
    return;
  }
  const char* const advice = !detect_                     ? ""
                             : line.text.starts_with('#') ? "; --comment '#' if it is a remark"
                             : cells.size() == 2 * columns
                                 ? "; --decimal , and --delimiter where commas are decimal ones"
                                 : "";
  throw Error(fmt::format("{}: expected {} columns, found {}{}", where, columns, cells.size(), advice));
}

double DelimitedReader::cell_value(const std::string& cell, std::size_t line, std::size_t column) const {
  const std::optional<double> value = is_missing(cell) && cell.find_first_of("aA") == std::string::npos
                                          ? std::nullopt
                                          : formatted_number(cell, layout_.columns[column].format);
  if (value && std::isfinite(*value)) return *value;
  throw Error(fmt::format("{}:{}: column {}: {} should be a {}number{}", name(), line, column + 1, found(cell),
                          value ? "finite " : "", detect_ ? advice(cell, column) : ""));
}

std::string DelimitedReader::advice(const std::string& cell, std::size_t column) const {
  const CellFormat& format = layout_.columns[column].format;
  const std::string option = option_value(layout_.names, column);
  if (is_missing(cell))
    return fmt::format("; a missing value is filled, or left out with its row or its column (--drop {})", option);
  if (cell.starts_with('#')) return "; --comment '#' if the row is a remark";
  if (format.truth) return fmt::format(", as the truth values before it; --drop {} leaves the column out", option);
  if (!format.unit.empty())
    return fmt::format(" with the unit {} of the column; --drop {} leaves the column out", format.unit, option);
  const DecimalSign sign = decimal_sign(cell);
  if (format.decimal == '.' && sign == DecimalSign::comma) return "; --decimal , if all commas are decimal ones";
  if (format.decimal == ',' && sign == DecimalSign::point) return "; --decimal . if commas are no decimal ones";
  return fmt::format("; --label {} if the column holds classes, --drop {} leaves it out", option, option);
}

/// Most lines by far; whatever is unusual about the others gives false.
bool DelimitedReader::parse_unquoted(std::string_view line, double* values, std::string& label) const {
  const char* at = line.data();
  const char* end = at + line.size();
  while (at != end && is_blank(end[-1]) && end[-1] != '\t') --end;
  const char delimiter = lines_.delimiter();
  const auto skip_blanks = [&] {
    while (at != end && is_blank(*at) && *at != delimiter) ++at;
  };
  for (std::size_t column = 0; column < roles_.size(); ++column) {
    if (column > 0 && (at == end || *at++ != delimiter)) return false;
    while (delimiter == ' ' && at != end && *at == ' ') ++at;
    skip_blanks();
    const Role role = roles_[column];
    if (role == Role::plain_number) {
      const auto [after, error] = std::from_chars(at, end, *values);
      if (error != std::errc() || !std::isfinite(*values)) return false;
      ++values;
      at = after;
      skip_blanks();
      continue;
    }
    const char* const start = at;
    at = std::find(at, end, delimiter);
    const char* stop = at;
    while (stop != start && is_blank(stop[-1])) --stop;
    if (start != end && *start == '"') return false;
    if (role == Role::label) label.assign(start, stop);
    if (role != Role::formatted_number) continue;
    const std::optional<double> value = formatted_number({start, stop}, layout_.columns[column].format);
    if (!value || !std::isfinite(*value)) return false;
    *values++ = *value;
  }
  return at == end;
}

}  // namespace neon
