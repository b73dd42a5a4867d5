#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/text/file_contents.hpp>
#include <neon/text/fingerprint.hpp>
#include <neon/text/vector_cache.hpp>

#include <atomic>
#include <cstring>

namespace neon {
namespace {

/// The start of the file, and zeros up to 64 bytes. Then: vectors [count, dimension] of floats, identity, kind, ends of
/// the words [count] and checksums of the vectors [count] (32 bits each), the words one after another.
struct Header {
  char magic[8] = {'N', 'E', 'O', 'N', 'V', 'E', 'C', '2'};
  std::uint64_t identity = 0, kind = 0, count = 0, dimension = 0, letters = 0;  ///< sizes
  std::uint64_t checksum = 0;                                                   ///< from the identity to the words
};

constexpr std::size_t vectors_at = 64;
static_assert(sizeof(Header) <= vectors_at);

std::string_view bytes_of(std::span<const float> vector) {
  return {reinterpret_cast<const char*>(vector.data()), vector.size_bytes()};
}

std::uint32_t checksum(std::span<const float> vector) {
  return static_cast<std::uint32_t>(fingerprint(bytes_of(vector)) >> 32);
}

std::string_view bytes_of(const std::vector<std::uint32_t>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(std::uint32_t)};
}

struct Content {
  std::string_view identity, kind, ends, checksums, letters, vectors;
};

/// Empty if the sizes do not fit the file or the checksum is another one.
std::optional<Content> split(std::string_view bytes, const Header& header) {
  // Each size alone first, so that their sum cannot overflow.
  for (const std::uint64_t size : {header.identity, header.kind, header.count, header.dimension, header.letters})
    if (size > bytes.size()) return std::nullopt;
  if (bytes.size() < vectors_at || header.dimension == 0 || header.count == 0 ||
      (bytes.size() - vectors_at) / sizeof(float) / header.dimension < header.count)
    return std::nullopt;
  const std::size_t row = header.count * sizeof(std::uint32_t);
  const std::size_t vectors = header.count * header.dimension * sizeof(float);
  std::string_view rest = bytes.substr(vectors_at + vectors);
  if (rest.size() != header.identity + header.kind + 2 * row + header.letters || fingerprint(rest) != header.checksum)
    return std::nullopt;
  const auto take = [&](std::size_t size) {
    const std::string_view part = rest.substr(0, size);
    rest.remove_prefix(size);
    return part;
  };
  Content content;
  content.vectors = bytes.substr(vectors_at, vectors);
  content.identity = take(header.identity);
  content.kind = take(header.kind);
  content.ends = take(row);
  content.checksums = take(row);
  content.letters = take(header.letters);
  return content;
}

}  // namespace

std::optional<WordVectors> load(const VectorCache& cache, const Vocabulary& vocabulary, const std::string& source) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(cache.file, error)) return std::nullopt;
  const MappedFile file(cache.file);
  const std::string_view bytes = file.bytes();
  const Header expected;
  Header header;
  if (bytes.size() < sizeof header) return std::nullopt;
  std::memcpy(&header, bytes.data(), sizeof header);
  if (std::memcmp(header.magic, expected.magic, sizeof header.magic) != 0) return std::nullopt;
  const std::optional<Content> content = split(bytes, header);
  if (!content || content->identity != cache.identity) return std::nullopt;

  WordVectors vectors;
  vectors.source = source;
  vectors.kind = content->kind;
  vectors.cached = true;
  const auto number = [](std::string_view numbers, std::size_t at) {
    std::uint32_t value;
    std::memcpy(&value, numbers.data() + at * sizeof value, sizeof value);
    return value;
  };
  std::vector<std::size_t> rows;
  std::size_t first = 0;
  for (std::size_t row = 0; row < header.count; ++row) {
    const std::size_t last = number(content->ends, row);
    if (last < first || last > content->letters.size()) return std::nullopt;
    const std::string_view word = content->letters.substr(first, last - first);
    first = last;
    if (vocabulary.find(word) < 0) continue;
    vectors.words.add(word);
    rows.push_back(row);
  }

  const std::size_t dimension = header.dimension;
  vectors.values.resize(static_cast<Index>(rows.size()), static_cast<Index>(dimension));
  std::atomic<bool> damaged{vectors.words.size() != static_cast<Index>(rows.size())};
  constexpr Index block = 4096;
  parallel_blocks(static_cast<Index>(rows.size()), block, [&](Index begin, Index end) {
    for (Index r = begin; r < end; ++r) {
      const std::size_t row = rows[static_cast<std::size_t>(r)];
      float* vector = vectors.values.row(r).data();
      std::memcpy(vector, content->vectors.data() + row * dimension * sizeof(float), dimension * sizeof(float));
      if (checksum({vector, dimension}) != number(content->checksums, row)) damaged = true;
    }
  });
  if (damaged) return std::nullopt;
  return vectors;
}

VectorCopy::VectorCopy(VectorCache cache, const WordVectorOptions& options)
    : cache_(std::move(cache)), notice_(options.notice) {
  try {
    file_.emplace(cache_.file);
  } catch (const Error& error) {
    if (notice_) notice_(fmt::format("no cache of the word vectors: {}", error.what()));
  }
  waiting_.assign(vectors_at, '\0');
}

template <class Step>
void VectorCopy::attempt(const Step& step) {
  if (!file_) return;
  try {
    step();
  } catch (const Error& error) {
    if (notice_) notice_(fmt::format("no cache of the word vectors: {}", error.what()));
    file_.reset();
  }
}

void VectorCopy::write_waiting() {
  attempt([&] { file_->append(waiting_); });
  waiting_.clear();
}

void VectorCopy::add(std::string_view word, std::span<const float> vector) {
  if (!file_) return;
  constexpr std::size_t bytes_at_once = std::size_t{1} << 20U;
  dimension_ = vector.size();
  letters_ += word.size();
  ends_.push_back(static_cast<std::uint32_t>(letters_));
  checksums_.push_back(checksum(vector));
  waiting_ += bytes_of(vector);
  if (waiting_.size() >= bytes_at_once) write_waiting();
}

void VectorCopy::finish(const std::string& kind, const Vocabulary& words) {
  std::string index = cache_.identity + kind;
  index.append(bytes_of(ends_)).append(bytes_of(checksums_));
  for (const std::string& word : words.words()) index += word;
  Header header;
  header.identity = cache_.identity.size();
  header.kind = kind.size();
  header.count = ends_.size();
  header.dimension = dimension_;
  header.letters = letters_;
  header.checksum = fingerprint(index);
  waiting_ += index;
  write_waiting();
  attempt([&] {
    file_->overwrite(0, {reinterpret_cast<const char*>(&header), sizeof header});
    file_->commit();
  });
}

}  // namespace neon
