#include <neon/images/image.hpp>

#include <catch2/catch.hpp>

#include "support/raw_jpeg.hpp"
#include "support/raw_png.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using Catch::Contains;
using Colour = std::array<int, 3>;

namespace {

Colour at(const Image& image, Index y, Index x) {
  const std::uint8_t* p = image.pixel(y, x);
  return {p[0], p[1], p[2]};
}

Image read_bytes(const std::string& bytes) {
  const ScratchFolder folder;
  spit(folder / "picture", bytes);
  return read_image(folder / "picture");
}

std::string refusal(const std::string& bytes) {
  return message_of([&] { read_bytes(bytes); });
}

std::string text(std::initializer_list<int> bytes) {
  std::string result;
  for (const int byte : bytes) result += static_cast<char>(byte);
  return result;
}

/// A JPEG of one colour, whose coding errors are those of colour conversion alone.
RawJpeg plain(J_COLOR_SPACE samples, J_COLOR_SPACE stored, const std::vector<std::uint8_t>& pixel) {
  RawJpeg jpeg{.samples_are = samples, .stored_as = stored, .samples = {}};
  for (unsigned i = 0; i < jpeg.width * jpeg.height; ++i)
    jpeg.samples.insert(jpeg.samples.end(), pixel.begin(), pixel.end());
  return jpeg;
}

void check_close(const Colour& got, const Colour& expected, int tolerance) {
  for (std::size_t c = 0; c < 3; ++c) {
    INFO("channel " << c << ": " << got[c] << " should be " << expected[c]);
    CHECK(std::abs(got[c] - expected[c]) <= tolerance);
  }
}

}  // namespace

TEST_CASE("PNG: what is written is read again, to the last pixel") {
  const ScratchFolder folder;
  Image image(3, 5, {0, 0, 0});
  for (std::size_t i = 0; i < image.rgb.size(); ++i) image.rgb[i] = static_cast<std::uint8_t>(17 * i);
  write_png(folder / "new folder/picture.png", image);
  CHECK(read_image(folder / "new folder/picture.png") == image);
  const std::string first = slurp(folder / "new folder/picture.png");
  write_png(folder / "new folder/picture.png", image);
  CHECK(slurp(folder / "new folder/picture.png") == first);
}

TEST_CASE("PNG: an image that is none, and a full disk, leave no file behind") {
  const ScratchFolder folder;
  Image image(40, 50, {1, 2, 3});
  for (std::size_t i = 0; i < image.rgb.size(); ++i) image.rgb[i] = static_cast<std::uint8_t>(i * i % 251);
  {
    const FullDisk disk(100);
    CHECK_THAT(message_of([&] { write_png(folder / "p.png", image); }), Contains("p.png"));
  }
  image.rgb.pop_back();
  CHECK_THAT(message_of([&] { write_png(folder / "p.png", image); }),
             Contains("p.png: 5999 values should be 40 x 50 x 3"));
  CHECK_THAT(message_of([&] { write_png(folder / "p.png", Image()); }), Contains("should have at least 1 x 1"));
  CHECK(folder.entries() == 0);
}

TEST_CASE("PNG: grey, 16 bit, palette, one bit, interlaced") {
  SECTION("grey") {
    const Image image = read_bytes(RawPng{.width = 2, .colour_type = 0, .samples = text({10, 200})}.bytes());
    CHECK(at(image, 0, 0) == Colour{10, 10, 10});
    CHECK(at(image, 0, 1) == Colour{200, 200, 200});
  }
  SECTION("one bit per pixel") {
    const Image image =
        read_bytes(RawPng{.width = 3, .bit_depth = 1, .colour_type = 0, .samples = text({0xa0})}.bytes());
    CHECK(at(image, 0, 0) == Colour{255, 255, 255});
    CHECK(at(image, 0, 1) == Colour{0, 0, 0});
    CHECK(at(image, 0, 2) == Colour{255, 255, 255});
  }
  SECTION("16 bit, rounded to 8") {
    const Image image =
        read_bytes(RawPng{.bit_depth = 16, .samples = text({0xff, 0xff, 0x80, 0x80, 0x12, 0x93})}.bytes());
    CHECK(at(image, 0, 0) == Colour{255, 128, 19});  // 0x1293 / 257 = 18.5019
  }
  SECTION("palette with a transparent entry") {
    const Image image = read_bytes(RawPng{.width = 2,
                                          .colour_type = 3,
                                          .samples = text({1, 0}),
                                          .palette = text({255, 0, 0, 0, 0, 255}),
                                          .transparency = text({0, 255})}
                                       .bytes());
    CHECK(at(image, 0, 0) == Colour{0, 0, 255});
    CHECK(at(image, 0, 1) == Colour{255, 255, 255});
  }
  SECTION("interlaced") {
    RawPng png{.width = 11, .height = 9, .samples = {}};
    for (int i = 0; i < 3 * 11 * 9; ++i) png.samples += static_cast<char>(i % 256);
    const Image progressive = read_bytes(png.bytes());
    png.interlaced = true;
    CHECK(read_bytes(png.bytes()) == progressive);
    CHECK(at(progressive, 8, 10) == Colour{294 % 256, 295 % 256, 296 % 256});
  }
}

