#include <neon/core/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "canvas/label_placement.hpp"
#include "canvas/page.hpp"
#include "canvas/render.hpp"
#include "canvas/typesetting.hpp"
#include "experiments/wine/schema.hpp"
#include "plots/program.hpp"

/// The wine figure: why nine wines are outside the majority class of their cluster.
namespace neon::plots {
namespace {

constexpr std::array<Rgb, 3> cluster_colours{okabe_ito[0], okabe_ito[1], okabe_ito[2]};
constexpr std::array<int, 3> class_markers{7, 5, 9};
constexpr Rgb supports{0xb2, 0x18, 0x2b}, opposes{0x21, 0x66, 0xac};

struct Wines {
  std::vector<std::string> features;
  Labels label, assigned, id;
  Matrix pca, relevance;
  Vector logit;
};

void require_groups(const ResultReader& reader, const std::string& name, const Labels& values, std::size_t size) {
  require(values.size() == size, "{}: {}: {} entries should be {}", reader.path().string(), name, values.size(), size);
  for (const Index value : values)
    require(value >= 0 && value < 3, "{}: {}: {} should be 0, 1 or 2", reader.path().string(), name, value);
}

Wines read_wines(const ResultReader& reader) {
  const schema::wine::Result stored;
  const schema::wine::Points& explained = stored.points;
  Wines wines{stored.features.read(reader), stored.label.read(reader), stored.assigned.read(reader),
              explained.id.read(reader),    stored.pca.read(reader),   explained.relevance.read(reader),
              explained.logit.read(reader)};
  const std::string file = reader.path().string();
  const auto points = static_cast<Index>(wines.label.size()), shown = static_cast<Index>(wines.id.size()),
             features = static_cast<Index>(wines.features.size());
  require(shown > 0, "{}: {}: no points to draw", file, explained.id.path);
  require_groups(reader, stored.label.path, wines.label, wines.label.size());
  require_groups(reader, stored.assigned.path, wines.assigned, wines.label.size());
  require(wines.pca.rows() == points && wines.pca.cols() == 2, "{}: {}: shape [{}, {}] should be [{}, 2]", file,
          stored.pca.path, wines.pca.rows(), wines.pca.cols(), points);
  require(wines.relevance.rows() == shown && wines.relevance.cols() == features,
          "{}: {}: shape [{}, {}] should be [{}, {}]", file, explained.relevance.path, wines.relevance.rows(),
          wines.relevance.cols(), shown, features);
  require(wines.logit.size() == shown, "{}: {}: {} entries should be {}", file, explained.logit.path,
          wines.logit.size(), shown);
  for (const Index id : wines.id)
    require(id >= 0 && id < points, "{}: {}: {} should be below {}", file, explained.id.path, id, points);
  return wines;
}

/// Axes with equal units in both directions.
struct Scale {
  Box frame;
  double x0, y0, unit;  ///< mm per unit

