#pragma once
#include "experiments/vgg16/baselines.hpp"

namespace neon::experiments::vgg16 {

/// Pixel flipping by patches: squares of `patch` x `patch` pixels are replaced, most relevant first, by the image's
/// mean colour; what remains of the cluster's pooled evidence tells how well the order was chosen.
struct FlipOptions {
  std::vector<std::string> methods = {"NEON", "GI", "random"};
  std::vector<double> percent = {8};  ///< of the patches, after which E_c is evaluated
  Index patch = 8;
  std::uint64_t seed = 0;
};

/// E_c after each share of flips over E_c of the image.
struct FlipCurves {
  Labels clusters;                           ///< one row each
  std::map<std::string, Matrix> share = {};  ///< method -> [rows, 1 + percents]; the first column is 1
  Vector blank = {};                         ///< [rows] at 100 %: the image of one colour
};

/// Patches by falling sum of the map (stable: ties keep row-major order).
/// @param map [size * size]  @return a permutation of the (size / patch)^2 patches
Labels patch_order(const Eigen::RowVectorXd& map, Index size, Index patch);

/// Mean of a curve over the square root of the share of flips, by trapezia, scaled to a unit interval.
double flipping_area(const Vector& curve, const std::vector<double>& percent);

/// Curves of the compared clusters of each layer; IG only of those it has explained. The random order is one for all
/// clusters and layers of an image.
std::vector<FlipCurves> flip_patches(const ConvolutionalStack& stack, const ImageStudy& study,
                                     const std::vector<Comparison>& comparisons, const FlipOptions& options,
                                     StageTimer& timer);

}  // namespace neon::experiments::vgg16
