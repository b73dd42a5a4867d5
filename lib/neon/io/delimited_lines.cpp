#include <neon/core/error.hpp>
#include <neon/io/delimited_lines.hpp>

#include <algorithm>
#include <charconv>

namespace neon {
namespace {

bool is_blank(char c, char delimiter) { return c != delimiter && blank_characters.find(c) != std::string_view::npos; }

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
    rest_.remove_prefix(std::min(rest_.size(), delimiter_ == ' ' ? rest_.find_first_not_of(' ') : 0));
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

char detect_delimiter(std::string_view line) {
  std::string unquoted;
  bool quoted = false;
  for (const char c : line) {
    quoted = quoted != (c == '"');
    if (!quoted) unquoted += c;
  }
  for (const char candidate : {'\t', ';', ','})
    if (unquoted.find(candidate) != std::string::npos) return candidate;
  const std::size_t first = unquoted.find_first_not_of(blank_characters),
                    last = unquoted.find_last_not_of(blank_characters);
  return first < last && unquoted.substr(first, last - first).find(' ') != std::string::npos ? ' ' : ',';
}

std::vector<std::string> split_cells(const std::string& where, std::string_view line, char delimiter) {
  if (delimiter == ' ') line = line.substr(0, line.find_last_not_of(blank_characters) + 1);
  return Cells(line, delimiter, where).all();
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
