#include <neon/core/error.hpp>
#include <neon/io/idx.hpp>

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <memory>
#include <system_error>
#include <vector>

namespace neon {
namespace {

namespace fs = std::filesystem;

constexpr unsigned unsigned_byte = 0x08;

struct CloseGzip {
  void operator()(gzFile file) const { gzclose_r(file); }
};

/// Reads what gzip decompresses to, and plain files as they are.
class Bytes {
 public:
  explicit Bytes(const fs::path& path) : path_(path.string()) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    require(fs::exists(status), "{}: no such file", path_);
    require(fs::is_regular_file(status), "{}: is no file", path_);
    file_.reset(gzopen(path_.c_str(), "rb"));
    require(file_ != nullptr, "{}: cannot be opened: {}", path_, std::generic_category().message(errno));
  }

  /// Up to `count` bytes; fewer at the end of the file, also where a compressed file was cut off.
  std::vector<std::uint8_t> read(std::uint64_t count) {
    std::vector<std::uint8_t> bytes;
    while (bytes.size() < count) {
      // In steps: a damaged header may announce more than there is memory.
      const std::size_t had = bytes.size();
      bytes.resize(had + static_cast<std::size_t>(std::min<std::uint64_t>(count - had, 1U << 24U)));
      const int got = gzread(file_.get(), bytes.data() + had, static_cast<unsigned>(bytes.size() - had));
      int code = Z_OK;
      const char* message = gzerror(file_.get(), &code);
      cut_off_ = code == Z_BUF_ERROR;
      require(got >= 0 || cut_off_, "{}: cannot be read: {}", path_, message);
      bytes.resize(had + static_cast<std::size_t>(std::max(got, 0)));
      if (bytes.size() == had) break;
    }
    position_ += bytes.size();
    return bytes;
  }

  std::uint64_t position() const { return position_; }
  /// Has the last read met the end of a compressed file before the end of its contents or checksum?
  bool cut_off() const { return cut_off_; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::unique_ptr<gzFile_s, CloseGzip> file_;
  std::uint64_t position_ = 0;
  bool cut_off_ = false;
};

std::uint32_t big_endian(const std::uint8_t* bytes) {
  return std::uint32_t{bytes[0]} << 24U | std::uint32_t{bytes[1]} << 16U | std::uint32_t{bytes[2]} << 8U | bytes[3];
}

/// The extents of the array, after the magic number: 0, 0, element type, number of dimensions.
template <std::size_t rank>
std::array<std::uint32_t, rank> read_header(Bytes& file) {
  constexpr std::uint32_t magic = unsigned_byte << 8U | rank;
  const auto start = file.read(4);
  require(start.size() == 4, "{}: truncated: expected a header of {} bytes, found {}", file.path(), 4 + 4 * rank,
          start.size());
  const std::uint32_t found = big_endian(start.data());
  require(found >> 16U != 0 || (found >> 8U) == unsigned_byte || (found & 0xffU) != rank,
          "{}: wrong element type at offset 2: expected 0x08 (unsigned byte), found {:#04x}", file.path(), found >> 8U);
  require(found == magic, "{}: wrong magic number at offset 0: expected {:#010x}, found {:#010x}", file.path(), magic,
          found);
  const auto header = file.read(4 * rank);
  require(header.size() == 4 * rank, "{}: truncated: expected a header of {} bytes, found {}", file.path(),
          4 + 4 * rank, file.position());
  std::array<std::uint32_t, rank> extents{};
  for (std::size_t i = 0; i < rank; ++i) extents[i] = big_endian(header.data() + 4 * i);
  return extents;
}

/// Exactly the elements that the header announces.
std::vector<std::uint8_t> read_elements(Bytes& file, std::uint64_t count) {
  const std::uint64_t header = file.position();
  auto elements = file.read(count);
  require(elements.size() == count, "{}: truncated: expected {} bytes, found {}", file.path(), header + count,
          file.position());
  require(file.read(1).empty(), "{}: trailing bytes: expected {} bytes, found more", file.path(), header + count);
  require(!file.cut_off(), "{}: truncated: the checksum after {} bytes is missing", file.path(), header + count);
  return elements;
}

}  // namespace

IdxImages read_idx_images(const fs::path& path) {
  Bytes file(path);
  const auto [count, rows, cols] = read_header<3>(file);
  require(rows > 0 && cols > 0 && std::uint64_t{rows} * cols <= 1U << 30U,
          "{}: images of {} x {} pixels should have at least 1 and at most 2^30", file.path(), rows, cols);
  // Below 2^62 by the check above.
  const auto bytes = read_elements(file, std::uint64_t{count} * rows * cols);
  using ByteMatrix = Eigen::Matrix<std::uint8_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::Map<const ByteMatrix> pixels(bytes.data(), Index{count}, Index{rows} * Index{cols});
  return {.pixels = pixels.cast<double>() / 255, .rows = rows, .cols = cols};
}

Labels read_idx_labels(const fs::path& path) {
  Bytes file(path);
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
