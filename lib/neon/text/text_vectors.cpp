#include <neon/core/error.hpp>
#include <neon/tables/delimited_lines.hpp>
#include <neon/text/detail/vector_table.hpp>

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
  explicit Lines(ByteStream& stream) : stream_(stream) {}

  bool next(std::string_view& line) {
    std::size_t stop = find_end();
    while (stop == std::string_view::npos && read_more()) stop = find_end();
    if (stop == std::string_view::npos && begin_ == text_.size()) return false;
    line = std::string_view(text_).substr(begin_, std::min(stop, text_.size()) - begin_);
    begin_ = std::min(text_.size(), begin_ + line.size() + 1);
    searched_ = begin_;
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    ++number_;
    return true;
  }

  std::size_t number() const { return number_; }
  /// Bytes of the stream before the next line.
  std::uint64_t position() const { return stream_.position() - (text_.size() - begin_); }

 private:
  std::size_t find_end() {
    const std::size_t stop = text_.find('\n', searched_);
    if (stop == std::string::npos) searched_ = text_.size();
    return stop;
  }

  bool read_more() {
    constexpr std::size_t piece = std::size_t{1} << 20U, longest = std::size_t{64} << 20U;
    text_.erase(0, begin_);
    searched_ -= begin_;
    begin_ = 0;
    require(text_.size() < longest, "{}:{}: a line of more than {} bytes should be a word and its vector",
            stream_.name(), number_ + 1, longest);
    const std::size_t had = text_.size();
    text_.resize(had + piece);
    text_.resize(had + stream_.read(text_.data() + had, piece));
    return text_.size() > had;
  }

  ByteStream& stream_;
  std::string text_;
  std::size_t begin_ = 0, searched_ = 0, number_ = 0;
};

/// Numbers at the end of a line: all but the word, or fewer where it holds blanks.
std::size_t numbers_in(std::string_view line) {
  const std::vector<std::string_view> cells = fields(line);
  std::size_t count = 0;
  while (count + 1 < cells.size() && parse_number(cells[cells.size() - 1 - count])) ++count;
  return count;
}

/// The dimension of vectors without a header: what most of the first lines have, of equals the first; 0 if none is
/// like a vector.
std::size_t first_dimension(std::string_view start, bool whole) {
  constexpr std::size_t most_lines = 32;
  std::vector<std::size_t> counts;
  while (counts.size() < most_lines && !start.empty()) {
    const std::size_t end = start.find('\n');
    if (end == std::string_view::npos && !whole && !counts.empty()) break;
    const std::string_view line = start.substr(0, end);
    start.remove_prefix(std::min(start.size(), line.size() + 1));
    counts.push_back(numbers_in(line.substr(0, line.find_last_not_of(" \t\r") + 1)));
  }
  std::size_t found = 0;
  std::ptrdiff_t votes = 0;
  for (const std::size_t count : counts)
    if (const std::ptrdiff_t its = std::count(counts.begin(), counts.end(), count); count > 0 && its > votes) {
      found = count;
      votes = its;
    }
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
  const std::size_t dimension = values.size();
  require(cells.size() > dimension, "{}: {} has {} values, should be {}", where, shown(cells.front()), cells.size() - 1,
          dimension);
  const std::size_t words = cells.size() - dimension;
  for (std::size_t i = 0; i < dimension; ++i) {
    const std::optional<double> value = parse_number(cells[words + i]);
    require(value.has_value(), "{}: value {} of {}: {} should be a number", where, i + 1, shown(cells.front()),
            shown(cells[words + i]));
    values[i] = *value;
  }
  const std::string_view last = cells[words - 1];
  return {cells.front().data(), static_cast<std::size_t>(last.data() + last.size() - cells.front().data())};
}

void skip_byte_order_mark(ByteStream& stream) {
  constexpr std::string_view mark = "\xef\xbb\xbf";
  std::string bytes(mark.size(), '\0');
  if (stream.peek(mark.size()) == mark) stream.read(bytes.data(), bytes.size());
}

}  // namespace

void read_text_vectors(ByteStream& stream, VectorTable& table, const ProgressFn& progress) {
  constexpr std::size_t lines_per_report = 1 << 14, looked_at = std::size_t{1} << 16U;
  const std::string& file = stream.name();
  skip_byte_order_mark(stream);
  const std::string start(stream.peek(looked_at));
  Lines lines(stream);
  std::string_view line;
  require(lines.next(line), "{}: is empty, should hold word vectors", file);
  const std::optional<VectorHeader> announced = vector_header(line);
  table.kind = announced ? "word2vec text" : "GloVe text";
  const std::size_t dimension =
      announced ? static_cast<std::size_t>(announced->dimension) : first_dimension(start, start.size() < looked_at);
  require(dimension > 0, "{}:1: {} should be a word and its vector, or 'count dimension'", file, shown(line));
  constexpr std::size_t widest = std::size_t{1} << 24U;
  require(dimension <= stream.size().value_or(widest), "{}:1: dimension {} is more than the file can hold", file,
          dimension);
  table.dimension = static_cast<Index>(dimension);
  std::vector<double> values(dimension);

  std::size_t empty = 0;
  for (bool more = !announced || lines.next(line); more; more = lines.next(line)) {
    if (line.empty()) {
      empty = empty == 0 ? lines.number() : empty;
      continue;
    }
    require(empty == 0, "{}:{}: an empty line should be a word and {} numbers", file, empty, dimension);
    std::string_view word = line.substr(0, line.find_first_of(blanks));
    if (word.empty() || !parse_values(line.substr(word.size()), values))
      word = parse_odd_line(line, values, fmt::format("{}:{}", file, lines.number()));
    table.add(word, values.data(), fmt::format("{}:{}", file, lines.number()));
    if (progress && stream.size() && lines.number() % lines_per_report == 0)
      progress(static_cast<Index>(lines.position()), static_cast<Index>(*stream.size()));
  }
  const auto found = static_cast<std::size_t>(table.added());
  require(!announced || announced->count == found, "{}: {} words should be {} as its first line says (cut off?)", file,
          found, announced ? announced->count : 0);
  if (progress && stream.size() && lines.number() >= lines_per_report)
    progress(static_cast<Index>(*stream.size()), static_cast<Index>(*stream.size()));
}

}  // namespace neon
