#include "experiments/surrogate/data.hpp"

#include <neon/core/error.hpp>
#include <neon/images/jpeg_decoder.hpp>
#include <neon/tables/detail/archive_reader.hpp>

#include <algorithm>
#include <map>

#include "experiments/surrogate/binary_cifar.hpp"

namespace neon::experiments::surrogate {
namespace {

constexpr Index size = 32;

/// Encoded images by class and name: the order of the archive does not matter.
using Encoded = std::map<std::string, std::map<std::string, std::string>>;

/// Reads an image into row n.
void decode(const std::string& bytes, const std::string& name, FeatureMaps& rgb, Index n) {
  const Image image = decode_jpeg(bytes, name);
  require(image.height == size && image.width == size, "{}: {} x {} pixels should be {} x {}", name, image.height,
          image.width, size, size);
  for (Index y = 0; y < size; ++y)
    for (Index x = 0; x < size; ++x)
      for (Index c = 0; c < 3; ++c) rgb(n, c, y, x) = image.pixel(y, x)[c];
}

Images decoded(const Encoded& classes, Index of_each, const std::string& archive) {
  Index count = 0;
  for (const auto& [name, files] : classes)
    count += of_each > 0 ? std::min(of_each, static_cast<Index>(files.size())) : static_cast<Index>(files.size());
  Images images{FeatureMaps(count, 3, size, size), {}};
  Index label = 0;
  for (const auto& [name, files] : classes) {
    Index taken = 0;
    for (const auto& [file, bytes] : files) {
      if (of_each > 0 && taken++ == of_each) break;
      decode(bytes, archive + ": " + file, images.rgb, static_cast<Index>(images.label.size()));
      images.label.push_back(label);
    }
    ++label;
  }
  return images;
}

std::vector<std::string> names(const Encoded& classes) {
  std::vector<std::string> result;
  for (const auto& [name, files] : classes) result.push_back(name);
  return result;
}

}  // namespace

Cifar read_cifar(const std::filesystem::path& archive, Index train, Index test) {
  ArchiveReader reader(archive);
  std::map<std::string, Encoded> parts;
  BinaryMembers binary;
  while (const auto member = reader.next()) {
    if (member->kind != ArchiveReader::Kind::file) continue;
    const std::filesystem::path path = member->path, folder = path.parent_path();
    if (is_binary_member(path)) {
      binary[path.filename().string()] = reader.contents();
      continue;
    }
    if (!binary.empty()) continue;  // what is beside them, as a page that says what they are
    const std::string part = folder.parent_path().string();
    require((part == "train" || part == "test") && path.extension() == ".jpg",
            "{}: '{}' should be train/CLASS/NUMBER.jpg or test/CLASS/NUMBER.jpg", archive.string(), member->path);
    parts[part][folder.filename().string()][member->path] = reader.contents();
  }
  if (!binary.empty()) return binary_cifar(binary, train, test, archive.string());
  const std::vector<std::string> classes = names(parts["train"]);
  require(classes.size() >= 2 && classes == names(parts["test"]),
          "{}: {} classes in train/ and {} in test/ should be the same, at least 2", archive.string(), classes.size(),
          parts["test"].size());
  return {decoded(parts["train"], train, archive.string()), decoded(parts["test"], test, archive.string()), classes,
          "CIFAR-10, JPEG copies"};
}

}  // namespace neon::experiments::surrogate
