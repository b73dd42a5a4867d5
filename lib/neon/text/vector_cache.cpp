#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/io/atomic_file.hpp>
#include <neon/text/file_contents.hpp>
#include <neon/text/fingerprint.hpp>
#include <neon/text/vector_cache.hpp>

#include <atomic>
#include <cstring>

namespace neon {
namespace {

/// The start of the file. Then: identity, kind, ends of the words [count] and checksums of the vectors [count] (32 bits
/// each), the words one after another, zeros up to a multiple of 64 bytes, vectors [count, dimension] of floats.
struct Header {
  char magic[8] = {'N', 'E', 'O', 'N', 'V', 'E', 'C', '1'};
  std::uint64_t identity = 0, kind = 0, count = 0, dimension = 0, letters = 0;  ///< sizes
  std::uint64_t checksum = 0;                                                   ///< from the identity to the words
};

constexpr std::size_t alignment = 64;

std::size_t aligned(std::size_t bytes) { return (bytes + alignment - 1) / alignment * alignment; }

std::uint32_t checksum(const float* vector, std::size_t dimension) {
  return static_cast<std::uint32_t>(fingerprint({reinterpret_cast<const char*>(vector), dimension * sizeof(float)}) >>
                                    32);
}

std::string_view bytes_of(const std::vector<std::uint32_t>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(std::uint32_t)};
}

/// What lies between the header and the vectors.
struct Content {
  std::string_view identity, kind, ends, checksums, letters, vectors;
};

/// Empty if the sizes do not fit the file or the checksum is another one.
std::optional<Content> split(std::string_view bytes, const Header& header) {
  // Each size alone first, so that their sum cannot overflow.
  for (const std::uint64_t size : {header.identity, header.kind, header.count, header.dimension, header.letters})
    if (size > bytes.size()) return std::nullopt;
  const std::size_t row = header.count * sizeof(std::uint32_t);
  const std::size_t index = header.identity + header.kind + 2 * row + header.letters;
  const std::size_t vectors = aligned(sizeof header + index);
  if (vectors > bytes.size() || header.dimension == 0 || header.count == 0 ||
      (bytes.size() - vectors) / sizeof(float) / header.dimension != header.count)
    return std::nullopt;
  std::string_view rest = bytes.substr(sizeof header, index);
  if (fingerprint(rest) != header.checksum) return std::nullopt;
  const auto take = [&](std::size_t size) {
    const std::string_view part = rest.substr(0, size);
    rest.remove_prefix(size);
    return part;
  };
  Content content;
  content.identity = take(header.identity);
  content.kind = take(header.kind);
  content.ends = take(row);
  content.checksums = take(row);
  content.letters = take(header.letters);
  content.vectors = bytes.substr(vectors);
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
      if (checksum(vector, dimension) != number(content->checksums, row)) damaged = true;
    }
  });
  if (damaged) return std::nullopt;
  return vectors;
}

void store(const VectorCache& cache, const VectorTable& table) {
  std::string letters;
  std::vector<std::uint32_t> ends, checksums;
  const auto dimension = static_cast<std::size_t>(table.dimension);
  for (std::size_t row = 0; row < table.words.words().size(); ++row) {
    letters += table.words.words()[row];
    ends.push_back(static_cast<std::uint32_t>(letters.size()));
    checksums.push_back(checksum(table.values.data() + row * dimension, dimension));
  }
  std::string index = cache.identity + table.kind;
  index.append(bytes_of(ends)).append(bytes_of(checksums)).append(letters);
  Header header;
  header.identity = cache.identity.size();
  header.kind = table.kind.size();
  header.count = ends.size();
  header.dimension = dimension;
  header.letters = letters.size();
  header.checksum = fingerprint(index);
  index.resize(aligned(sizeof header + index.size()) - sizeof header);

  AtomicFile file(cache.file);
  file.append({reinterpret_cast<const char*>(&header), sizeof header});
  file.append(index);
  file.append({reinterpret_cast<const char*>(table.values.data()), table.values.size() * sizeof(float)});
  file.commit();
}

void try_to_store(const VectorCache& cache, const VectorTable& table, const WordVectorOptions& options) {
  try {
    store(cache, table);
  } catch (const Error& error) {
    if (options.notice) options.notice(fmt::format("no cache of the word vectors: {}", error.what()));
  }
}

}  // namespace neon
