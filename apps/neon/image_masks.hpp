#pragma once
#include <neon/metrics/localisation.hpp>

#include <map>

#include "apps/neon/image_study.hpp"

namespace neon::cli {

/// Masks that say where in an image the answer is: for image dir/x.jpg the file dir/x.png in their folder, else x.png;
/// what is brighter than half is inside. They are prepared as their images are.
class ImageMasks {
 public:
  /// Images that are themselves the mask of another one are left out.
  /// @throws Error if no image has a mask, one cannot be read, or is of another size than its image
  ImageMasks(const std::filesystem::path& folder, std::vector<ImageFile>& images, const ImageClassifier& network);

  /// The mask of an image [pixels]; null: it has none, or the part that the network sees is all inside or all outside.
  const std::vector<bool>* of(Index image) const;
  Index without() const { return without_; }  ///< images that have none

 private:
  std::map<Index, std::vector<bool>> inside_;
  Index without_ = 0;
};

/// Means over images of what localisation says, with 95 % bootstrap intervals.
struct LocalisationRow {
  struct Mean {
    double value = 0, low = 0, high = 0;
  };
  std::string what, group;  ///< "class" or "cluster"; the folder of the images, or "all"
  Index images = 0;
  Mean area, inside, pointing, roc_area;
};

/// Collects what explanations find of their masks.
class LocalisationTable {
 public:
  explicit LocalisationTable(const ImageMasks& masks) : masks_(masks) {}
  void add(const ImageStudy& study, const ExplainedImage& image);
  /// All images, then those of each folder if there are several.
  std::vector<LocalisationRow> rows() const;

 private:
  void add(const std::string& what, const std::string& group, const PixelExplanation& why,
           const std::vector<bool>& inside);

  const ImageMasks& masks_;
  std::map<std::pair<std::string, std::string>, std::vector<Localisation>> found_;  // by what and group
};

}  // namespace neon::cli
