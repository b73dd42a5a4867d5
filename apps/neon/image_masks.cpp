#include "apps/neon/image_masks.hpp"

#include <neon/compare/bootstrap.hpp>
#include <neon/core/error.hpp>
#include <neon/images/image_resize.hpp>

#include <algorithm>
#include <cmath>
#include <set>

namespace neon::cli {
namespace {

namespace fs = std::filesystem;

/// The mask's file, or an empty path.
fs::path mask_of(const fs::path& folder, const ImageFile& image) {
  for (const fs::path& name : {fs::path(image.name), fs::path(image.name).filename()}) {
    const fs::path file = folder / fs::path(name).replace_extension(".png");
    std::error_code error;
    if (fs::is_regular_file(file, error) && !fs::equivalent(file, image.path, error)) return file;
  }
  return {};
}

std::vector<bool> read_mask(const fs::path& file, const ImageFile& image, const ImageClassifier& network) {
  const Image mask = read_image(file), picture = read_image(image.path);
  require(mask.height == picture.height && mask.width == picture.width,
          "{}: a mask of {} x {} pixels should be of {} x {}, as {}", file.string(), mask.width, mask.height,
          picture.width, picture.height, image.path.string());
  const Image prepared = centre_crop(mask, network.shorter_side, network.size);
  constexpr std::uint8_t half = 127;
  std::vector<bool> inside;
  for (Index y = 0; y < prepared.height; ++y)
    for (Index x = 0; x < prepared.width; ++x) {
      const std::uint8_t* const pixel = prepared.pixel(y, x);
      inside.push_back(std::max({pixel[0], pixel[1], pixel[2]}) > half);
    }
  return inside;
}

LocalisationRow::Mean mean_of(const std::vector<double>& values) {
  constexpr Index samples = 1000;
  constexpr double share = 0.95;
  const Matrix column = Eigen::Map<const Vector>(values.data(), static_cast<Index>(values.size()));
  const Interval interval =
      central_interval(bootstrap_ratios(column, Matrix::Ones(column.rows(), 1), samples, 0).col(0), share);
  return {column.mean(), interval.low, interval.high};
}

}  // namespace

ImageMasks::ImageMasks(const fs::path& folder, std::vector<ImageFile>& images, const ImageClassifier& network) {
  require(fs::is_directory(folder), "--masks: {} should be a folder", folder.string());
  std::set<fs::path> masks;
  for (const ImageFile& image : images)
    if (const fs::path mask = mask_of(folder, image); !mask.empty()) masks.insert(fs::weakly_canonical(mask));
  std::erase_if(images, [&](const ImageFile& image) { return masks.contains(fs::weakly_canonical(image.path)); });
  require(!masks.empty() && !images.empty(), "--masks: {}: no image has a mask there: a .png file of its name",
          folder.string());
  for (std::size_t n = 0; n < images.size(); ++n) {
    const fs::path file = mask_of(folder, images[n]);
    if (file.empty()) {
      ++without_;
      continue;
    }
    std::vector<bool> inside = read_mask(file, images[n], network);
    const auto count = std::count(inside.begin(), inside.end(), true);
    if (count > 0 && count < static_cast<std::ptrdiff_t>(inside.size()))
      inside_[static_cast<Index>(n)] = std::move(inside);
    else
      ++without_;
  }
}

const std::vector<bool>* ImageMasks::of(Index image) const {
  const auto found = inside_.find(image);
  return found == inside_.end() ? nullptr : &found->second;
}

void LocalisationTable::add(const std::string& what, const std::string& group, const PixelExplanation& why,
                            const std::vector<bool>& inside) {
  const Localisation found = localisation(why.relevance, inside);
  if (!std::isnan(found.inside)) found_[{what, group}].push_back(found);
}

void LocalisationTable::add(const ImageStudy& study, const ExplainedImage& image) {
  const std::vector<bool>* const inside = masks_.of(image.number);
  if (inside == nullptr) return;
  const fs::path folder = fs::path(study.files[static_cast<std::size_t>(image.number)].name).parent_path();
  add("class", folder.string(), image.of_class, *inside);
  if (image.of_cluster) add("cluster", folder.string(), *image.of_cluster, *inside);
}

std::vector<LocalisationRow> LocalisationTable::rows() const {
  std::map<std::string, std::vector<Localisation>> all;
  std::map<std::string, int> folders;
  for (const auto& [key, found] : found_) {
    all[key.first].insert(all[key.first].end(), found.begin(), found.end());
    ++folders[key.first];
  }
  std::vector<LocalisationRow> rows;
  const auto row = [&](const std::string& what, const std::string& group, const std::vector<Localisation>& found) {
    const auto mean = [&](double Localisation::*part) {
      std::vector<double> values;
      for (const Localisation& one : found) values.push_back(one.*part);
      return mean_of(values);
    };
    rows.push_back({what, group, static_cast<Index>(found.size()), mean(&Localisation::area),
                    mean(&Localisation::inside), mean(&Localisation::pointing), mean(&Localisation::roc_area)});
  };
  for (const auto& [what, found] : all) {
    row(what, "all", found);
    if (folders[what] < 2) continue;
    for (const auto& [key, part] : found_)
      if (key.first == what) row(what, key.second, part);
  }
  return rows;
}

}  // namespace neon::cli
