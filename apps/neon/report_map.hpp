#pragma once
#include <string>

#include "apps/neon/report.hpp"

namespace neon::cli {

/// The colour of a cluster, and with six colours for any number of clusters the shape of its marks.
std::string cluster_colour(Index cluster);
/// A mark of a cluster as a picture of its own, for legends.
std::string swatch(Index cluster);

/// The sample in the plane of its principal components and by t-SNE: two <figure>s, or a paragraph that says why there
/// are none.
std::string maps_html(const Told& told, const Report& report);

}  // namespace neon::cli
