#include <neon/core/error.hpp>
#include <neon/images/image.hpp>
#include <neon/images/jpeg_decoder.hpp>
#include <neon/images/png_codec.hpp>
#include <neon/tables/atomic_file.hpp>

#include <fstream>
#include <string_view>
#include <system_error>

namespace neon {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view png_signature = "\x89PNG\r\n\x1a\n", jpeg_signature = "\xff\xd8\xff";

std::string read_bytes(const fs::path& path) {
  constexpr std::uintmax_t most_bytes = 1U << 30U;
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  require(fs::exists(status), "{}: no such file", path.string());
  require(fs::is_regular_file(status), "{}: is no file", path.string());
  const std::uintmax_t size = fs::file_size(path, error);
  require(!error, "{}: cannot be read: {}", path.string(), error.message());
  require(size > 0, "{}: 0 bytes should be a PNG or JPEG image", path.string());
  require(size <= most_bytes, "{}: {} bytes should be at most {}", path.string(), size, most_bytes);
  std::string bytes(static_cast<std::size_t>(size), '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  require(static_cast<std::uintmax_t>(file.gcount()) == size, "{}: read {} bytes, should be {}", path.string(),
          file.gcount(), size);
  return bytes;
}

std::string hex_of(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes)
    text += fmt::format("{}{:02x}", text.empty() ? "" : " ", static_cast<unsigned char>(byte));
  return text;
}

}  // namespace

Image::Image(Index rows, Index columns, std::array<std::uint8_t, 3> colour) : height(rows), width(columns) {
  require(rows > 0 && columns > 0, "Image: {} x {} pixels should be at least 1 x 1", columns, rows);
  rgb.resize(static_cast<std::size_t>(3 * rows * columns));
  for (std::size_t i = 0; i < rgb.size(); ++i) rgb[i] = colour[i % 3];
}

Image read_image(const fs::path& path) {
  const std::string bytes = read_bytes(path);
  const std::string_view start = std::string_view(bytes).substr(0, png_signature.size());
  if (start == png_signature) return decode_png(bytes, path.string());
  if (start.substr(0, jpeg_signature.size()) == jpeg_signature) return decode_jpeg(bytes, path.string());
  throw Error(fmt::format("{}: is no image: starts with {}, should be {} (PNG) or {} (JPEG)", path.string(),
                          hex_of(start), hex_of(png_signature), hex_of(jpeg_signature)));
}

void write_png(const fs::path& path, const Image& image) {
  const std::string bytes = encode_png(image, path.string());
  AtomicFile file(path);
  file.append(bytes);
  file.commit();
}

}  // namespace neon
