#include <neon/images/exif_orientation.hpp>

#include <cstddef>
#include <optional>

namespace neon {
namespace {

/// Unsigned numbers of a TIFF structure; nothing where they would lie outside it.
class Tiff {
 public:
  explicit Tiff(std::string_view bytes) : bytes_(bytes), little_endian_(bytes.substr(0, 2) == "II") {}

  std::optional<std::size_t> number(std::size_t at, std::size_t width) const {
    if (at > bytes_.size() || bytes_.size() - at < width) return std::nullopt;
    std::size_t value = 0;
    for (std::size_t i = 0; i < width; ++i)
      value = value << 8U | static_cast<unsigned char>(bytes_[at + (little_endian_ ? width - 1 - i : i)]);
    return value;
  }

 private:
  std::string_view bytes_;
  bool little_endian_;
};

}  // namespace

int exif_orientation(std::string_view segment) {
  constexpr std::string_view identifier("Exif\0\0", 6);
  constexpr std::size_t orientation_tag = 0x0112, entry_size = 12;
  if (segment.substr(0, identifier.size()) != identifier) return 1;
  const Tiff tiff(segment.substr(identifier.size()));
  const auto directory = tiff.number(4, 4);
  const auto entries = directory ? tiff.number(*directory, 2) : std::nullopt;
  for (std::size_t i = 0; entries && i < *entries; ++i) {
    const std::size_t entry = *directory + 2 + i * entry_size;
    const auto tag = tiff.number(entry, 2), value = tiff.number(entry + 8, 2);
    if (!tag || !value) return 1;
    if (*tag == orientation_tag) return *value >= 1 && *value <= 8 ? static_cast<int>(*value) : 1;
  }
  return 1;
}

Image upright(Image stored, int orientation) {
  if (orientation == 1) return stored;
  const bool transposed = orientation >= 5;
  // Where a pixel of the upright picture lies in the stored one: from the far end of a stored axis, or from the near.
  const bool from_bottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  const bool from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  Image image = stored;
  if (transposed) std::swap(image.height, image.width);
  for (Index y = 0; y < image.height; ++y)
    for (Index x = 0; x < image.width; ++x) {
      const Index row = transposed ? x : y, column = transposed ? y : x;
      const std::uint8_t* from =
          stored.pixel(from_bottom ? stored.height - 1 - row : row, from_right ? stored.width - 1 - column : column);
      for (Index c = 0; c < 3; ++c) image.pixel(y, x)[c] = from[c];
    }
  return image;
}

}  // namespace neon