  Scale(const Box& box, const Matrix& points) : frame(box) {
    const Eigen::RowVector2d low = points.colwise().minCoeff(), high = points.colwise().maxCoeff();
    constexpr double margin = 4;
    unit = std::min((box.width - 2 * margin) / std::max(high(0) - low(0), 1e-9),
                    (box.height - 2 * margin) / std::max(high(1) - low(1), 1e-9));
    x0 = (low(0) + high(0)) / 2;
    y0 = (low(1) + high(1)) / 2;
  }
  PagePoint operator()(double x, double y) const {
    return {frame.centre() + unit * (x - x0), frame.middle() - unit * (y - y0)};
  }
  std::string ranges() const {
    const double half_width = frame.width / 2 / unit, half_height = frame.height / 2 / unit;
    return fmt::format("set xrange [{}:{}]\nset yrange [{}:{}]\n", x0 - half_width, x0 + half_width, y0 - half_height,
                       y0 + half_height);
  }
};

std::string scatter(Page& page, const Wines& wines) {
  std::string plots;
  for (Index label = 0; label < 3; ++label) {
    for (Index cluster = 0; cluster < 3; ++cluster) {
      Labels rows;
      for (std::size_t i = 0; i < wines.label.size(); ++i)
        if (wines.label[i] == label && wines.assigned[i] == cluster) rows.push_back(static_cast<Index>(i));
      if (rows.empty()) continue;
      plots += fmt::format("{}{} using 1:2 with points pt {} ps 0.8 lc rgb '{}'", plots.empty() ? "plot " : ", ",
                           page.data(wines.pca(rows, Eigen::all)), class_markers[static_cast<std::size_t>(label)],
                           hex(cluster_colours[static_cast<std::size_t>(cluster)]));
    }
  }
  return plots + fmt::format(", {} using 1:2 with points pt 6 ps 1.5 lw 2 lc rgb 'black'",
                             page.data(wines.pca(wines.id, Eigen::all)));
}

void draw_legend(Page& page, double left, double top) {
  std::string commands =
      "unset border\nunset tics\nset key left top Left reverse samplen 1 spacing 1.15 font ',8'\nset xrange [0:1]\nset "
      "yrange [0:1]\nplot ";
  for (std::size_t k = 0; k < 3; ++k)
    commands += fmt::format("-1 with lines lw 9 lc rgb '{}' title 'cluster {}', ", hex(cluster_colours[k]), k);
  for (std::size_t k = 0; k < 3; ++k)
    commands += fmt::format("-1 with points pt {} ps 0.8 lc rgb '#606060' title 'class {}', ", class_markers[k], k);
  page.plot({left, top, 40, 36}, commands + "-1 with points pt 6 ps 1.5 lw 2 lc rgb 'black' title 'explained below'");
}

void draw_clusters(Page& page, const Box& frame, const Wines& wines) {
  page.letter(3, 'a');
  const Scale scale(frame, wines.pca);
  page.plot(frame,
            "set border 15 lc rgb '#808080'\nset xlabel 'first principal component (scaled features, no unit)'\n"
            "set ylabel 'second principal component'\nset xtics 0.5\nset ytics 0.5\n" +
                scale.ranges() + scatter(page, wines));
  std::vector<PagePoint> all, anchors;
  for (Index i = 0; i < wines.pca.rows(); ++i) all.push_back(scale(wines.pca(i, 0), wines.pca(i, 1)));
  for (const Index id : wines.id) anchors.push_back(all[static_cast<std::size_t>(id)]);
  const std::vector<PagePoint> labels = place_labels(anchors, all, 5.2, 2.9, frame);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    page.line(anchors[i].x, anchors[i].y, labels[i].x, labels[i].y, {.colour = dim, .width = 0.4});
    page.text(labels[i].x, labels[i].y, fmt::format("{}", wines.id[i]),
              {.size = 7.5, .align = Align::centre, .bold = true});
  }
  draw_legend(page, frame.right() + 6, frame.top);
}

/// The largest of 1, 2, 5 times a power of ten that is no more than the value.
double round_down(double value) {
  const double power = std::pow(10.0, std::floor(std::log10(value)));
  return value >= 5 * power ? 5 * power : value >= 2 * power ? 2 * power : power;
}

std::string bars(Page& page, const Wines& wines, Index point, double limit) {
  Matrix rows(wines.relevance.cols(), 3);
  for (Index i = 0; i < rows.rows(); ++i) {
    const double relevance = wines.relevance(point, i);
    rows.row(i) << static_cast<double>(i), relevance, packed(relevance > 0 ? supports : opposes);
  }
  const double tic = round_down(limit);
  return fmt::format(
      "set border 1\nset xrange [{0}:{1}]\nset yrange [{2}:-0.5]\nunset ytics\nset xtics ('{3}' {4}, '0' 0, '{5}' "
      "{6})\n"
      "set arrow from 0,graph 0 to 0,graph 1 nohead lc rgb '#606060' lw 1 front\nset style fill solid 1 noborder\n"
      "plot {7} using (0):($1):(0):2:($1-0.36):($1+0.36):3 with boxxyerror lc rgb variable",
      -1.15 * limit, 1.15 * limit, static_cast<double>(rows.rows()) - 0.5,
      without_leading_zero(fmt::format("{}", -tic)), -tic, without_leading_zero(fmt::format("{}", tic)), tic,
      page.data(rows));
}

void draw_relevance(Page& page, const Box& area, const Wines& wines) {
  const auto count = static_cast<double>(wines.id.size());
  const double row = area.height / static_cast<double>(wines.features.size()), pitch = area.width / count;
  for (std::size_t i = 0; i < wines.features.size(); ++i) {
    std::string name = wines.features[i];
    std::replace(name.begin(), name.end(), '_', ' ');
    const double y = area.top + (static_cast<double>(i) + 0.5) * row;
    page.text(area.left - 1.5, y, name, {.size = 7, .align = Align::right});
    page.line(area.left, y + row / 2, area.right(), y + row / 2, {.colour = pale, .width = 0.3});
  }
  const double largest = wines.relevance.cwiseAbs().maxCoeff();
  const double limit = std::isfinite(largest) && largest > 0 ? largest : 1;
  Box frame{area.left, area.top, pitch - 2, area.height};
  for (std::size_t i = 0; i < wines.id.size(); ++i) {
    const auto point = static_cast<std::size_t>(wines.id[i]);
    const TextStyle title{.size = 7, .align = Align::centre};
    page.text(frame.centre(), frame.top - 8.6, fmt::format("point {}", point),
              {.size = 7.5, .align = Align::centre, .bold = true});
    page.text(frame.centre(), frame.top - 5.3, fmt::format("f = {:.4f}", wines.logit(static_cast<Index>(i))), title);
    page.text(frame.centre(), frame.top - 2.2, fmt::format("{} → {}", wines.label[point], wines.assigned[point]),
              title);
    page.plot(frame, bars(page, wines, static_cast<Index>(i), limit));
    frame.left += pitch;
  }
  page.text(area.centre(), area.bottom() + 7.5, "relevance R (units of f)", {.size = 7.5, .align = Align::centre});
}

void draw_figure(const ResultReader& reader, const std::filesystem::path& folder) {
  const Wines wines = read_wines(reader);
  Page page(150);
  draw_clusters(page, {18, 3, 96, 66}, wines);
  page.letter(83, 'b');
  draw_relevance(page, {45, 91, 133, 49}, wines);
  page.set_caption(
      fmt::format("Wine: k-means with three clusters on {} wines, each feature scaled to [0, 1]. (a) Principal "
                  "components; colour: cluster, numbered "
                  "by its majority class; marker: class (cultivar). (b) The {} wines outside the majority class of "
                  "their cluster: relevance of "
                  "each feature for the assignment (midpoint rule; red: supports, blue: opposes), on one scale. Above: "
                  "f, the logit of "
                  "membership, which the bars add up to, and class → cluster.",
                  wines.label.size(), wines.id.size()));
  render(page, folder / "figwine");
}

}  // namespace
}  // namespace neon::plots

int main(int argc, char** argv) {
  return neon::plots::run({"figwine", "Draws the wine figure from the stored results: clusters and explained points",
                           "wine", neon::plots::draw_figure},
                          argc, argv);
}