TEST_CASE("PNG: alpha is composited on white") {
  const Image image = read_bytes(
      RawPng{.width = 3, .colour_type = 6, .samples = text({90, 0, 255, 255, 90, 0, 255, 0, 100, 0, 255, 51})}.bytes());
  CHECK(at(image, 0, 0) == Colour{90, 0, 255});
  CHECK(at(image, 0, 1) == Colour{255, 255, 255});
  CHECK(at(image, 0, 2) == Colour{224, 204, 255});  // (51 v + 204 * 255) / 255
}

TEST_CASE("JPEG: RGB, grey and inks") {
  check_close(at(read_bytes(plain(JCS_RGB, JCS_YCbCr, {200, 100, 50}).bytes()), 7, 9), {200, 100, 50}, 3);
  check_close(at(read_bytes(plain(JCS_GRAYSCALE, JCS_GRAYSCALE, {77}).bytes()), 0, 0), {77, 77, 77}, 1);
  // Adobe's way: how much light each ink leaves.
  for (const J_COLOR_SPACE stored : {JCS_CMYK, JCS_YCCK})
    check_close(at(read_bytes(plain(JCS_CMYK, stored, {255, 128, 0, 204}).bytes()), 3, 3), {204, 102, 0}, 4);
  // Without the marker: how much ink there is.
  RawJpeg inks = plain(JCS_CMYK, JCS_CMYK, {0, 127, 255, 51});
  inks.adobe_marker = false;
  check_close(at(read_bytes(inks.bytes()), 3, 3), {204, 102, 0}, 3);
}

