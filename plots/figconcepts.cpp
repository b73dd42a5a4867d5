#include <neon/core/error.hpp>
#include <neon/images/heatmap.hpp>

#include <fmt/format.h>

#include "canvas/render.hpp"
#include "experiments/surrogate/schema.hpp"
#include "plots/heatmap.hpp"
#include "plots/program.hpp"
#include "plots/surrogate_results.hpp"

/// The images nearest to the centroids of the lowest and the highest layer, and why they are there.
namespace neon::plots {
namespace {

constexpr double size = 12, pitch = 12.5, left = 8, row_pitch = 26.5, title = 6, half = 90;
constexpr LineStyle frame{.colour = {0xb0, 0xb0, 0xb0}, .width = 0.4};

struct Shown {
  std::string layer;
  Labels cluster;
  Matrix images, relevance;
  Index clusters = 0, each = 0;
};

Shown read(const ResultReader& results, const std::string& layer) {
  const schema::surrogate::Concepts stored{layer};
  Shown shown{layer, stored.cluster.read(results), stored.images.read(results), stored.relevance.read(results)};
  const auto count = static_cast<Index>(shown.cluster.size());
  require(count > 0 && shown.images.rows() == count && shown.relevance.rows() == count &&
              shown.relevance.cols() == small_side * small_side,
          "{}: {} should hold images and heatmaps of 32 x 32 pixels for {} clusters", results.path().string(),
          stored.group, count);
  for (std::size_t n = 0; n < shown.cluster.size(); ++n)
    if (n == 0 || shown.cluster[n] != shown.cluster[n - 1]) ++shown.clusters;
  shown.each = count / shown.clusters;
  require(shown.each * shown.clusters == count, "{}: {} should have as many images of every cluster",
          results.path().string(), stored.group);
  return shown;
}

/// A row of images and one of heatmaps for every cluster.
void draw_layer(Page& page, const Shown& shown, double from_left, const std::string& file) {
  page.text(from_left, 2.5, shown.layer, {.size = 8, .bold = true});
  const double scale = relevance_scale(shown.relevance, 0.01);
  for (Index row = 0; row < shown.images.rows(); ++row) {
    const double top = title + static_cast<double>(row / shown.each) * row_pitch;
    const Image image = small_image(shown.images.row(row), file);
    Box box{from_left + static_cast<double>(row % shown.each) * pitch, top, size, size};
    draw_small_image(page, box, image, frame);
    box.top += pitch;
    const Matrix map = shown.relevance.row(row).reshaped<Eigen::RowMajor>(small_side, small_side);
    draw_small_image(page, box, overlay(image, map, scale), frame);
    if (row % shown.each == 0)
      page.text(from_left - 2, top + size, fmt::format("cluster {}", shown.cluster[static_cast<std::size_t>(row)]),
                {.size = 6, .align = Align::centre, .upright = true});
  }
}

void draw_concepts(const ResultReader& results, const std::filesystem::path& folder) {
  const schema::Strings layers = schema::surrogate::Settings{}.layers.read(results);
  require(!layers.empty(), "{}: there should be layers", results.path().string());
  const Shown low = read(results, layers.front()), high = read(results, layers.back());
  Page page(title + static_cast<double>(std::max(low.clusters, high.clusters)) * row_pitch);
  draw_layer(page, low, left, results.path().string());
  draw_layer(page, high, left + half, results.path().string());
  page.set_caption(fmt::format(
      "Concepts. Training images of CIFAR-10 (JPEG copies) whose codes are nearest to the centroids of the largest "
      "clusters of the lowest and the highest layer, and below each the pixels that speak for (red) and against (blue) "
      "its cluster: relevance of the cluster's log-odds (midpoint rule) through the encoder (z+), the means of the "
      "maps "
      "and the network (gamma = 0.25, zB at the pixels), summed over the colours, on one scale per layer.{}",
      schema::Run{}.profile.read(results) == "full" ? "" : " Smoke run, not the full experiment."));
  render(page, folder / "figconcepts");
}

}  // namespace
}  // namespace neon::plots

int main(int argc, char** argv) {
  return neon::plots::run({"figconcepts", "Draws the images nearest to the centroids of two layers, explained",
                           "surrogate", neon::plots::draw_concepts},
                          argc, argv);
}
