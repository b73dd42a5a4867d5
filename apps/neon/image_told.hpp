#pragma once
#include <neon/hdf5/hdf5.hpp>

#include "apps/neon/image_masks.hpp"
#include "apps/neon/output_file.hpp"
#include "apps/neon/terminal.hpp"

namespace neon::cli {

/// What is told of a set of images.
struct ImageTold {
  const ImageStudy& study;
  std::string weights;                             ///< the network's file
  std::string composite, head;                     ///< rules of the layers, and of the cluster's network
  std::vector<std::string> class_names;            ///< [classes], or empty
  Index first = 0;                                 ///< so many images are shown; 0: all
  Index without_mask = 0;                          ///< images without one, where there are masks
  std::vector<LocalisationRow> localisation = {};  ///< what explanations find of their masks

  const std::string& layer() const { return study.network.network.name(study.value); }
  std::string class_name(Index k) const {
    return class_names.empty() ? fmt::format("class {}", k) : class_names[static_cast<std::size_t>(k)];
  }
  /// "cluster 3", or what the model calls it.
  std::string cluster(Index k) const { return cluster_name(study.clusters->fitted.named.model->score_names(), k); }
  const std::string& name(Index image) const { return study.files[static_cast<std::size_t>(image)].name; }
  Index shown() const { return first == 0 ? study.count() : std::min(first, study.count()); }
  /// The images that are like this one.
  Labels similar(Index image) const {
    const auto from = study.similar.begin() + image * study.similar_count;
    return {from, from + study.similar_count};
  }
  /// The class that most images of a cluster are predicted to be of, and of how many; of an empty cluster nothing.
  std::optional<std::pair<Index, Index>> usual_class(Index cluster) const;
  Index size(Index cluster) const;
  double mean_evidence(Index cluster) const;
};

/// How the evidence relates to the relevance at the pixels, and to what biases kept; or that it does not.
std::string account_sentence(const PixelAccount& account);

/// The network and its layers, where there are no images.
std::string network_description(const ImageClassifier& network, const std::string& weights);
std::string as_tables(const ImageTold& told, const Style& style);
std::string as_json(const ImageTold& told);

/// The heatmap laid over its picture, on its own scale.
Image overlaid(const Image& picture, const PixelExplanation& why);
/// Overlays of a picture with its relevance, as PNG files: <folder>/<stem>-class.png, <stem>-cluster.png.
std::vector<std::filesystem::path> overlay_files(const std::filesystem::path& folder,
                                                 const std::vector<ImageFile>& images, bool clusters);
void write_overlays(const std::filesystem::path& folder, const ImageFile& file, const ExplainedImage& image);

/// The HDF5 file of kind "image-relevance": see docs/image-relevance.md.
class ImageResultFile {
 public:
  explicit ImageResultFile(const std::filesystem::path& path);
  void append(const ExplainedImage& image);
  void commit(const ImageTold& told);

 private:
  ResultWriter file_;
};

/// One self-contained page: images with their heatmaps, concepts with theirs.
class ImagePage {
 public:
  /// Keeps what will be shown.
  void add(const ImageTold& told, const ExplainedImage& image);
  /// @throws Error if the file cannot be written
  void write(const std::filesystem::path& html, const ImageTold& told) const;

 private:
  struct Shown {
    std::string picture, of_class, of_cluster;  ///< PNG files in base64; empty: not asked for
  };
  std::map<Index, Shown> images_;

  std::string figure(const std::string& png, const std::string& text) const;
  std::string image_html(const ImageTold& told, Index image) const;
  std::string concept_html(const ImageTold& told, Index cluster) const;
};

}  // namespace neon::cli
