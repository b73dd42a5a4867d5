#include <neon/core/error.hpp>
#include <neon/io/delimited_lines.hpp>
#include <neon/text/vector_table.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace neon {
namespace {

constexpr std::string_view blanks = " \t";

/// The fields of a line, separated by blanks.
std::vector<std::string_view> fields(std::string_view line) {
  std::vector<std::string_view> found;
  while (true) {
    const std::size_t start = line.find_first_not_of(blanks);
    if (start == std::string_view::npos) return found;
    line.remove_prefix(start);
    found.push_back(line.substr(0, line.find_first_of(blanks)));
    line.remove_prefix(found.back().size());
  }
}

/// One line after another, without blanks at its end.
class Lines {
 public:
  explicit Lines(std::string_view bytes) : rest_(bytes) {}

  bool next(std::string_view& line) {
    if (rest_.empty()) return false;
    line = rest_.substr(0, rest_.find('\n'));
    rest_.remove_prefix(std::min(rest_.size(), line.size() + 1));
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    ++number_;
    return true;
  }

  std::size_t number() const { return number_; }
  std::size_t left() const { return rest_.size(); }

 private:
  std::string_view rest_;
  std::size_t number_ = 0;
};

/// The first line of a word2vec file.
struct Header {
  std::size_t count = 0;
  Index dimension = 0;
};

std::optional<Header> header(std::string_view line) {
  const std::vector<std::string_view> cells = fields(line);
  if (cells.size() != 2) return std::nullopt;
  Header found;
  const auto whole = [](std::string_view cell, auto& value) {
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    return error == std::errc() && end == cell.data() + cell.size() && value > 0;
  };
  if (!whole(cells[0], found.count) || !whole(cells[1], found.dimension)) return std::nullopt;
  return found;
}

/// Exactly values.size() numbers, a blank before each; false if the text is anything else.
bool parse_values(std::string_view text, std::vector<double>& values) {
  const char *at = text.data(), *const end = at + text.size();
  for (double& value : values) {
    while (at != end && blanks.find(*at) != std::string_view::npos) ++at;
    const auto [stop, error] = std::from_chars(at, end, value);
    if (error != std::errc() || (stop != end && blanks.find(*stop) == std::string_view::npos)) return false;
    at = stop;
  }
  return at == end;
}

/// A line that parse_values refuses: the word itself holds blanks (some GloVe files have ". . ."), or an Error.
/// @return the word
std::string_view parse_odd_line(std::string_view line, std::vector<double>& values, const std::string& where) {
  const std::vector<std::string_view> cells = fields(line);
  require(!cells.empty(), "{}: an empty line should be a word and {} numbers", where, values.size());
  const std::size_t dimension = values.size(), extra = cells.size() - 1 - std::min(cells.size() - 1, dimension);
  const bool fits = cells.size() == 1 + extra + dimension && (extra == 0 || !parse_number(cells[extra]));
  require(fits, "{}: '{}' has {} values, should be {}", where, cells.front(), cells.size() - 1, dimension);
  for (std::size_t i = 0; i < dimension; ++i) {
    const std::optional<double> value = parse_number(cells[1 + extra + i]);
    require(value.has_value(), "{}: value {} of '{}': {} should be a number", where, i + 1, cells.front(),
            shown(cells[1 + extra + i]));
    values[i] = *value;
  }
  const std::string_view last = cells[extra];
  return {cells.front().data(), static_cast<std::size_t>(last.data() + last.size() - cells.front().data())};
}

}  // namespace

VectorTable read_text_vectors(std::string_view bytes, const std::string& file, const ProgressFn& progress) {
  constexpr std::size_t lines_per_report = 1 << 14;
  Lines lines(bytes);
  std::string_view line;
  require(lines.next(line), "{}: is empty, should hold word vectors", file);
  const std::optional<Header> announced = header(line);
  VectorTable table;
  table.kind = announced ? "word2vec text" : "GloVe text";
  const std::size_t cells = fields(line).size();
  require(announced || cells >= 2, "{}:1: {} should be a word and its vector, or 'count dimension'", file, shown(line));
  table.dimension = announced ? announced->dimension : static_cast<Index>(cells) - 1;
  // A wrong announcement is refused at its first line, before memory is asked for.
  std::vector<double> values(std::min(static_cast<std::size_t>(table.dimension), bytes.size()));
  require(static_cast<Index>(values.size()) == table.dimension, "{}:1: dimension {} is more than the file can hold",
          file, table.dimension);

  for (bool more = !announced || lines.next(line); more; more = lines.next(line)) {
    std::string_view word = line.substr(0, line.find_first_of(blanks));
    if (word.empty() || !parse_values(line.substr(word.size()), values))
      word = parse_odd_line(line, values, fmt::format("{}:{}", file, lines.number()));
    table.add(word, values.data(), fmt::format("{}:{}", file, lines.number()));
    if (progress && lines.number() % lines_per_report == 0)
      progress(static_cast<Index>(bytes.size() - lines.left()), static_cast<Index>(bytes.size()));
  }
  const auto found = static_cast<std::size_t>(table.words.size());
  require(!announced || announced->count == found, "{}: {} words should be {} as its first line says (cut off?)", file,
          found, announced ? announced->count : 0);
  if (progress && lines.number() >= lines_per_report)
    progress(static_cast<Index>(bytes.size()), static_cast<Index>(bytes.size()));
  return table;
}

}  // namespace neon
