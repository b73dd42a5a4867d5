#pragma once
#include <neon/core/progress.hpp>
#include <neon/embedding/nearest_neighbours.hpp>
#include <neon/explain/pixel_explanation.hpp>
#include <neon/explain/self_check.hpp>

#include <functional>
#include <optional>

#include "apps/neon/image_files.hpp"
#include "apps/neon/named_model.hpp"

namespace neon::cli {

/// How explanations of images are made up at the pixels.
struct PixelAccount {
  std::vector<double> evidence = {}, sum = {}, kept = {};  ///< [n] f = sum + kept
  Gap gap = {};  ///< |f - sum - kept|, told in what was turned over on the way

  void add(const PixelExplanation& why);
  /// Share of the evidence that biases keep:  sum_n |kept_n| / sum_n (|sum_n| + |kept_n|).
  double kept_share() const;
};

/// The clusters of a layer's means.
struct ImageClusters {
  FittedNamedModel fitted;
  Labels explained = {};                 ///< [n] for which cluster
  std::vector<Labels> nearest = {};      ///< [K] its images of smallest outlier score, the nearest first
  PixelAccount account = {};             ///< why the cluster
  std::vector<double> probability = {};  ///< [n]
  SelfCheck check = {};                  ///< of the cluster's network against the model

  Index count() const { return static_cast<Index>(nearest.size()); }
  const Labels& assigned() const { return fitted.cluster; }
};

/// A set of images, and what a network says of them.
struct ImageStudy {
  const ImageClassifier& network;
  std::vector<ImageFile> files = {};
  Index value = 0;                       ///< the layer that is looked at
  Matrix scores = {}, features = {};     ///< [n, classes], [n, maps]: means of the layer's maps
  Labels label = {}, next = {};          ///< [n] the class of the largest score, and of the next one
  std::vector<double> probability = {};  ///< [n] softmax of the scores, of the largest
  Labels similar = {};  ///< [n * similar_count] nearest other images by the means (scaled as for the clusters)
  Index similar_count = 0;
  PixelAccount account = {};  ///< why this class and not the next one
  std::optional<ImageClusters> clusters = {};

  Index count() const { return static_cast<Index>(files.size()); }
  /// Do the explanations hold against the network and the model?
  bool holds() const;
};

/// Reads every image and runs the network.
/// @throws Error naming the image that cannot be read
ImageStudy look_at_images(const ImageClassifier& network, std::vector<ImageFile> files, Index value,
                          const ProgressFn& progress);

/// @param nearest how many images of each cluster are listed  @param asked explain every image for this cluster
/// @throws Error as fit_named_model, or if there are fewer images than clusters, or `asked` is no cluster
void cluster_images(ImageStudy& study, const FitFlags& flags, Index nearest, std::optional<Index> asked);

void find_similar(ImageStudy& study, Index count);

/// One image with its explanations.
struct ExplainedImage {
  Index number = 0;
  Image picture;
  PixelExplanation of_class;
  std::optional<PixelExplanation> of_cluster;
};

/// Explains all images, in order.
/// @param composite of the layers  @param head of the cluster's network
void explain_images(ImageStudy& study, const NodeComposite& composite, const Composite& head,
                    const std::function<void(const ExplainedImage&)>& take, const ProgressFn& progress);

}  // namespace neon::cli