TEST_CASE("JPEG: turned upright as EXIF says, in both byte orders") {
  const int orientation = GENERATE(1, 2, 3, 4, 5, 6, 7, 8);
  const bool little_endian = GENERATE(false, true);
  // Left half dark, right half light, the upper left corner red: 24 x 16 pixels in the scene.
  constexpr int width = 24, height = 16;
  const auto scene = [](int y, int x) -> Colour {
    if (y < height / 2 && x < width / 2) return {220, 20, 20};
    return x < width / 2 ? Colour{20, 20, 20} : Colour{230, 230, 230};
  };
  const bool transposed = orientation >= 5;
  RawJpeg jpeg{.samples = {}};
  jpeg.width = transposed ? height : width;
  jpeg.height = transposed ? width : height;
  for (int row = 0; row < static_cast<int>(jpeg.height); ++row)
    for (int column = 0; column < static_cast<int>(jpeg.width); ++column) {
      // The standard's table: which side of the scene row 0 and column 0 are.
      const int r = row, c = column;
      const Colour colour = orientation == 1   ? scene(r, c)
                            : orientation == 2 ? scene(r, width - 1 - c)
                            : orientation == 3 ? scene(height - 1 - r, width - 1 - c)
                            : orientation == 4 ? scene(height - 1 - r, c)
                            : orientation == 5 ? scene(c, r)
                            : orientation == 6 ? scene(c, width - 1 - r)
                            : orientation == 7 ? scene(height - 1 - c, width - 1 - r)
                                               : scene(height - 1 - c, r);
      for (const int value : colour) jpeg.samples.push_back(static_cast<std::uint8_t>(value));
    }
  jpeg.exif =
      std::string("Exif\0\0", 6) +
      (little_endian
           ? text({'I', 'I', 42,   0, 8, 0, 0, 0, 2, 0, /*make*/ 0x0f, 1, 2, 0, 1, 0, 0, 0, 'x', 0,
                   0,   0,   0x12, 1, 3, 0, 1, 0, 0, 0, orientation,   0, 0, 0, 0, 0, 0, 0})
           : text({'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0}));
  const Image image = read_bytes(jpeg.bytes());
  REQUIRE(image.width == width);
  REQUIRE(image.height == height);
  for (const auto& [y, x] : {std::pair{4, 4}, {12, 4}, {4, 20}, {12, 20}})
    check_close(at(image, y, x), scene(y, x), 12);
}

TEST_CASE("JPEG: an EXIF segment that is cut off or nonsense says nothing") {
  RawJpeg jpeg = plain(JCS_RGB, JCS_YCbCr, {1, 2, 3});
  const std::string whole = std::string("Exif\0\0", 6) + text({'M', 'M', 0, 42, 0, 0, 0,  8, 0, 9, 1, 0x12, 0,
                                                               3,   0,   0, 0,  1, 0, 99, 0, 0, 0, 0, 0,    0});
  const Image expected = read_bytes(jpeg.bytes());
  for (std::size_t length = 1; length <= whole.size(); ++length) {
    jpeg.exif = whole.substr(0, length);
    CHECK(read_bytes(jpeg.bytes()) == expected);
  }
  jpeg.exif = std::string("Exif\0\0", 6) + text({'I', 'I', 42, 0, 0xff, 0xff, 0xff, 0xff});
  CHECK(read_bytes(jpeg.bytes()) == expected);
}

TEST_CASE("Smallest and widest images") {
  CHECK(at(read_bytes(RawPng{.samples = text({1, 2, 3})}.bytes()), 0, 0) == Colour{1, 2, 3});
  RawJpeg dot = plain(JCS_RGB, JCS_YCbCr, {9, 9, 9});
  dot.width = dot.height = 1;
  CHECK(read_bytes(dot.bytes()).rgb.size() == 3);
  const Image wide = read_bytes(RawPng{.width = 20000, .height = 2, .samples = std::string(120000, '\x40')}.bytes());
  CHECK(wide.width == 20000);
  CHECK(at(wide, 1, 19999) == Colour{64, 64, 64});
  // 20,000 x 20,000 pixels announced: refused before any memory is asked for.
  CHECK_THAT(refusal(RawPng{.width = 20000, .height = 20000, .samples = std::string(20000, 'x')}.bytes()),
             Contains("20000 x 20000 pixels should be at most 100000000"));
}

TEST_CASE("Files that are no image: the message names the file, what was found and what was expected") {
  const ScratchFolder folder;
  CHECK_THAT(message_of([&] { read_image(folder / "none.png"); }), Contains("none.png: no such file"));
  CHECK_THAT(message_of([&] { read_image(folder / ""); }), Contains("is no file"));
  CHECK_THAT(refusal(""), Contains("picture: 0 bytes should be a PNG or JPEG image"));
  CHECK_THAT(refusal("GIF89a"), Contains("is no image: starts with 47 49 46 38 39 61, should be 89 50"));
  CHECK_THAT(refusal("x"), Contains("is no image: starts with 78"));
}

TEST_CASE("Images cut off or damaged anywhere are refused") {
  RawJpeg jpeg{.width = 64, .height = 48, .samples = {}};
  for (unsigned i = 0; i < 3 * 64 * 48; ++i) jpeg.samples.push_back(static_cast<std::uint8_t>(i * i % 253));
  const std::string whole = jpeg.bytes();
  for (const std::size_t length :
       {std::size_t{3}, std::size_t{30}, whole.size() / 4, whole.size() / 2, whole.size() - 200})
    CHECK_THAT(refusal(whole.substr(0, length)), Contains("picture: ") && Contains("JPEG"));
  CHECK_THAT(refusal(whole.substr(0, whole.size() / 2)),
             Contains("truncated") && Contains("should be 48 rows of 64 pixels"));

  const std::string png =
      RawPng{.width = 64, .height = 48, .samples = std::string(jpeg.samples.begin(), jpeg.samples.end())}.bytes();
  for (const std::size_t length : {std::size_t{8}, std::size_t{20}, png.size() / 4, png.size() / 2})
    CHECK_THAT(refusal(png.substr(0, length)), Contains("picture: damaged PNG"));
  std::string damaged = png;
  damaged[png.size() / 2] = static_cast<char>(damaged[png.size() / 2] ^ 0x55);
  CHECK_THAT(refusal(damaged), Contains("picture: damaged PNG") && Contains("should hold 64 x 48 pixels"));
}
