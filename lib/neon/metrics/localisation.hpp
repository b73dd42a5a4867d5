#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// How well relevance finds the part of an image that it should: an object, a defect.
struct Localisation {
  double area = 0;      ///< share of the pixels that are inside: what relevance without direction would have there
  double inside = 0;    ///< share of the positive relevance that is inside; NaN if none is positive
  double pointing = 0;  ///< is the pixel of largest relevance inside? 1 or 0; of equally large ones the share
  double roc_area = 0;  ///< probability that a pixel inside has more relevance than one outside, ties half
};

/// @param relevance [pixels], finite  @param inside [pixels]
/// @throws Error if the lengths differ, a relevance is not finite, or no pixel is inside, or none outside
/// Sources: pointing game of Zhang et al., "Top-down neural attention by excitation backprop", IJCV 126, 2018; area
/// under the ROC curve as in Mann and Whitney, 1947; share of relevance inside: Kohlbrenner et al., "Towards best
/// practice in explaining neural network decisions with LRP", IJCNN 2020.
Localisation localisation(const Eigen::RowVectorXd& relevance, const std::vector<bool>& inside);

}  // namespace neon
