#pragma once
#include "experiments/vgg16/study.hpp"

namespace neon::experiments::vgg16 {

/// One line per layer for the terminal: sizes of the clusters, their shares of the evidence, and anything unusual.
/// @param clusters_wanted K, as asked for
std::string summary(const ImageStudy& study, Index clusters_wanted);

}  // namespace neon::experiments::vgg16
