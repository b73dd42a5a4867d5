#include <neon/core/error.hpp>
#include <neon/text/fasttext_model.hpp>

#include <algorithm>
#include <cstring>
#include <fasttext/fasttext.h>
#include <fstream>

namespace neon {
namespace {

constexpr std::int32_t magic = 793712314, newest_version = 12;

}  // namespace

bool is_fasttext_model(std::string_view bytes) {
  std::int32_t start = 0;
  if (bytes.size() < sizeof start) return false;
  std::memcpy(&start, bytes.data(), sizeof start);
  return start == magic;
}

VectorTable vectors_of(const fasttext::FastText& model, const std::vector<std::string>& words, std::string kind) {
  VectorTable table;
  table.kind = std::move(kind);
  table.dimension = model.getDimension();
  fasttext::Vector vector(table.dimension);
  std::vector<double> values(static_cast<std::size_t>(table.dimension));
  for (const std::string& word : words) {
    model.getWordVector(vector, word);
    std::copy_n(vector.data(), values.size(), values.begin());
    if (std::any_of(values.begin(), values.end(), [](double value) { return value != 0; }))
      table.add(word, values.data(), table.kind);
  }
  return table;
}

VectorTable read_fasttext_model(const std::filesystem::path& file, const Vocabulary& vocabulary) {
  std::ifstream stream(file, std::ios::binary);
  require(stream.is_open(), "{}: cannot be opened", file.string());
  fasttext::FastText model;
  try {
    // The model's own reader takes what it finds: the stream says where a file is cut off.
    stream.exceptions(std::ios::badbit | std::ios::failbit);
    std::int32_t start[2];
    stream.read(reinterpret_cast<char*>(start), sizeof start);
    require(start[0] == magic && start[1] <= newest_version, "{}: version {} of fastText models should be at most {}",
            file.string(), start[1], newest_version);
    model.loadModel(stream);
  } catch (const std::ios::failure&) {
    throw Error(fmt::format("{}: is cut off: not a whole fastText model", file.string()));
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    throw Error(fmt::format("{}: not a fastText model: {}", file.string(), error.what()));
  }
  return vectors_of(model, vocabulary.words(), "fastText model");
}

}  // namespace neon
