#pragma once
#include <map>

#include "experiments/vgg16/study.hpp"

namespace neon::experiments::vgg16 {

struct ComparisonOptions {
  Index clusters = 8;             ///< of each layer: those with the most evidence; 0: no comparison
  Index integrated_clusters = 1;  ///< the first of these also by integrated gradients
  Index steps = 3;                ///< of integrated gradients; 0: none
};

/// Other explanations of some clusters of a layer, as maps of pixels pooled over colours. The function explained is the
/// one that NEON explains: the pooled evidence E_c of the image.
struct Comparison {
  Labels clusters = {};                     ///< compared, by falling evidence
  std::map<std::string, Matrix> maps = {};  ///< method -> [methods' clusters, size * size]; IG has fewer rows
  Vector completeness = {};                 ///< IG: |sum R - (E_c(x) - E_c(x~))| / E_c(x), one per row
};

/// The network input that stands for "nothing": all pixels of the image's mean colour.
FeatureMaps blank(const FeatureMaps& input);

/// SA  sum_colours (grad E)^2,  GI  sum_colours grad E .* x,  and IG from the blank image,
///   (x - x~) .* mean_s grad E(x~ + (s + 1/2) / steps (x - x~)),  each step's forward pass shared by all layers. It is
///   far
/// from complete after so few steps as an image affords; how far is in `completeness`.
/// Their time goes to the stages "gradients" and "integrated gradients".
/// @return one per layer of the study
std::vector<Comparison> compare(const ConvolutionalStack& stack, const ImageStudy& study,
                                const ComparisonOptions& options, StageTimer& timer);

}  // namespace neon::experiments::vgg16
