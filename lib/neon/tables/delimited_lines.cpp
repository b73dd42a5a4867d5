#include <neon/core/error.hpp>
#include <neon/tables/delimited_lines.hpp>

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

constexpr std::string_view delimiters = "\t;|,";

/// The next row of `text`, which is taken from it, without what is quoted.
std::string next_unquoted(std::string_view& text) {
  std::string row;
  bool quoted = false, cell_starts = true;
  std::size_t i = 0;
  for (; i < text.size() && (quoted || (text[i] != '\n' && text[i] != '\r')); ++i) {
    const char c = text[i];
    if (c == '"' && (quoted || cell_starts)) {
      quoted = !quoted;
      if (!quoted) row += c;  // stands for the cell
    } else if (!quoted) {
      row += c;
    }
    cell_starts = delimiters.find(c) != std::string_view::npos || blank_characters.find(c) != std::string_view::npos;
  }
  text.remove_prefix(i);
  text.remove_prefix(std::min(text.size(), text.find_first_not_of("\n\r")));
  return row;
}

/// "1,5" or "15": digits with at most one comma among them.
bool may_have_decimal_comma(std::string_view cell) {
  if (cell.starts_with('-') || cell.starts_with('+')) cell.remove_prefix(1);
  const std::size_t comma = cell.find(',');
  const auto digits = [](std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  };
  return comma == std::string_view::npos ? digits(cell)
                                         : digits(cell.substr(0, comma)) && digits(cell.substr(comma + 1));
}

/// Two cells or more with blanks between them, every one a number whose comma, if any, is a decimal one.
bool are_blank_decimals(std::string_view row) {
  std::size_t cells = 0;
  while (true) {
    row.remove_prefix(std::min(row.size(), row.find_first_not_of(blank_characters)));
    if (row.empty()) return cells > 1;
    const std::string_view cell = row.substr(0, row.find_first_of(blank_characters));
    if (!may_have_decimal_comma(cell)) return false;
    row.remove_prefix(cell.size());
    ++cells;
  }
}

}  // namespace

char detect_delimiter(std::string_view text, char decimal) {
  const std::string first = next_unquoted(text), second = next_unquoted(text);
  const auto holds = [](const std::string& row, char c) { return row.find(c) != std::string::npos; };
  const bool blank_decimals = decimal != '.' && are_blank_decimals(first);
  const auto may_delimit = [&](char c) { return holds(first, c) && (c != ',' || (decimal != ',' && !blank_decimals)); };
  for (const char c : delimiters)
    if (may_delimit(c) && (second.empty() || holds(second, c))) return c;
  for (const char c : delimiters)
    if (may_delimit(c)) return c;
  const std::size_t begin = first.find_first_not_of(blank_characters), end = first.find_last_not_of(blank_characters);
  if (begin < end && first.substr(begin, end - begin).find(' ') != std::string::npos) return ' ';
  return decimal == ',' ? ';' : ',';
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

std::string found(std::string_view cell) { return cell.empty() ? "an empty cell" : shown(cell); }

}  // namespace neon
