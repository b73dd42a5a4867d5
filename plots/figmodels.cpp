#include <neon/core/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "canvas/page.hpp"
#include "canvas/render.hpp"
#include "experiments/models/schema.hpp"
#include "plots/program.hpp"

/// Every kind of cluster model on points in the plane: regions, boundaries, relevance of some points.
namespace neon::plots {
namespace {

constexpr double panel_size = 40, pitch = 44.7, row_pitch = 49, longest_arrow = 0.12;  // of the panel
constexpr Index columns = 4;
constexpr Rgb outside_colour{0x80, 0x80, 0x80};
/// Panels in the order of the figure, row by row.
constexpr std::array<std::string_view, 17> panels{"kmeans",
                                                  "kernel-kmeans",
                                                  "mixture-shared",
                                                  "mixture-diagonal",
                                                  "spherical-kmeans",
                                                  "average-linkage",
                                                  "complete-linkage",
                                                  "single-linkage",
                                                  "mixture-full",
                                                  "knn",
                                                  "svm",
                                                  "dbscan",
                                                  "hdbscan",
                                                  "kernel-density",
                                                  "one-class-svm",
                                                  "neighbour-distance",
                                                  "dec"};

constexpr Rgb cluster_colour(Index cluster) {
  constexpr std::array<std::size_t, 6> order{3, 0, 2, 1, 4, 5};  // blue, orange and green first: far apart when tinted
  return okabe_ito[order[static_cast<std::size_t>(cluster) % order.size()]];
}

Rgb tinted(Rgb colour) {
  const auto part = [](std::uint8_t v) { return static_cast<std::uint8_t>(255 - (255 - v) / 4); };
  return {part(colour.red), part(colour.green), part(colour.blue)};
}

struct Model {
  std::string title;
  Matrix x, relevance;
  Labels cluster, region, shown;
  Vector grid;
  std::vector<Matrix> boundary;
  Index outside = -1;  ///< the cluster that is noise, or beyond a threshold; -1: none

