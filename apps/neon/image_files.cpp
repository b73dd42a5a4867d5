#include "apps/neon/image_files.hpp"

#include <neon/core/error.hpp>
#include <neon/images/image_resize.hpp>
#include <neon/text/utf8.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <system_error>

#include "apps/neon/terminal.hpp"

namespace neon::cli {
namespace {

namespace fs = std::filesystem;

bool looks_like_image(const fs::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return ending == ".png" || ending == ".jpg" || ending == ".jpeg";
}

void add_folder(const fs::path& folder, std::vector<ImageFile>& images) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    if (looks_like_image(entry->path()) && entry->is_regular_file()) found.push_back(entry->path());
  require(!error, "{}: cannot be read: {}", folder.string(), error.message());
  require(!found.empty(), "{}: there is no image in this folder: files that end in .png, .jpg or .jpeg",
          folder.string());
  std::sort(found.begin(), found.end());
  for (const fs::path& path : found) images.push_back({path, to_utf8(path.lexically_relative(folder).string()), {}});
}

/// Names of files that are different for all images.
void name_files(std::vector<ImageFile>& images) {
  std::map<std::string, int> taken;
  for (ImageFile& image : images) {
    const std::string stem = image.path.stem().string();
    image.stem = stem;
    for (int number = 2; taken.contains(image.stem); ++number) image.stem = fmt::format("{}-{}", stem, number);
    taken[image.stem] = 1;
  }
}

}  // namespace

std::vector<ImageFile> find_images(const std::vector<std::string>& arguments) {
  std::vector<ImageFile> images;
  for (const std::string& argument : arguments) {
    std::error_code error;
    const fs::file_status status = fs::status(argument, error);
    require(fs::exists(status), "{}: no such file", argument);
    if (fs::is_directory(status))
      add_folder(argument, images);
    else
      images.push_back({argument, to_utf8(argument), {}});
  }
  name_files(images);
  return images;
}

std::vector<std::string> read_class_names(const fs::path& file, Index classes) {
  std::ifstream stream(file);
  require(stream.is_open(), "--classes: {}: cannot be read", file.string());
  std::vector<std::string> names;
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    constexpr std::size_t longest = 80;
    names.push_back(printable(to_utf8(line), longest));
  }
  while (!names.empty() && names.back().empty()) names.pop_back();
  require(static_cast<Index>(names.size()) == classes, "--classes: {}: {} names should be {}, one a line",
          file.string(), names.size(), classes);
  return names;
}

Image prepared_picture(const ImageFile& file, const ImageClassifier& network) {
  const Image whole = read_image(file.path);
  try {
    return centre_crop(whole, network.shorter_side, network.size);
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", file.path.string(), error.what()));
  }
}

}  // namespace neon::cli
