#include <neon/images/heatmap.hpp>
#include <neon/images/image_resize.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "canvas/render.hpp"
#include "experiments/vgg16/schema.hpp"
#include "plots/heatmap.hpp"
#include "plots/program.hpp"
#include "plots/vgg16_results.hpp"

/// Figure 7: what the clusters of three layers of VGG16 look at.
namespace neon::plots {
namespace {

constexpr double left = 2, image_size = 26, map_left = 33, tile = 15.6, pitch = 16, row_pitch = 19, title_height = 5,
                 image_gap = 1;
/// A hundredth of the pixels of a row of heatmaps is drawn in full colour: relevance lies on few pixels.
constexpr double saturated = 0.01;
constexpr Index most_columns = 8, most_pixels_across = 224;
constexpr LineStyle frame{.colour = {0xb0, 0xb0, 0xb0}, .width = 0.4};

std::vector<Rgb> colours_of(const Image& image) {
  std::vector<Rgb> colours;
  for (std::size_t i = 0; i < image.rgb.size(); i += 3)
    colours.push_back({image.rgb[i], image.rgb[i + 1], image.rgb[i + 2]});
  return colours;
}

/// The smallest whole factor that brings an image down to what a tile can show.
Index shrinking(Index size) {
  Index factor = 1;
  while (size / factor > most_pixels_across || size % factor != 0) ++factor;
  return factor;
}

/// Mean over squares of factor x factor pixels.
Matrix shrunk(const Eigen::RowVectorXd& map, Index size, Index factor) {
  Matrix mean = Matrix::Zero(size / factor, size / factor);
  for (Index p = 0; p < map.size(); ++p)
    mean(p / size / factor, p % size / factor) += map(p) / static_cast<double>(factor * factor);
  return mean;
}

Rgb cluster_colour(Index place) { return digit_colours[static_cast<std::size_t>(place) % digit_colours.size()]; }

void draw_image(Page& page, const Box& box, const Image& image) {
  page.image(box, image.width, colours_of(image));
  page.outline(box, frame);
}

/// Which location belongs to which cluster, over the paled image.
void draw_labels(Page& page, const Box& box, const Vgg16Layer& layer, const Image& pale) {
  Image map = pale;
  constexpr double opacity = 0.75;
  for (Index y = 0; y < map.height; ++y)
    for (Index x = 0; x < map.width; ++x) {
      const Index location = y * layer.height / map.height * layer.width + x * layer.width / map.width;
      const Rgb colour = cluster_colour(layer.labels[static_cast<std::size_t>(location)]);
      std::uint8_t* pixel = map.pixel(y, x);
      const std::array<std::uint8_t, 3> parts{colour.red, colour.green, colour.blue};
      for (std::size_t c = 0; c < 3; ++c)
        pixel[c] = static_cast<std::uint8_t>(std::lround(opacity * parts[c] + (1 - opacity) * pixel[c]));
    }
  draw_image(page, box, map);
}

/// One layer of one image: the label map, then the heatmaps of the clusters on one scale.
void draw_layer(Page& page, double top, const Vgg16Layer& layer, const Image& image) {
  const Index columns = std::min(most_columns, layer.relevance.rows());
  const Index factor = shrinking(image.height);
  const Image small = resized(image, image.height / factor, image.width / factor);
  std::vector<Matrix> maps;
  Matrix all(columns, small.height * small.width);
  for (Index k = 0; k < columns; ++k) {
    maps.push_back(shrunk(layer.relevance.row(k), image.height, factor));
    all.row(k) = maps.back().reshaped<Eigen::RowMajor>().transpose();
  }
  const double scale = relevance_scale(all, saturated);

  Box box{map_left, top, tile, tile};
  page.text(map_left - 1.6, box.middle(), fmt::format("layer {}", layer.layer),
            {.size = 7, .align = Align::centre, .upright = true});
  draw_labels(page, box, layer, overlay(small, Matrix::Zero(small.height, small.width), 1));
  page.text(box.centre(), box.bottom() + 1.6, fmt::format("{} × {} locations", layer.height, layer.width),
            {.size = 5.5, .align = Align::centre});
  box.left += pitch + 1;
  for (Index k = 0; k < columns; ++k) {
    draw_image(page, box, overlay(small, maps[static_cast<std::size_t>(k)], scale));
    page.outline(box, {.colour = cluster_colour(k), .width = 1});
    page.text(box.centre(), box.bottom() + 1.6,
              fmt::format("{}: {:.0f} %, {}{}", k + 1, 100 * layer.share(k), layer.sizes[static_cast<std::size_t>(k)],
                          layer.border(k) > 0.5 ? " b" : ""),
              {.size = 5.5, .align = Align::centre});
    box.left += pitch;
  }
}

/// "street, layer 31: 2 and 5", one per layer that has border clusters.
std::string border_clusters(const std::vector<Vgg16Image>& images) {
  std::vector<std::string> found;
  for (const Vgg16Image& image : images)
    for (const Vgg16Layer& layer : image.layers) {
      std::vector<Index> places;
      for (Index k = 0; k < layer.border.size(); ++k)
        if (layer.border(k) > 0.5) places.push_back(k + 1);
      if (!places.empty())
        found.push_back(fmt::format("{}, layer {}: {}", image.name, layer.layer, fmt::join(places, ", ")));
    }
  return found.empty() ? "none in these images" : fmt::format("{}", fmt::join(found, "; "));
}

void draw_figure7(const ResultReader& reader, const std::filesystem::path& folder) {
  const schema::vgg16::Settings settings;
  const std::vector<Vgg16Image> images = read_vgg16(reader);
  const auto rows = static_cast<double>(images.front().layers.size());
  const double height = title_height + std::max(rows * row_pitch, image_size + 28) + image_gap;
  Page page(static_cast<double>(images.size()) * height);
  double top = 0;
  for (const Vgg16Image& image : images) {
    page.text(left, top + 2.5, image.source, {.size = 8, .bold = true});
    draw_image(page, {left, top + title_height, image_size, image_size}, image.image);
    double row = top + title_height;
    for (const Vgg16Layer& layer : image.layers) {
      draw_layer(page, row, layer, image.image);
      row += row_pitch;
    }
    top += height;
  }
  draw_colour_bar(page, {left, title_height + image_size + 8, 2, 16});
  page.text(left + 6.5, title_height + image_size + 9, "for the cluster", {.size = 6});
  page.text(left + 6.5, title_height + image_size + 23, "against it", {.size = 6});
  page.set_caption(fmt::format(
      "Figure 7. Clusters of the locations of VGG16's layers, and the pixels that speak for (red) and against (blue) "
      "them. First column: the cluster of every location, in the colours of the frames of the heatmaps to its right. "
      "Heatmaps: relevance of one cluster, all locations pooled, in the order of the clusters' shares of the layer's "
      "evidence (in percent, then the number of locations), on one scale per row; the image shows through in grey. "
      "Zero padding makes the border of an image look like an edge to the network: \"b\" marks clusters with more "
      "than half of their locations on the outermost ring ({}). Rule at the k-means layer: {}; composite below it: "
      "{}.{}{}",
      border_clusters(images), settings.rule.read(reader), settings.composite.read(reader),
      schema::Run{}.profile.read(reader) == "full" ? "" : " Smoke run, not the full experiment.",
      settings.clusters.read(reader) > most_columns
          ? fmt::format(" Only the first {} clusters are shown.", most_columns)
          : ""));
  render(page, folder / "fig7");
}

}  // namespace
}  // namespace neon::plots

int main(int argc, char** argv) {
  return neon::plots::run({"fig7", "Draws Figure 7 from the stored results: clusters of VGG16's layers", "vgg16",
                           neon::plots::draw_figure7},
                          argc, argv);
}