  /// Of a cluster's points; noise is grey.
  Rgb colour(Index c) const { return c == outside ? outside_colour : cluster_colour(c); }
  Index nodes() const { return std::lround(std::sqrt(static_cast<double>(region.size()))); }
  double side() const { return grid(2) * static_cast<double>(nodes() - 1); }
};

Model read_model(const ResultReader& results, const std::string& name) {
  const schema::models::Model stored{name};
  const std::string file = results.path().string();
  Model model{stored.title.read(results),
              stored.x.read(results),
              stored.shown_relevance.read(results),
              stored.cluster.read(results),
              stored.region.read(results),
              stored.shown_id.read(results),
              stored.grid.read(results),
              {},
              stored.outside.in(results) ? stored.outside.read(results) : -1};
  const auto points = static_cast<Index>(model.cluster.size()), nodes = model.nodes();
  require(model.x.rows() == points && model.x.cols() == 2, "{}: {}: shape [{}, {}] should be [{}, 2]", file,
          stored.x.path, model.x.rows(), model.x.cols(), points);
  require(model.grid.size() == 3 && model.grid(2) > 0, "{}: {} should be left, bottom and a positive step", file,
          stored.grid.path);
  require(nodes >= 2 && nodes * nodes == static_cast<Index>(model.region.size()),
          "{}: {}: {} entries should be a square grid", file, stored.region.path, model.region.size());
  require(model.relevance.rows() == static_cast<Index>(model.shown.size()) && model.relevance.cols() == 2,
          "{}: {}: shape [{}, {}] should be [{}, 2]", file, stored.shown_relevance.path, model.relevance.rows(),
          model.relevance.cols(), model.shown.size());
  for (const Index id : model.shown)
    require(id >= 0 && id < points, "{}: {}: {} should be below {}", file, stored.shown_id.path, id, points);
  for (const Labels* labels : {&model.cluster, &model.region})
    for (const Index k : *labels) require(k >= 0, "{}: {}: cluster {} should not be negative", file, stored.group, k);
  for (Index c = 0; c < stored.clusters.read(results); ++c) {
    const schema::Dataset<Matrix> boundary = stored.boundary(c);
    model.boundary.push_back(boundary.read(results));
    require(model.boundary.back().cols() == 4, "{}: {}: {} columns should be 4", file, boundary.path,
            model.boundary.back().cols());
  }
  return model;
}

/// The regions as one pale colour per node, from the top.
void draw_regions(Page& page, const Box& box, const Model& model) {
  const Index nodes = model.nodes();
  std::vector<Rgb> pixels;
  for (Index row = nodes; row-- > 0;)
    for (Index column = 0; column < nodes; ++column)
      pixels.push_back(tinted(model.colour(model.region[static_cast<std::size_t>(row * nodes + column)])));
  page.image(box, nodes, pixels);
}

/// x, y, dx, dy of the arrows: the direction of (R_1, R_2), the length the square root of its norm.
Matrix arrows(const Model& model) {
  Matrix result(model.relevance.rows(), 4);
  const double largest = std::max(model.relevance.rowwise().norm().maxCoeff(), 1e-300);
  for (Index i = 0; i < result.rows(); ++i) {
    const Eigen::RowVectorXd r = model.relevance.row(i) / largest;
    const double norm = std::max(r.norm(), 1e-300);
    result.row(i) << model.x.row(model.shown[static_cast<std::size_t>(i)]),
        longest_arrow * model.side() / std::sqrt(norm) * r;
  }
  return result;
}

void draw_model(Page& page, const Box& box, const Model& model) {
  draw_regions(page, box, model);
  std::string plots;
  const auto add = [&](const std::string& text) { plots += (plots.empty() ? "plot " : ", ") + text; };
  for (const Matrix& line : model.boundary)
    if (line.rows() > 0)
      add(page.data(line) + " using 1:2:($3-$1):($4-$2) with vectors nohead lw 1.6 lc rgb '#404040'");
  Matrix points(model.x.rows(), 3);
  points << model.x, Vector::Zero(model.x.rows());
  for (Index n = 0; n < points.rows(); ++n)
    points(n, 2) = packed(model.colour(model.cluster[static_cast<std::size_t>(n)]));
  add(page.data(points) + " using 1:2:3 with points pt 7 ps 0.28 lc rgb variable");
  const std::string data = page.data(arrows(model));
  add(data + " using 1:2 with points pt 7 ps 0.4 lc rgb 'black'");
  add(data + " using 1:2:3:4 with vectors head filled size screen 0.007,20 lw 1.8 lc rgb 'black'");
  page.plot(box, fmt::format("set border 15 lc rgb '#808080'\nunset tics\nset xrange [{}:{}]\nset yrange [{}:{}]\n",
                             model.grid(0), model.grid(0) + model.side(), model.grid(1), model.grid(1) + model.side()) +
                     plots);
  page.text(box.centre(), box.top - 2, model.title, {.size = 7.5, .align = Align::centre, .bold = true});
}

void draw_figure(const ResultReader& results, const std::filesystem::path& folder) {
  const std::vector<std::string> stored = results.groups(schema::models::all_models);
  constexpr Index rows = (static_cast<Index>(panels.size()) + columns - 1) / columns;
  Page page(static_cast<double>(rows) * row_pitch - 2);
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const Index column = static_cast<Index>(i) % columns, row = static_cast<Index>(i) / columns;
    const Box box{3 + static_cast<double>(column) * pitch, 5 + static_cast<double>(row) * row_pitch, panel_size,
                  panel_size};
    if (std::find(stored.begin(), stored.end(), panels[i]) == stored.end())
      page.gap(box, std::string(panels[i]) + " not stored");
    else
      draw_model(page, box, read_model(results, std::string(panels[i])));
  }
  page.set_caption(
      "Cluster models behind the same graph of pools, on generated points. Colour: cluster that a point, or a place of "
      "the plane, is assigned to, grey: noise, or beyond a threshold; lines: f = 0, where the probability of a cluster "
      "is 1/2. Arrows: relevance (R₁, R₂) of twelve points for their own cluster by the midpoint rule, to the right "
      "and up where a feature supports the "
      "assignment, to the left and down where it opposes; the length goes with the square root, one scale per panel. "
      "The "
      "mixtures' logit is the exact log-odds. Spherical k-means reads directions from the origin.");
  render(page, folder / "figmodels");
}

}  // namespace
}  // namespace neon::plots

int main(int argc, char** argv) {
  return neon::plots::run({"figmodels", "Draws every kind of cluster model with boundaries and relevances", "models",
                           neon::plots::draw_figure},
                          argc, argv);
}
