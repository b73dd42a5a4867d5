#include <neon/core/error.hpp>
#include <neon/io/delimited_lines.hpp>

#include <algorithm>
#include <charconv>

namespace neon {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf", blanks = " \t\r\f\v";

bool is_blank(char c, char delimiter) { return c != delimiter && blanks.find(c) != std::string_view::npos; }

char detect_delimiter(std::string_view line) {
  std::string unquoted;
  bool quoted = false;
  for (const char c : line) {
    quoted = quoted != (c == '"');
    if (!quoted) unquoted += c;
  }
  for (const char candidate : {'\t', ';'})
    if (unquoted.find(candidate) != std::string::npos) return candidate;
  return ',';
}

/// The cells of one line, read from left to right.
class Cells {
 public:
  Cells(std::string_view line, char delimiter, const std::string& where)
      : rest_(line), delimiter_(delimiter), where_(where) {}

  std::vector<std::string> all() {
    std::vector<std::string> cells{next()};
    while (!rest_.empty()) {
      rest_.remove_prefix(1);  // the delimiter
      cells.push_back(next());
    }
    return cells;
  }

 private:
  std::string next() {
    skip_blanks();
    if (!rest_.empty() && rest_.front() == '"') return quoted();
    const std::string_view cell = rest_.substr(0, rest_.find(delimiter_));
    rest_.remove_prefix(cell.size());
    std::size_t end = cell.size();
    while (end > 0 && is_blank(cell[end - 1], delimiter_)) --end;
    return std::string(cell.substr(0, end));
  }

  std::string quoted() {
    std::string cell;
    while (true) {
      rest_.remove_prefix(1);
      const std::size_t quote = rest_.find('"');
      require(quote != std::string_view::npos, "{}: a quote is not closed", where_);
      cell += rest_.substr(0, quote);
      rest_.remove_prefix(quote + 1);
      if (rest_.empty() || rest_.front() != '"') break;
      cell += '"';
    }
    skip_blanks();
    require(rest_.empty() || rest_.front() == delimiter_, "{}: {} follows a closing quote, should be a delimiter",
            where_, shown(rest_));
    return cell;
  }

  void skip_blanks() {
    while (!rest_.empty() && is_blank(rest_.front(), delimiter_)) rest_.remove_prefix(1);
  }

  std::string_view rest_;
  char delimiter_;
  const std::string& where_;
};

}  // namespace

std::vector<DelimitedLine> split_lines(const std::string& file, std::string_view text, char delimiter) {
  if (text.substr(0, byte_order_mark.size()) == byte_order_mark) text.remove_prefix(byte_order_mark.size());
  std::vector<DelimitedLine> lines;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::size_t start = line.find_first_not_of(blanks);
    if (start == std::string_view::npos || line[start] == '#') continue;
    if (delimiter == 0) delimiter = detect_delimiter(line);
    const std::string where = fmt::format("{}:{}", file, number);
    lines.push_back({number, Cells(line, delimiter, where).all()});
  }
  return lines;
}

std::optional<double> parse_number(std::string_view cell) {
  if (cell.size() > 1 && cell.front() == '+' && cell[1] != '-') cell.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size()) return std::nullopt;
  return value;
}

std::string shown(std::string_view cell) {
  constexpr std::size_t longest = 40;
  std::string text(cell.substr(0, longest));
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  return fmt::format("'{}{}'", text, cell.size() > longest ? "..." : "");
}

}  // namespace neon
