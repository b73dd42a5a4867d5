#include <neon/core/error.hpp>
#include <neon/tables/detail/byte_stream.hpp>
#include <neon/tables/detail/idx_header.hpp>
#include <neon/tables/idx.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace neon {
namespace {

namespace fs = std::filesystem;

constexpr unsigned unsigned_byte = 0x08;

/// Up to `count` bytes; fewer at the end of the file.
std::vector<std::uint8_t> read(ByteStream& file, std::uint64_t count) {
  std::vector<std::uint8_t> bytes;
  while (bytes.size() < count) {
    // In steps: a damaged header may announce more than there is memory.
    const std::size_t had = bytes.size();
    const auto step = static_cast<std::size_t>(std::min<std::uint64_t>(count - had, 1U << 24U));
    bytes.resize(had + step);
    const std::size_t got = file.read(reinterpret_cast<char*>(bytes.data()) + had, step);
    bytes.resize(had + got);
    if (got < step) break;
  }
  return bytes;
}

std::uint32_t big_endian(const std::uint8_t* bytes) {
  return std::uint32_t{bytes[0]} << 24U | std::uint32_t{bytes[1]} << 16U | std::uint32_t{bytes[2]} << 8U | bytes[3];
}

std::optional<NumberFormat> number_format(int type) {
  using Kind = NumberFormat::Kind;
  switch (type) {
    case unsigned_byte:
      return NumberFormat{Kind::unsigned_integer, 1, true};
    case 0x09:
      return NumberFormat{Kind::signed_integer, 1, true};
    case 0x0b:
      return NumberFormat{Kind::signed_integer, 2, true};
    case 0x0c:
      return NumberFormat{Kind::signed_integer, 4, true};
    case 0x0d:
      return NumberFormat{Kind::real, 4, true};
    case 0x0e:
      return NumberFormat{Kind::real, 8, true};
    default:
      return std::nullopt;
  }
}

/// The extents of the array, after the magic number: 0, 0, element type, number of dimensions.
template <std::size_t rank>
std::array<std::uint32_t, rank> read_header(ByteStream& file) {
  constexpr std::uint32_t magic = unsigned_byte << 8U | rank;
  const auto start = read(file, 4);
  require(start.size() == 4, "{}: truncated: expected a header of {} bytes, found {}", file.name(), 4 + 4 * rank,
          start.size());
  const std::uint32_t found = big_endian(start.data());
  require(found >> 16U != 0 || (found >> 8U) == unsigned_byte || (found & 0xffU) != rank,
          "{}: wrong element type at offset 2: expected 0x08 (unsigned byte), found {:#04x}", file.name(), found >> 8U);
  require(found == magic, "{}: wrong magic number at offset 0: expected {:#010x}, found {:#010x}", file.name(), magic,
          found);
  const auto header = read(file, 4 * rank);
  require(header.size() == 4 * rank, "{}: truncated: expected a header of {} bytes, found {}", file.name(),
          4 + 4 * rank, file.position());
  std::array<std::uint32_t, rank> extents{};
  for (std::size_t i = 0; i < rank; ++i) extents[i] = big_endian(header.data() + 4 * i);
  return extents;
}

/// Exactly the elements that the header announces.
std::vector<std::uint8_t> read_elements(ByteStream& file, std::uint64_t count) {
  const std::uint64_t header = file.position();
  auto elements = read(file, count);
  require(elements.size() == count, "{}: truncated: expected {} bytes, found {}", file.name(), header + count,
          file.position());
  require(read(file, 1).empty(), "{}: trailing bytes: expected {} bytes, found more", file.name(), header + count);
  return elements;
}

}  // namespace

bool is_idx(std::string_view start) {
  return start.size() >= 4 && start[0] == 0 && start[1] == 0 && number_format(start[2]) && start[3] > 0;
}

ArrayLayout read_idx_header(ByteStream& stream) {
  const auto start = read(stream, 4);
  require(start.size() == 4 && start[0] == 0 && start[1] == 0 && number_format(start[2]),
          "{}: no IDX file: it should start with 0, 0, a type of number and the number of dimensions", stream.name());
  const std::size_t rank = start[3];
  const auto header = read(stream, 4 * rank);
  require(header.size() == 4 * rank, "{}: truncated: expected a header of {} bytes, found {}", stream.name(),
          4 + 4 * rank, stream.position());
  ArrayLayout layout;
  layout.format = *number_format(start[2]);
  for (std::size_t i = 0; i < rank; ++i) layout.shape.push_back(big_endian(header.data() + 4 * i));
  return layout;
}

IdxImages read_idx_images(const fs::path& path) {
  ByteStream file = ByteStream::open(path.string());
  const auto [count, rows, cols] = read_header<3>(file);
  require(rows > 0 && cols > 0 && std::uint64_t{rows} * cols <= 1U << 30U,
          "{}: images of {} x {} pixels should have at least 1 and at most 2^30", file.name(), rows, cols);
  // Below 2^62 by the check above.
  const auto bytes = read_elements(file, std::uint64_t{count} * rows * cols);
  using ByteMatrix = Eigen::Matrix<std::uint8_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::Map<const ByteMatrix> pixels(bytes.data(), Index{count}, Index{rows} * Index{cols});
  return {.pixels = pixels.cast<double>() / 255, .rows = rows, .cols = cols};
}

Labels read_idx_labels(const fs::path& path) {
  ByteStream file = ByteStream::open(path.string());
  const auto [count] = read_header<1>(file);
  const auto bytes = read_elements(file, count);
  return {bytes.begin(), bytes.end()};
}

LabelledImages read_idx_pair(const fs::path& images, const fs::path& labels) {
  LabelledImages pair{read_idx_images(images), read_idx_labels(labels)};
  require(pair.images.pixels.rows() == static_cast<Index>(pair.labels.size()),
          "{}: {} labels should be as many as the {} images of {}", labels.string(), pair.labels.size(),
          pair.images.pixels.rows(), images.string());
  return pair;
}

}  // namespace neon
