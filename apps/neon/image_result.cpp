#include <neon/images/heatmap.hpp>

#include "apps/neon/image_told.hpp"

namespace neon::cli {
namespace {

namespace fs = std::filesystem;
using Places = Eigen::Map<const Eigen::Matrix<Index, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;

fs::path overlay_file(const fs::path& folder, const ImageFile& file, const char* what) {
  return folder / fmt::format("{}-{}.png", file.stem, what);
}

void write_account(ResultWriter& file, const std::string& group, const PixelAccount& account) {
  file.write(group + "/evidence", account.evidence);
  file.write(group + "/sum", account.sum);
  file.write(group + "/kept", account.kept);
  file.attribute(group, "check_beyond", account.gap.beyond);
  file.attribute(group, "check_worst", account.gap.worst);
}

/// One row for each of the table: mean, and the ends of its interval.
void write_localisation(ResultWriter& file, const std::vector<LocalisationRow>& rows) {
  std::vector<std::string> what, folder;
  Labels images;
  for (const LocalisationRow& row : rows) {
    what.push_back(row.what);
    folder.push_back(row.group);
    images.push_back(row.images);
  }
  file.write("masks/why", what);
  file.write("masks/folder", folder);
  file.write("masks/images", images);
  const auto means = [&](const char* name, LocalisationRow::Mean LocalisationRow::*part) {
    Matrix values(static_cast<Index>(rows.size()), 3);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const LocalisationRow::Mean& mean = rows[r].*part;
      values.row(static_cast<Index>(r)) << mean.value, mean.low, mean.high;
    }
    file.write(fmt::format("masks/{}", name), values);
  };
  means("area", &LocalisationRow::area);
  means("inside", &LocalisationRow::inside);
  means("pointing", &LocalisationRow::pointing);
  means("roc_area", &LocalisationRow::roc_area);
}

}  // namespace

Image overlaid(const Image& picture, const PixelExplanation& why) {
  const Matrix map = why.relevance.reshaped<Eigen::RowMajor>(picture.height, picture.width);
  return overlay(picture, map, relevance_scale(map));
}

std::vector<fs::path> overlay_files(const fs::path& folder, const std::vector<ImageFile>& images, bool clusters) {
  std::vector<fs::path> files;
  for (const ImageFile& image : images) {
    files.push_back(overlay_file(folder, image, "class"));
    if (clusters) files.push_back(overlay_file(folder, image, "cluster"));
  }
  return files;
}

void write_overlays(const fs::path& folder, const ImageFile& file, const ExplainedImage& image) {
  write_png(overlay_file(folder, file, "class"), overlaid(image.picture, image.of_class));
  if (image.of_cluster) write_png(overlay_file(folder, file, "cluster"), overlaid(image.picture, *image.of_cluster));
}

ImageResultFile::ImageResultFile(const fs::path& path) : file_(path, "image-relevance") {}

void ImageResultFile::append(const ExplainedImage& image) {
  file_.append("class/relevance", Matrix(image.of_class.relevance));
  if (image.of_cluster) file_.append("cluster/relevance", Matrix(image.of_cluster->relevance));
}

void ImageResultFile::commit(const ImageTold& told) {
  const ImageStudy& study = told.study;
  file_.attribute("", "network", told.weights);
  file_.attribute("", "architecture", study.network.architecture);
  file_.attribute("", "composite", told.composite);
  file_.attribute("", "layer", told.layer());
  file_.attribute("", "height", study.network.size);
  file_.attribute("", "width", study.network.size);
  std::vector<std::string> names;
  for (Index image = 0; image < study.count(); ++image) names.push_back(told.name(image));
  file_.write("images", names);
  file_.write("scores", study.scores);
  if (!told.class_names.empty()) file_.write("class_names", told.class_names);
  file_.write("class/predicted", study.label);
  file_.write("class/next", study.next);
  file_.write("class/probability", study.probability);
  write_account(file_, "class", study.account);
  file_.write("features", study.features);
  if (study.similar_count > 0)
    file_.write("similar",
                IntegerMatrix(Places(study.similar.data(), study.count(), study.similar_count).cast<std::int32_t>()));
  if (!told.localisation.empty()) write_localisation(file_, told.localisation);
  if (study.clusters) {
    const ImageClusters& its = *study.clusters;
    file_.write("cluster/assigned", its.assigned());
    file_.write("cluster/explained", its.explained);
    file_.write("cluster/probability", its.probability);
    file_.attribute("cluster", "kind", std::string(kind(its.fitted.named.model)));
    file_.attribute("cluster", "clusters", its.count());
    file_.attribute("cluster", "composite", told.head);
    write_account(file_, "cluster", its.account);
    for (Index k = 0; k < its.count(); ++k)
      file_.write(fmt::format("cluster/nearest/{}", k), its.nearest[static_cast<std::size_t>(k)]);
  }
  file_.commit();
}

}  // namespace neon::cli
