#include <neon/tables/idx.hpp>

#include <catch2/catch.hpp>
#include <zlib.h>

#include "support/scratch_folder.hpp"
#include "support/tolerances.hpp"

using namespace neon;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;

namespace {

using namespace std::string_literals;

/// Three images of 2 x 4 pixels 0, 1, 2, ..., 23 and their labels, as the format's definition has them.
std::string image_bytes() {
  std::string bytes = "\0\0\x08\x03\0\0\0\x03\0\0\0\x02\0\0\0\x04"s;
  for (char pixel = 0; pixel < 24; ++pixel) bytes += pixel;
  bytes.back() = '\xff';
  return bytes;
}

const std::string label_bytes = "\0\0\x08\x01\0\0\0\x03\x07\0\xff"s;

std::string gzipped(const std::filesystem::path& scratch, const std::string& bytes) {
  gzFile file = gzopen(scratch.c_str(), "wb9");
  REQUIRE(gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size())) == static_cast<int>(bytes.size()));
  REQUIRE(gzclose(file) == Z_OK);
  return slurp(scratch);
}

}  // namespace

TEST_CASE("IDX files are read, plain or compressed, whatever they are called") {
  const ScratchFolder folder;
  const bool compressed = GENERATE(false, true);
  const auto stored = [&](const std::string& bytes) { return compressed ? gzipped(folder / "scratch", bytes) : bytes; };
  spit(folder / "images.gz", stored(image_bytes()));
  spit(folder / "labels", stored(label_bytes));
  const LabelledImages pair = read_idx_pair(folder / "images.gz", folder / "labels");
  CHECK(pair.images.rows == 2);
  CHECK(pair.images.cols == 4);
  REQUIRE(pair.images.pixels.rows() == 3);
  REQUIRE(pair.images.pixels.cols() == 8);
  for (Index n = 0; n < 3; ++n)
    for (Index i = 0; i < 8; ++i) {
      const double value = n == 2 && i == 7 ? 255 : static_cast<double>(8 * n + i);
      CHECK(pair.images.pixels(n, i) == value / 255);
    }
  CHECK(pair.labels == Labels{7, 0, 255});
}

TEST_CASE("an IDX file larger than one reading step is complete") {
  const ScratchFolder folder;
  std::string bytes = "\0\0\x08\x01\x01\x00\x00\x10"s;  // 2^24 + 16 labels
  bytes.append((1U << 24U) + 15, '\x03');
  bytes += '\x09';
  spit(folder / "labels.gz", gzipped(folder / "scratch", bytes));
  const Labels labels = read_idx_labels(folder / "labels.gz");
  CHECK(labels.size() == (1U << 24U) + 16);
  CHECK(labels.front() == 3);
  CHECK(labels.back() == 9);
}

TEST_CASE("damaged IDX files are refused and named") {
  const ScratchFolder folder;
  const auto file = folder / "file";
  const std::string name = file.string();
  const auto images_error = [&](const std::string& bytes) {
    spit(file, bytes);
    return message_of([&] { read_idx_images(file); });
  };
  const std::string images = image_bytes();

  CHECK_THAT(message_of([&] { read_idx_images(folder / "none"); }),
             Equals((folder / "none").string() + ": no such file"));
  CHECK_THAT(message_of([&] { read_idx_labels(folder / ""); }), Contains("is a directory"));
  CHECK_THAT(images_error(label_bytes),
             Equals(name + ": wrong magic number at offset 0: expected 0x00000803, found 0x00000801"));
  CHECK_THAT(images_error("PNG and more"), Contains("expected 0x00000803, found 0x504e4720"));
  CHECK_THAT(images_error("\0\0\x0d\x03\0\0\0\x03"s),
             Equals(name + ": wrong element type at offset 2: expected 0x08 (unsigned byte), found 0x0d"));
  CHECK_THAT(images_error(""), Equals(name + ": truncated: expected a header of 16 bytes, found 0"));
  CHECK_THAT(images_error(images.substr(0, 9)), Equals(name + ": truncated: expected a header of 16 bytes, found 9"));
  CHECK_THAT(images_error(images.substr(0, 30)), Equals(name + ": truncated: expected 40 bytes, found 30"));
  CHECK_THAT(images_error(images + "x"), Equals(name + ": trailing bytes: expected 40 bytes, found more"));
  CHECK_THAT(images_error("\0\0\x08\x03\0\0\0\x03\0\0\0\0\0\0\0\x04"s), Contains("images of 0 x 4 pixels"));
  CHECK_THAT(images_error("\0\0\x08\x03\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"s), Contains("2^30"));
  CHECK_THAT(images_error("\0\0\x08\x03\xff\xff\xff\xff\0\0\0\x1c\0\0\0\x1c pixels"s), Contains("truncated"));

  spit(file, images);
  CHECK_THAT(message_of([&] { read_idx_labels(file); }), Contains("expected 0x00000801, found 0x00000803"));
}

TEST_CASE("a compressed IDX file cut off anywhere is refused") {
  const ScratchFolder folder;
  const std::string complete = gzipped(folder / "scratch", image_bytes());
  const std::size_t length = GENERATE_COPY(range(std::size_t{0}, complete.size()));
  spit(folder / "file.gz", complete.substr(0, length));
  CHECK_THAT(message_of([&] { read_idx_images(folder / "file.gz"); }), Contains("file.gz: "));
}

TEST_CASE("a compressed IDX file with wrong contents is refused") {
  const ScratchFolder folder;
  std::string bytes = gzipped(folder / "scratch", image_bytes());
  bytes[bytes.size() - 6] = static_cast<char>(bytes[bytes.size() - 6] ^ 1);  // in the checksum
  spit(folder / "file.gz", bytes);
  CHECK_THAT(message_of([&] { read_idx_images(folder / "file.gz"); }), Contains("file.gz: cannot be read: "));
}

TEST_CASE("images and labels of different number are refused") {
  const ScratchFolder folder;
  spit(folder / "images", image_bytes());
  spit(folder / "labels", "\0\0\x08\x01\0\0\0\x02\x07\x01"s);
  CHECK_THAT(message_of([&] { read_idx_pair(folder / "images", folder / "labels"); }),
             Equals((folder / "labels").string() + ": 2 labels should be as many as the 3 images of " +
                    (folder / "images").string()));
}
