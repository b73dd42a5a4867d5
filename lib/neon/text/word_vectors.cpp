#include <neon/core/error.hpp>
#include <neon/tables/detail/foreign_format.hpp>
#include <neon/text/detail/vector_table.hpp>
#include <neon/text/fingerprint.hpp>
#include <neon/text/word_vectors.hpp>

#include <fmt/ranges.h>

#include <chrono>

namespace neon {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t bytes_that_tell_vectors = std::size_t{1} << 16U;

enum class Format { text, binary, json, model };

Format detect(std::string_view start, const std::string& name) {
  if (is_fasttext_model(start)) return Format::model;
  if (is_binary_vectors(start)) return Format::binary;
  require_text(name, start);
  if (start.starts_with("\xef\xbb\xbf")) start.remove_prefix(3);
  const std::size_t first = start.find_first_not_of(" \t\r\n");
  const bool object = first != std::string_view::npos && start[first] == '{';
  const std::size_t key = object ? start.find_first_not_of(" \t\r\n", first + 1) : std::string_view::npos;
  if (key != std::string_view::npos && (start[key] == '"' || start[key] == '}')) return Format::json;
  const bool headed = vector_header(start.substr(0, start.find('\n'))).has_value();
  require(headed || fs::path(name).extension() != ".bin",
          "{}: is neither a fastText model (of version 0.1 or later) nor vectors of word2vec", name);
  return Format::text;
}

void read(ByteStream& stream, Format format, VectorTable& table, const Vocabulary& vocabulary,
          const ProgressFn& progress) {
  switch (format) {
    case Format::model:
      return read_fasttext_model(stream, table, vocabulary);
    case Format::json:
      return read_json_vectors(stream, table, progress);
    case Format::binary:
      return read_binary_vectors(stream, table, progress);
    case Format::text:
      return read_text_vectors(stream, table, progress);
  }
}

/// Path, size and time of change of the file; for a model, whose vectors are made for the words asked for, those too.
VectorCache cache_of(const fs::path& file, Format format, const Vocabulary& vocabulary, const fs::path& folder) {
  const std::string path = fs::weakly_canonical(file).string();
  std::string variant;
  if (format == Format::model)
    variant = fmt::format(" for {:016x}", fingerprint(fmt::format("{}", fmt::join(vocabulary.words(), " "))));
  const auto modified = fs::last_write_time(file).time_since_epoch();
  return {folder / fmt::format("{}-{:016x}.vectors", file.filename().string(), fingerprint(path + variant)),
          fmt::format("{} of {} bytes, modified {}{}", path, fs::file_size(file),
                      std::chrono::duration_cast<std::chrono::nanoseconds>(modified).count(), variant)};
}

}  // namespace

WordVectors read_word_vectors(const fs::path& file, const Vocabulary& vocabulary, const WordVectorOptions& options) {
  ByteStream stream = ByteStream::open(file.string());
  const Format format = detect(stream.peek(bytes_that_tell_vectors), stream.name());
  const std::string source = file.filename().string();

  std::error_code error;
  std::optional<VectorCopy> copy;
  if (!options.cache.empty() && fs::is_regular_file(file, error)) {
    VectorCache cache = cache_of(file, format, vocabulary, options.cache);
    if (std::optional<WordVectors> vectors = load(cache, vocabulary, source)) {
      require(vectors->words.size() > 0, "{}: knows none of the {} words of the texts", source, vocabulary.size());
      return std::move(*vectors);
    }
    copy.emplace(std::move(cache), options);
  }
  VectorTable table(vocabulary, copy ? &*copy : nullptr);
  read(stream, format, table, vocabulary, options.progress);
  if (options.notice)
    for (const std::string& remark : table.remarks()) options.notice(fmt::format("{}: {}", stream.name(), remark));
  return table.finish(source);
}

}  // namespace neon
