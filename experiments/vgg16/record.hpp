#pragma once
#include <neon/hdf5/hdf5.hpp>

#include "experiments/vgg16/patch_flipping.hpp"

namespace neon::experiments::vgg16 {

/// The image, its clusters, their relevance and what it looks at, to the group images/<name> as results/README.md
/// lists.
void write_study(const ImageStudy& study, ResultWriter& writer);

/// The other explanations as sums over patches, and all flipping curves, to the groups of the study's layers.
void write_comparison(const ImageStudy& study, const std::vector<Comparison>& comparisons,
                      const std::vector<FlipCurves>& curves, const FlipOptions& options, ResultWriter& writer);

}  // namespace neon::experiments::vgg16
