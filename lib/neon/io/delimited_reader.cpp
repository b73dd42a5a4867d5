#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/io/delimited_lines.hpp>
#include <neon/io/delimited_reader.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <exception>

namespace neon {
namespace {

constexpr Index lines_at_once = 64, numbers_at_first = Index{1} << 20U;

double cell_value(const std::string& cell, const std::string& where) {
  const std::optional<double> value = parse_number(cell);
  if (value && std::isfinite(*value)) return *value;
  const std::string found = cell.empty() ? "an empty cell" : shown(cell);
  throw Error(fmt::format("{}: {} should be a {}number", where, found, value ? "finite " : ""));
}

bool is_blank(char c) { return c == ' ' || ('\t' <= c && c <= '\r'); }

/// Room for one more block of rows: twice what there was, so that a row is moved once or twice.
void make_room(Matrix& values, Index rows, Index most) {
  if (values.rows() < rows)
    values.conservativeResize(std::min(most, std::max(rows, 2 * values.rows())), Eigen::NoChange);
}

}  // namespace

DelimitedReader::DelimitedReader(ByteStream stream, const CsvOptions& options, bool detect)
    : lines_(std::move(stream)),
      header_(read_header(lines_.name(), lines_.ahead(), options, detect)),
      labels_(options.most_label_texts) {
  if (header_.present) lines_.take(1);
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
  std::vector<std::string> texts(header_.label ? lines.size() : 1);
  // Kept by block: the error that is reported is the first one of the file, whichever thread was faster.
  std::vector<std::exception_ptr> failures(static_cast<std::size_t>(count / lines_at_once + 1));
  parallel_blocks(count, lines_at_once, [&](Index first, Index last) {
    std::string none;
    try {
      for (Index i = first; i < last; ++i)
        parse_line(lines[static_cast<std::size_t>(i)], values.row(row + i).data(),
                   header_.label ? texts[static_cast<std::size_t>(i)] : none);
    } catch (const Error&) {
      failures[static_cast<std::size_t>(first / lines_at_once)] = std::current_exception();
    }
  });
  for (const std::exception_ptr& failure : failures)
    if (failure) std::rethrow_exception(failure);
  if (!header_.label) return;
  for (std::size_t i = 0; i < lines.size(); ++i)
    labels.push_back(
        labels_.number(texts[i], fmt::format("{}:{}: column {}", name(), lines[i].number, *header_.label + 1)));
}

void DelimitedReader::parse_line(const TextLine& line, double* values, std::string& label) const {
  if (parse_plain_numbers(line.text, values, label)) return;
  const std::string where = fmt::format("{}:{}", name(), line.number);
  const std::vector<std::string> cells = split_cells(where, line.text, header_.delimiter);
  require(cells.size() == header_.columns, "{}: expected {} columns, found {}", where, header_.columns, cells.size());
  for (std::size_t column = 0; column < cells.size(); ++column) {
    if (column == header_.label) {
      label = cells[column];
    } else if (column > 0 || !header_.row_names) {
      *values++ = cell_value(cells[column], fmt::format("{}: column {}", where, column + 1));
    }
  }
}

/// Most lines by far; whatever is unusual about the others gives false.
bool DelimitedReader::parse_plain_numbers(std::string_view line, double* values, std::string& label) const {
  const char* at = line.data();
  const char* end = at + line.size();
  while (at != end && is_blank(end[-1]) && end[-1] != '\t') --end;
  const char delimiter = header_.delimiter;
  const auto skip_blanks = [&] {
    while (at != end && is_blank(*at) && *at != delimiter) ++at;
  };
  for (std::size_t column = 0; column < header_.columns; ++column) {
    if (column > 0 && (at == end || *at++ != delimiter)) return false;
    while (delimiter == ' ' && at != end && *at == ' ') ++at;
    skip_blanks();
    const bool is_label = column == header_.label;
    if (is_label || (column == 0 && header_.row_names)) {
      const char* const start = at;
      at = std::find(at, end, delimiter);
      const char* stop = at;
      while (stop != start && is_blank(stop[-1])) --stop;
      if (stop == start || *start == '"') return false;
      if (is_label) label.assign(start, stop);
    } else {
      const auto [after, error] = std::from_chars(at, end, *values);
      if (error != std::errc() || !std::isfinite(*values)) return false;
      ++values;
      at = after;
      skip_blanks();
    }
  }
  return at == end;
}

}  // namespace neon
