#include <neon/core/error.hpp>
#include <neon/text/detail/fasttext_layout.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <limits>

namespace neon {
namespace {

/// The values of a model file, one after another.
class Walk {
 public:
  explicit Walk(const std::string& file) : stream_(ByteStream::open(file)) {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(file, error);
    constexpr std::uint64_t most_packed = 1032;  // what deflate makes a byte of
    if (!error) most_ = stream_.packed() ? size * most_packed : size;
  }

  template <class Value>
  Value next() {
    Value value{};
    check_whole(stream_.read(reinterpret_cast<char*>(&value), sizeof value) == sizeof value);
    return value;
  }
  /// @param text says what is wrong otherwise
  void check(bool right, std::string_view text) const {
    require(right, "{}: damaged fastText model before byte {}: {}", stream_.name(), stream_.position(), text);
  }
  void skip(std::uint64_t bytes) {
    std::array<char, 4096> passed{};
    for (; bytes > 0; bytes -= std::min<std::uint64_t>(bytes, passed.size())) {
      const std::size_t count = std::min<std::uint64_t>(bytes, passed.size());
      check_whole(stream_.read(passed.data(), count) == count);
    }
  }
  /// Can so many values of `size` bytes still come?
  void check_room(std::int64_t count, std::uint64_t size) const {
    const std::uint64_t left = most_ - std::min(most_, stream_.position());
    check_whole(count >= 0 && static_cast<std::uint64_t>(count) <= left / size);
  }

 private:
  void check_whole(bool whole) const {
    require(whole, "{}: is cut off: not a whole fastText model, which announces more after byte {}", stream_.name(),
            stream_.position());
  }

  ByteStream stream_;
  std::uint64_t most_ = std::numeric_limits<std::uint64_t>::max();
};

struct Arguments {
  std::int32_t dimension = 0, buckets = 0, longest = 0;
};

/// Source: fastText 0.9.2, Args::load.
Arguments walk_arguments(Walk& walk) {
  std::array<std::int32_t, 12> value{};
  for (std::int32_t& one : value) one = walk.next<std::int32_t>();
  walk.next<double>();
  const Arguments found{value[0], value[8], value[10]};
  walk.check(found.dimension > 0, "vectors have no length");
  walk.check_room(found.dimension, sizeof(float));
  walk.check(found.buckets > 0 || (found.buckets == 0 && found.longest <= 0), "sub-words have no buckets");
  return found;
}

struct Words {
  std::int32_t count = 0;
  std::int64_t pruned = -1;  ///< -1: all sub-words are kept
  std::int32_t last_pruned = -1;
};

/// Source: fastText 0.9.2, Dictionary::load.
Words walk_words(Walk& walk) {
  // Beyond, the tree of a hierarchical softmax takes a count for one that was never made.
  constexpr std::int64_t most_often = 1'000'000'000'000'000;
  const auto size = walk.next<std::int32_t>(), words = walk.next<std::int32_t>(), labels = walk.next<std::int32_t>();
  walk.next<std::int64_t>();
  Words found{words, walk.next<std::int64_t>()};
  walk.check(words >= 0 && labels >= 0 && std::int64_t{words} + labels == size, "the numbers of words do not add up");
  walk.check_room(size, 1 + sizeof(std::int64_t) + 1);
  for (std::int32_t i = 0; i < size; ++i) {
    while (walk.next<char>() != '\0') continue;
    const auto times = walk.next<std::int64_t>();
    walk.check(times >= 0 && times < most_often, "a word occurs a number of times that cannot be");
    const auto kind = walk.next<std::int8_t>();
    walk.check(kind == (i < words ? 0 : 1), "words and labels are mixed up");
  }
  walk.check(found.pruned >= -1, "the number of sub-words is negative");
  walk.check_room(std::max<std::int64_t>(found.pruned, 0), 2 * sizeof(std::int32_t));
  for (std::int64_t i = 0; i < found.pruned; ++i) {
    walk.next<std::int32_t>();
    const auto row = walk.next<std::int32_t>();
    walk.check(row >= 0, "a sub-word's row is negative");
    found.last_pruned = std::max(found.last_pruned, row);
  }
  return found;
}

/// @return the number of codes of a row.  Source: fastText 0.9.2, ProductQuantizer::load.
std::int64_t walk_quantiser(Walk& walk, std::int64_t dimension) {
  constexpr std::int64_t centroids = 256;
  const auto whole = walk.next<std::int32_t>(), parts = walk.next<std::int32_t>(), part = walk.next<std::int32_t>(),
             last = walk.next<std::int32_t>();
  walk.check(whole == dimension && part > 0 && parts == (whole + std::int64_t{part} - 1) / part &&
                 last == whole - std::int64_t{parts - 1} * part,
             "a quantiser's parts do not add up");
  walk.check_room(whole * centroids, sizeof(float));
  walk.skip(static_cast<std::uint64_t>(whole * centroids) * sizeof(float));
  return parts;
}

/// @return the number of rows.  Source: fastText 0.9.2, DenseMatrix::load, QuantMatrix::load.
std::int64_t walk_matrix(Walk& walk, bool quantised, std::int64_t columns) {
  const bool norms = quantised && walk.next<std::uint8_t>() != 0;
  const auto m = walk.next<std::int64_t>(), n = walk.next<std::int64_t>();
  walk.check(n == columns, "a matrix has other than a vector's columns");
  if (!quantised) {
    walk.check_room(m, static_cast<std::uint64_t>(n) * sizeof(float));
    walk.skip(static_cast<std::uint64_t>(m * n) * sizeof(float));
    return m;
  }
  const auto codes = walk.next<std::int32_t>();
  walk.check_room(m, 1);
  walk.check_room(codes, 1);
  walk.skip(static_cast<std::uint64_t>(codes));
  walk.check(codes == m * walk_quantiser(walk, n), "a quantised matrix has other than its rows' codes");
  if (norms) {
    walk.skip(static_cast<std::uint64_t>(m));
    walk_quantiser(walk, 1);
  }
  return m;
}

}  // namespace

void require_fasttext_layout(const std::string& file) {
  Walk walk(file);
  walk.next<std::int32_t>();
  walk.next<std::int32_t>();
  const Arguments arguments = walk_arguments(walk);
  const Words words = walk_words(walk);
  const bool quantised = walk.next<std::uint8_t>() != 0;
  const std::int64_t rows = walk_matrix(walk, quantised, arguments.dimension);
  const std::int64_t subwords =
      words.pruned >= 0 ? std::int64_t{words.last_pruned} + 1 : std::int64_t{arguments.buckets};
  walk.check(rows >= words.count + subwords, "there are fewer vectors than words and sub-words");
  const bool quantised_output = walk.next<std::uint8_t>() != 0;
  walk_matrix(walk, quantised && quantised_output, arguments.dimension);
}

}  // namespace neon
