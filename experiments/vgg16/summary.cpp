#include "experiments/vgg16/summary.hpp"

#include <fmt/ranges.h>

namespace neon::experiments::vgg16 {

std::string summary(const ImageStudy& study, Index clusters_wanted) {
  std::string text = fmt::format("{}: {} [{} x {} pixels]\n", study.picture.name, study.picture.source,
                                 study.picture.file_width, study.picture.file_height);
  for (const LayerStudy& layer : study.layers) {
    std::vector<std::string> clusters;
    const double total = layer.evidence.sum();
    for (Index k = 0; k < layer.count(); ++k)
      clusters.push_back(fmt::format("{} ({:.0f} %)", layer.clusters.sizes[static_cast<std::size_t>(k)],
                                     total > 0 ? 100 * layer.evidence(k) / total : 0.0));
    text += fmt::format("  layer {}: locations (share of evidence) {}\n", layer.layer, fmt::join(clusters, ", "));
    if (const Index zero = layer.clusters.zero_locations(); zero > 0)
      text += fmt::format("    {} of {} locations have no activation\n", zero, layer.height * layer.width);
    if (!layer.clusters.converged) text += "    k-means stopped before it converged\n";
    if (layer.count() < clusters_wanted)
      text += fmt::format("    {} clusters, not {}: there are no more distinct locations\n", layer.count(),
                          clusters_wanted);
    if (layer.count() == 1) text += "    one cluster only: there is nothing to tell it from, and no evidence\n";
  }
  return text;
}

}  // namespace neon::experiments::vgg16
