#include "experiments/vgg16/heatmap_files.hpp"

#include <neon/images/heatmap.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace neon::experiments::vgg16 {

void write_heatmaps(const ImageStudy& study, const std::filesystem::path& folder) {
  const Image& image = study.picture.image;
  for (const LayerStudy& layer : study.layers) {
    const double scale = relevance_scale(layer.relevance);
    Labels order(static_cast<std::size_t>(layer.count()));
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](Index a, Index b) { return layer.evidence(a) > layer.evidence(b); });
    for (std::size_t i = 0; i < order.size(); ++i) {
      const Eigen::Map<const Matrix> map(layer.relevance.row(order[i]).data(), image.height, image.width);
      write_png(folder / fmt::format("{}-layer{}-{}.png", study.picture.name, layer.layer, i + 1),
                overlay(image, map, scale));
    }
  }
}

}  // namespace neon::experiments::vgg16
