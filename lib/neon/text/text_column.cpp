#include <neon/core/error.hpp>
#include <neon/io/foreign_format.hpp>
#include <neon/text/file_contents.hpp>
#include <neon/text/message.hpp>

#include <fmt/ranges.h>

#include <algorithm>

namespace neon {
namespace {

struct Row {
  std::size_t line = 0;
  std::vector<std::string> cells;
};

/// The rows of RFC 4180 text.
class Rows {
 public:
  Rows(std::string_view text, std::string file) : rest_(text), file_(std::move(file)) {
    if (rest_.starts_with("\xef\xbb\xbf")) rest_.remove_prefix(3);
    const std::string_view header = rest_.substr(0, rest_.find('\n'));
    for (const char candidate : {'\t', ';'})
      if (delimiter_ == ',' && header.find(candidate) != std::string_view::npos) delimiter_ = candidate;
  }

  /// The next row that is not empty; false at the end.
  bool next(Row& row) {
    while (!rest_.empty()) {
      row = {line_, {}};
      do row.cells.push_back(cell());
      while (take(delimiter_));
      take('\r');
      require(rest_.empty() || take('\n'), "{}:{}: text follows a closing quote", file_, line_);
      ++line_;
      if (row.cells.size() > 1 || !row.cells.front().empty()) return true;
    }
    return false;
  }

 private:
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string cell() {
    if (take('"')) return quoted();
    const char end[] = {delimiter_, '\n', '\0'};
    std::string_view text = rest_.substr(0, rest_.find_first_of(end));
    rest_.remove_prefix(text.size());
    if (text.ends_with('\r') && (rest_.empty() || rest_.front() == '\n')) text.remove_suffix(1);
    return std::string(text);
  }

  std::string quoted() {
    std::string text;
    const std::size_t start = line_;
    bool doubled = false;
    do {
      const std::size_t quote = rest_.find('"');
      require(quote != std::string_view::npos, "{}:{}: a quote is not closed", file_, start);
      if (doubled) text += '"';
      text += rest_.substr(0, quote);
      line_ += static_cast<std::size_t>(std::count(rest_.begin(), rest_.begin() + quote, '\n'));
      rest_.remove_prefix(quote + 1);
      doubled = true;
    } while (take('"'));
    return text;
  }

  std::string_view rest_;
  std::string file_;
  char delimiter_ = ',';
  std::size_t line_ = 1;
};

}  // namespace

std::vector<Message> read_text_column(const std::filesystem::path& table, const std::string& column) {
  const std::string file = table.string(), text = file_contents(table);
  const std::string_view start = std::string_view(text).substr(0, bytes_that_name_a_format);
  require_text(file, start);
  refuse_foreign(file, start);
  Rows rows(text, file);
  Row row;
  require(rows.next(row), "{}: is empty, should be a table with a header", file);
  const std::vector<std::string> names = std::move(row.cells);
  const auto found = std::find(names.begin(), names.end(), column);
  require(found != names.end(), "{}: no column '{}' among {}", file, column, fmt::join(names, ", "));
  const auto wanted = static_cast<std::size_t>(found - names.begin());

  std::vector<Message> messages;
  while (rows.next(row)) {
    require(row.cells.size() == names.size(), "{}:{}: {} columns should be {}", file, row.line, row.cells.size(),
            names.size());
    messages.push_back({fmt::format("line {}", row.line), "", false, std::move(row.cells[wanted])});
  }
  require(!messages.empty(), "{}: holds no row below the header", file);
  return messages;
}

}  // namespace neon
