#include <neon/core/error.hpp>
#include <neon/tables/delimited_lines.hpp>
#include <neon/tables/detail/number_format.hpp>
#include <neon/text/detail/vector_table.hpp>

#include <algorithm>

namespace neon {
namespace {

constexpr std::size_t longest_header = 64, longest_word = std::size_t{1} << 16U, float_size = 4;

/// Bytes of a stream, some at a time.
class Bytes {
 public:
  explicit Bytes(ByteStream& stream) : stream_(stream), bytes_(std::size_t{1} << 20U) {}

  /// The next byte, which is not taken; none at the end.
  std::optional<char> peek() {
    if (at_ == end_) fill();
    return at_ == end_ ? std::nullopt : std::optional(bytes_[at_]);
  }
  void skip() { ++at_; }

  /// Exactly these, or false.
  bool take(std::vector<char>& into) {
    std::size_t got = 0;
    while (got < into.size() && peek()) {
      const std::size_t step = std::min(into.size() - got, end_ - at_);
      std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at_), step,
                  into.begin() + static_cast<std::ptrdiff_t>(got));
      at_ += step;
      got += step;
    }
    return got == into.size();
  }

  /// Up to a byte, which is taken too but not part of it; none if it does not come within `most`.
  std::optional<std::string> until(char stop, std::size_t most) {
    std::string text;
    for (std::optional<char> next = peek(); next && text.size() <= most; next = peek()) {
      skip();
      if (*next == stop) return text;
      text += *next;
    }
    return std::nullopt;
  }

  std::uint64_t position() const { return stream_.position() - (end_ - at_); }

 private:
  void fill() {
    at_ = 0;
    end_ = stream_.read(bytes_.data(), bytes_.size());
  }

  ByteStream& stream_;
  std::vector<char> bytes_;
  std::size_t at_ = 0, end_ = 0;
};

}  // namespace

bool is_binary_vectors(std::string_view start) {
  const std::size_t line = start.find('\n');
  if (line >= longest_header) return false;
  const std::optional<VectorHeader> header = vector_header(start.substr(0, line));
  if (!header) return false;
  start.remove_prefix(line + 1);
  if (const std::size_t blank = start.find(' '); blank != std::string_view::npos) start.remove_prefix(blank);
  // Text has numbers up to the end of the line; floats hardly come without a byte that no text has.
  const std::string_view numbers = start.substr(0, static_cast<std::size_t>(header->dimension) * float_size + 1);
  const std::string_view text = start.substr(0, start.find('\n'));
  if (!text.empty() && text.find_first_not_of("0123456789+-.eE \t\r") == std::string_view::npos) return false;
  return std::any_of(numbers.begin(), numbers.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x09 || (0x0e <= byte && byte < 0x20);
  });
}

void read_binary_vectors(ByteStream& stream, VectorTable& table, const ProgressFn& progress) {
  constexpr std::size_t words_per_report = 1 << 16, widest = std::size_t{1} << 24U;
  const std::string& file = stream.name();
  Bytes bytes(stream);
  const std::string line = bytes.until('\n', longest_header).value_or("");
  const std::optional<VectorHeader> header = vector_header(line);
  require(header.has_value(), "{}: {} should be 'count dimension'", file, shown(line));
  const auto dimension = static_cast<std::size_t>(header->dimension);
  const std::uint64_t held = stream.size().value_or(std::numeric_limits<std::uint64_t>::max());
  require(dimension <= widest && header->count <= held / (dimension * float_size + 1),
          "{}: {} words of {} numbers, as its first line says, are more than the {} bytes of the file: cut off", file,
          header->count, dimension, stream.size().value_or(0));
  table.kind = "word2vec binary";
  table.dimension = header->dimension;
  std::vector<char> stored(dimension * float_size);
  std::vector<double> vector(dimension);
  for (std::size_t n = 0; n < header->count; ++n) {
    if (bytes.peek() == '\n') bytes.skip();
    const std::uint64_t at = bytes.position();
    const std::optional<std::string> word = bytes.until(' ', longest_word);
    const bool whole = word && bytes.take(stored);
    require(word || !bytes.peek(), "{}: word {} of {}, at byte {}, should be text and end at a blank", file, n + 1,
            header->count, at);
    require(whole, "{}: cut off at byte {}, in word {} of {}", file, bytes.position(), n + 1, header->count);
    convert_numbers({NumberFormat::Kind::real, float_size, false}, stored.data(), dimension, vector.data());
    table.add(*word, vector.data(), fmt::format("{}: byte {}", file, at));
    if (progress && header->count > words_per_report && (n + 1) % words_per_report == 0)
      progress(static_cast<Index>(n + 1), static_cast<Index>(header->count));
  }
  if (bytes.peek() == '\n') bytes.skip();
  require(!bytes.peek(), "{}: bytes follow the last of {} words, at byte {}", file, header->count, bytes.position());
  if (progress && header->count > words_per_report)
    progress(static_cast<Index>(header->count), static_cast<Index>(header->count));
}

}  // namespace neon
