#include <neon/compare/evenly_spaced.hpp>
#include <neon/core/error.hpp>
#include <neon/images/heatmap.hpp>

#include <fmt/format.h>

#include <cmath>

#include "canvas/render.hpp"
#include "experiments/surrogate/schema.hpp"
#include "plots/heatmap.hpp"
#include "plots/method_style.hpp"
#include "plots/program.hpp"
#include "plots/surrogate_results.hpp"

/// Why an image is of its class, by the surrogates of all layers, at the pixels: NEON and others; patches flipped.
namespace neon::plots {
namespace {

constexpr double size = 17, pitch = 18.5, left = 13, title = 7, row_pitch = 20.5, panel_height = 30;
constexpr Index most_shown = 6;
constexpr LineStyle frame{.colour = {0xb0, 0xb0, 0xb0}, .width = 0.4};

using schema::surrogate::Classes;
using schema::surrogate::ClassImages;

struct Content {
  std::string file;
  schema::Strings layers, classes, methods;
  Matrix images;
  Labels asked, shown;

  explicit Content(const ResultReader& results)
      : file(results.path().string()),
        layers(schema::surrogate::Settings{}.layers.read(results)),
        classes(schema::surrogate::Settings{}.classes.read(results)),
        methods(ClassImages{}.methods.read(results)),
        images(ClassImages{}.images.read(results)),
        asked(ClassImages{}.asked.read(results)) {
    require(!layers.empty() && !methods.empty() && methods.front() == "NEON" && images.rows() > 0 &&
                static_cast<Index>(asked.size()) == images.rows(),
            "{}: {} should hold images and their classes, and methods of which NEON is the first", file,
            ClassImages{}.group);
    for (const Index c : asked)
      require(c >= 0 && c < static_cast<Index>(classes.size()), "{}: class {} should be in [0, {})", file, c,
              classes.size());
    shown = evenly_spaced(most_shown, images.rows());
  }
};

/// One column of heatmaps, with the log-odds below each where they are told.
void draw_maps(Page& page, const Content& content, const Matrix& maps, const Vector* logit, Index column,
               const std::string& name) {
  require(maps.rows() == content.images.rows() && maps.cols() == small_side * small_side,
          "{}: maps of '{}' are [{}, {}], should be [{}, {}]", content.file, name, maps.rows(), maps.cols(),
          content.images.rows(), small_side * small_side);
  const double from_left = left + static_cast<double>(column) * pitch;
  page.text(from_left + size / 2, 3.5, name, {.size = 6.5, .align = Align::centre, .bold = true});
  for (std::size_t row = 0; row < content.shown.size(); ++row) {
    const Index n = content.shown[row];
    const Box box{from_left, title + static_cast<double>(row) * row_pitch, size, size};
    const Matrix map = maps.row(n).reshaped<Eigen::RowMajor>(small_side, small_side);
    const Image image = small_image(content.images.row(n), content.file);
    draw_small_image(page, box, overlay(image, map, relevance_scale(maps.row(n), 0.01)), frame);
    if (logit != nullptr)
      page.text(box.centre(), box.bottom() + 2.2, fmt::format("{:+.1f}", (*logit)[n]),
                {.size = 5.5, .align = Align::centre});
  }
}

/// Mean log-odds after shares of the patches.
void draw_flips(Page& page, const ResultReader& results, const Content& content, double top) {
  const Vector percent = ClassImages{}.percent.read(results);
  const double gap = 11, indent = 4, room = 163.0 / static_cast<double>(content.layers.size());
  for (std::size_t l = 0; l < content.layers.size(); ++l) {
    const Box box{left + indent + static_cast<double>(l) * room, top, room - gap, panel_height};
    std::string commands =
        "set logscale x 2\nset xrange [1:100]\nset xtics (1.6, 6.3, 25, 100) font ',6'\nset ytics "
        "font ',6'\nset xlabel '% of the patches' font ',7'\nunset key\n";
    if (l == 0) commands += "set ylabel 'mean log-odds' font ',7'\n";
    std::string lines;
    for (const std::string& method : content.methods) {
      const schema::surrogate::ClassFlips flips = Classes{content.layers[l]}.flips(method);
      const Matrix curves = flips.curves.read(results);
      require(curves.rows() > 0 && curves.cols() == percent.size() + 1, "{}: {} is [{}, {}], should be [n, {}]",
              content.file, flips.curves.path, curves.rows(), curves.cols(), percent.size() + 1);
      Matrix points(percent.size(), 2);
      points << percent, curves.rightCols(percent.size()).colwise().mean().transpose();
      const MethodStyle& style = style_of(method);
      lines += fmt::format("{}{} using 1:2 with linespoints pt {} ps 0.35 {}", lines.empty() ? "plot " : ", ",
                           page.data(points), style.marker, line_options(style.line));
    }
    page.plot(box, commands + lines);
    page.text(box.centre(), top - 2, content.layers[l], {.size = 7, .align = Align::centre, .bold = true});
  }
}

void draw_legend(Page& page, const Content& content, double top) {
  double at = left + 24;
  for (const std::string& method : content.methods) {
    page.line(at, top, at + 7, top, style_of(method).line);
    page.text(at + 8, top, method, {.size = 6.5});
    at += 26;
  }
}

void draw_classes(const ResultReader& results, const std::filesystem::path& folder) {
  const Content content(results);
  const double maps = title + static_cast<double>(content.shown.size()) * row_pitch;
  Page page(maps + panel_height + 21);
  page.text(left + size / 2, 3.5, "image", {.size = 6.5, .align = Align::centre, .bold = true});
  for (std::size_t row = 0; row < content.shown.size(); ++row) {
    const Index n = content.shown[row];
    const Box box{left, title + static_cast<double>(row) * row_pitch, size, size};
    draw_small_image(page, box, small_image(content.images.row(n), content.file), frame);
    page.text(left - 3, box.middle(),
              content.classes[static_cast<std::size_t>(content.asked[static_cast<std::size_t>(n)])],
              {.size = 6.5, .align = Align::centre, .upright = true});
  }
  Index column = 1;
  for (const std::string& layer : content.layers) {
    const Vector logit = Classes{layer}.logit.read(results);
    require(logit.size() == content.images.rows(), "{}: {} log-odds of '{}' should be {}", content.file, logit.size(),
            layer, content.images.rows());
    draw_maps(page, content, Classes{layer}.maps("NEON").read(results), &logit, column++, layer);
  }
  const std::string& last = content.layers.back();
  for (const std::string& method : content.methods)
    if (method != "NEON" && method != "random")
      draw_maps(page, content, Classes{last}.maps(method).read(results), nullptr, column++,
                fmt::format("{}, {}", method, last));
  draw_flips(page, results, content, maps + 6);
  draw_legend(page, content, maps + panel_height + 18);
  page.set_caption(fmt::format(
      "Which pixels speak for (red) and against (blue) the class that ResNet-56 says, by the surrogate of each layer: "
      "relevance of the class's log-odds log(p / (1 - p)), p = sum over the clusters of p(class | cluster) p(cluster | "
      "image), which stand below (midpoint rule, z+ through the encoder, gamma = 0.25 through the network, zB at the "
      "pixels), summed over the colours, one scale per map. Right: sensitivity (SA), gradient x input (GI) and "
      "integrated gradients (IG) of the same log-odds. Below: patches of {} x {} pixels take the image's mean colour, "
      "the most relevant first; mean over {} test images, lower is better.{}",
      ClassImages{}.patch.read(results), ClassImages{}.patch.read(results), content.images.rows(),
      schema::Run{}.profile.read(results) == "full" ? "" : " Smoke run, not the full experiment."));
  render(page, folder / "figclasses");
}

}  // namespace
}  // namespace neon::plots

int main(int argc, char** argv) {
  return neon::plots::run({"figclasses", "Draws why images are of their class, by the surrogate of every layer",
                           "surrogate", neon::plots::draw_classes},
                          argc, argv);
}
