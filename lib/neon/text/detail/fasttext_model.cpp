#include <neon/core/error.hpp>
#include <neon/text/detail/fasttext_layout.hpp>
#include <neon/text/detail/fasttext_model.hpp>
#include <neon/text/detail/stream_buffer.hpp>

#include <algorithm>
#include <cstring>
#include <fasttext/fasttext.h>
#include <istream>

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

void add_vectors_of(const fasttext::FastText& model, const std::vector<std::string>& words, VectorTable& table) {
  table.dimension = model.getDimension();
  fasttext::Vector vector(table.dimension);
  std::vector<double> values(static_cast<std::size_t>(table.dimension));
  for (const std::string& word : words) {
    model.getWordVector(vector, word);
    std::copy_n(vector.data(), values.size(), values.begin());
    if (std::any_of(values.begin(), values.end(), [](double value) { return value != 0; }))
      table.add(word, values.data(), table.kind);
  }
}

void read_fasttext_model(ByteStream& stream, VectorTable& table, const Vocabulary& vocabulary) {
  StreamBuffer buffer(stream);
  std::istream file(&buffer);
  fasttext::FastText model;
  try {
    // The model's own reader takes what it finds: the stream says where a file is cut off.
    file.exceptions(std::ios::badbit | std::ios::failbit);
    std::int32_t start[2];
    file.read(reinterpret_cast<char*>(start), sizeof start);
    require(start[0] == magic && start[1] <= newest_version, "{}: version {} of fastText models should be at most {}",
            stream.name(), start[1], newest_version);
    require_fasttext_layout(stream.name());
    model.loadModel(file);
  } catch (const std::ios::failure&) {
    throw Error(fmt::format("{}: is cut off: not a whole fastText model", stream.name()));
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    throw Error(fmt::format("{}: not a fastText model: {}", stream.name(), error.what()));
  }
  table.kind = "fastText model";
  add_vectors_of(model, vocabulary.words(), table);
}

}  // namespace neon
