#pragma once
#include <neon/hdf5/hdf5.hpp>

#include "experiments/surrogate/study.hpp"

namespace neon::experiments::surrogate {

/// Finds the ten training images most similar to each of up to 1,000 test images, by the codes under four weightings of
/// the layers and by the network's features, tells how alike they are, and stores those of some test images.
void record_similar(const Cifar& cifar, const Passed& train, const Passed& test, const std::vector<LayerStudy>& layers,
                    ResultWriter& writer);

/// How alike two images are, as distances:  luminance, root mean square difference of 8 x 8 means in [0, 1];  colour,
/// half the sum of absolute differences of histograms of 4 x 4 x 4 colours, in [0, 1].
struct Likeness {
  double luminance = 0, colour = 0;
};
/// @param a, b [3 * 32 * 32] 0 ... 255, channel by channel
Likeness likeness(const Eigen::RowVectorXd& a, const Eigen::RowVectorXd& b);

/// Some images as rows.  @return [rows, 3 * 32 * 32]
Matrix image_rows(const FeatureMaps& rgb, const Labels& rows);

}  // namespace neon::experiments::surrogate
