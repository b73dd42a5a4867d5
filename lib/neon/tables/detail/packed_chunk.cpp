#include <neon/core/error.hpp>
#include <neon/tables/detail/packed_chunk.hpp>

#include <zlib.h>

#include <algorithm>

namespace neon {
namespace {

constexpr std::size_t sample_pieces = 16, piece_size = 512;
constexpr double worth_it = 0.8;

std::vector<char> shuffled(std::string_view values, std::size_t element_size) {
  std::vector<char> bytes(values.size());
  const std::size_t count = values.size() / element_size;
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t b = 0; b < element_size; ++b) bytes[b * count + i] = values[i * element_size + b];
  return bytes;
}

std::vector<char> deflated(const std::vector<char>& bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::vector<char> packed(size);
  const int code =
      compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
                static_cast<uLong>(bytes.size()), PackedChunk::deflate_level);
  require(code == Z_OK, "zlib: {} bytes cannot be compressed: code {}", bytes.size(), code);
  packed.resize(size);
  return packed;
}

/// Pieces from all over the values: what deflate makes of them tells what it would make of the whole.
std::string sample_of(std::string_view values, std::size_t element_size) {
  const std::size_t piece = piece_size / element_size * element_size;
  if (values.size() <= sample_pieces * piece) return std::string(values);
  const std::size_t step = values.size() / sample_pieces / element_size * element_size;
  std::string sample;
  for (std::size_t i = 0; i < sample_pieces; ++i) sample.append(values.substr(i * step, piece));
  return sample;
}

}  // namespace

PackedChunk pack_chunk(std::string_view values, std::size_t element_size) {
  const std::string sample = sample_of(values, element_size);
  const std::size_t packed_sample = deflated(shuffled(sample, element_size)).size();
  if (static_cast<double>(packed_sample) > worth_it * static_cast<double>(sample.size()))
    return {{values.begin(), values.end()}, 0b11};
  return {deflated(shuffled(values, element_size)), 0};
}

}  // namespace neon
