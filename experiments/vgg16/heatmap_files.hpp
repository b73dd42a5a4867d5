#pragma once
#include "experiments/vgg16/study.hpp"

namespace neon::experiments::vgg16 {

/// Writes every heatmap laid over its image, on one scale per layer:  <folder>/<image>-layer<l>-<place>.png, places
/// from 1 in the order of the clusters' evidence, as in Figure 7.  @throws Error if the file system refuses
void write_heatmaps(const ImageStudy& study, const std::filesystem::path& folder);

}  // namespace neon::experiments::vgg16
