#include "experiments/vgg16/picture.hpp"

#include <neon/core/error.hpp>
#include <neon/images/image_resize.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>

#include "datasets/digest.hpp"
#include "datasets/fetch.hpp"
#include "experiments/vgg16/spiral.hpp"

namespace neon::experiments::vgg16 {
namespace {

/// A photograph of the manifest.
struct Photograph {
  std::string name, source, dataset, file;
};

const std::vector<Photograph>& photographs() {
  static const std::vector<Photograph> all{
      {"street", "street scene with a bus (bus.jpg of the ultralytics package)", "street-scene", "bus.jpg"},
      {"palace", "palace in Beijing (china.jpg of scikit-learn; danielbuechele, CC BY 2.0)", "palace", "china.jpg"}};
  return all;
}

std::string sha256_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  datasets::Sha256 digest;
  std::vector<char> buffer(1U << 16U);
  while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || file.gcount() > 0)
    digest.update(buffer.data(), static_cast<std::size_t>(file.gcount()));
  return digest.hex();
}

/// As the name of a group: HDF5 splits paths at slashes, and reads "." as the group itself.
std::string group_name(std::string name) {
  for (char& c : name)
    if (c == '/' || c == '.' || static_cast<unsigned char>(c) < 0x20) c = '_';
  return name.empty() ? "image" : name;
}

}  // namespace

std::vector<std::string> default_names() {
  std::vector<std::string> names{"spiral"};
  for (const Photograph& photograph : photographs()) names.push_back(photograph.name);
  return names;
}

Picture default_picture(const std::string& name, Index size) {
  if (name == "spiral")
    return {
        .name = name, .source = "artificial spiral", .file_height = size, .file_width = size, .image = spiral(size)};
  for (const Photograph& photograph : photographs()) {
    if (photograph.name != name) continue;
    Picture picture = open_picture(datasets::fetch(photograph.dataset).file(photograph.file), size);
    picture.name = name;
    picture.source = photograph.source;
    return picture;
  }
  throw Error(fmt::format("image '{}' should be one of {}", name, fmt::join(default_names(), ", ")));
}

Picture open_picture(const std::filesystem::path& file, Index size) {
  const Image whole = read_image(file);
  return {.name = group_name(file.stem().string()),
          .source = file.filename().string(),
          .file = file.filename().string(),
          .sha256 = sha256_of(file),
          .file_height = whole.height,
          .file_width = whole.width,
          .image = centre_square(whole, size)};
}

void make_names_unique(std::vector<Picture>& pictures) {
  for (auto picture = pictures.begin(); picture != pictures.end(); ++picture) {
    const auto taken = [&](const std::string& name) {
      return std::any_of(pictures.begin(), picture, [&](const Picture& other) { return other.name == name; });
    };
    const std::string name = picture->name;
    for (int number = 2; taken(picture->name); ++number) picture->name = fmt::format("{}-{}", name, number);
  }
}

}  // namespace neon::experiments::vgg16
