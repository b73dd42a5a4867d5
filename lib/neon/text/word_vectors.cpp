#include <neon/core/error.hpp>
#include <neon/text/file_contents.hpp>
#include <neon/text/fingerprint.hpp>
#include <neon/text/vector_cache.hpp>
#include <neon/text/word_vectors.hpp>

#include <fmt/ranges.h>

#include <chrono>

namespace neon {
namespace {

namespace fs = std::filesystem;

enum class Format { text, json, model };

Format detect(std::string_view bytes, const fs::path& file) {
  if (is_fasttext_model(bytes)) return Format::model;
  require(file.extension() != ".bin", "{}: not a fastText model: another file, or older than version 0.1",
          file.string());
  for (const auto& [start, name] :
       {std::pair<std::string_view, std::string_view>{"PK\x03\x04", "zip"}, {"\x1f\x8b", "gzip"}, {"\x89HDF", "HDF5"}})
    require(!bytes.starts_with(start), "{}: is a {} file, should be word vectors (unpacked)", file.string(), name);
  const std::size_t start = bytes.find_first_not_of(" \t\r\n");
  const bool object = start != std::string_view::npos && bytes[start] == '{';
  const std::size_t key = object ? bytes.find_first_not_of(" \t\r\n", start + 1) : std::string_view::npos;
  return key != std::string_view::npos && (bytes[key] == '"' || bytes[key] == '}') ? Format::json : Format::text;
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
  const std::string name = file.string();
  const MappedFile mapped(file);
  const std::string_view bytes = mapped.bytes();
  const Format format = detect(bytes, file);
  const std::string source = file.filename().string();

  std::optional<VectorCache> cache;
  if (!options.cache.empty()) {
    cache = cache_of(file, format, vocabulary, options.cache);
    if (std::optional<WordVectors> vectors = load(*cache, vocabulary, source)) {
      require(vectors->words.size() > 0, "{}: knows none of the {} words of the texts", source, vocabulary.size());
      return std::move(*vectors);
    }
  }
  const VectorTable table = format == Format::model  ? read_fasttext_model(file, vocabulary)
                            : format == Format::json ? read_json_vectors(bytes, name, options.progress)
                                                     : read_text_vectors(bytes, name, options.progress);
  WordVectors vectors = restricted(table, vocabulary, source);
  if (cache) try_to_store(*cache, table, options);
  return vectors;
}

}  // namespace neon
