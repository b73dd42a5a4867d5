#include "apps/neon/map_figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "apps/neon/terminal.hpp"
#include "canvas/page.hpp"
#include "canvas/render.hpp"

namespace neon::cli {
namespace {

using plots::Box;
using plots::Page;

constexpr double left = 10, below = 6, legend_width = 32, legend_pitch = 4;

/// A mark as gnuplot numbers it, and as a letter.
struct Mark {
  int type;
  const char* sign;
};
constexpr std::array<Mark, 4> marks{{{7, "●"}, {5, "■"}, {13, "◆"}, {9, "▲"}}};

plots::Rgb colour_of(std::size_t series) {
  constexpr std::array<std::size_t, 6> order{3, 0, 2, 4, 1, 5};  // those far apart first
  return plots::okabe_ito[order[series % order.size()]];
}
Mark mark_of(std::size_t series) { return marks[series / plots::okabe_ito.size() % marks.size()]; }

/// The plane of a map in a box: a length is the same in both directions.
struct Plane {
  Box box;
  Eigen::RowVector2d middle;
  double unit;  ///< of the map in a mm

  Plane(const Matrix& place, const Box& in) : box(in) {
    constexpr double room = 1.06;
    const Eigen::RowVector2d low = place.colwise().minCoeff(), high = place.colwise().maxCoeff();
    middle = (low + high) / 2;
    unit = room * std::max((high(0) - low(0)) / box.width, (high(1) - low(1)) / box.height);
    if (!(unit > 0)) unit = 1;
  }
  /// Commands that set it up.
  std::string axes() const {
    const double across = unit * box.width / 2, up = unit * box.height / 2;
    return fmt::format("set border 15 lc rgb '#808080'\nset xrange [{}:{}]\nset yrange [{}:{}]\n", middle(0) - across,
                       middle(0) + across, middle(1) - up, middle(1) + up);
  }
  double x(double along) const { return box.centre() + (along - middle(0)) / unit; }
  double y(double along) const { return box.middle() - (along - middle(1)) / unit; }
};

std::string series(Page& page, const Matrix& place, const Mark& mark, plots::Rgb colour, double size) {
  return fmt::format("{} using 1:2 with points pt {} ps {} lc rgb '{}'", page.data(place), mark.type, size,
                     plots::hex(colour));
}

double point_size(Index points) {
  constexpr Index few = 500, many = 5000;
  return points <= few ? 0.7 : points <= many ? 0.4 : 0.2;
}

/// How high a map of this width is, between bounds: no more than its points need.
double height_of(const Matrix& place, double width, double least, double most) {
  const Eigen::RowVector2d span = place.colwise().maxCoeff() - place.colwise().minCoeff();
  return std::clamp(span(0) > 0 ? width * span(1) / span(0) : most, least, most);
}

/// The different labels, or none where there are too many to be told apart.
Labels told_labels(const StoredMap& map) {
  const std::set<Index> different(map.label.begin(), map.label.end());
  const bool few = different.size() <= marks.size() * plots::okabe_ito.size();
  return few ? Labels(different.begin(), different.end()) : Labels{};
}

Labels points_with(const StoredMap& map, Index label) {
  Labels points;
  for (std::size_t n = 0; n < map.label.size(); ++n)
    if (map.label[n] == label) points.push_back(static_cast<Index>(n));
  return points;
}

std::string caption_of(const StoredMap& map, bool coloured) {
  constexpr std::size_t longest_name = 40;
  std::string text =
      fmt::format("{}: t-SNE map of {} points in {} features, perplexity {:.4g}, KL divergence {:.4g} nats.",
                  printable(map.data, longest_name), map.points(), map.x.cols(), map.perplexity, map.kl_divergence);
  if (coloured)
    text += fmt::format(" Colour and mark: {}.",
                        map.column->name.empty() ? "label" : printable(map.column->name, longest_name));
  else if (map.column)
    text += " There are too many labels to colour.";
  return text +
         " Neighbours stay neighbours; distances between groups, and their sizes, mean nothing. neon explain takes "
         "a box of these axes.";
}

}  // namespace

void draw_map(const StoredMap& map, const std::filesystem::path& file) {
  constexpr double lowest = 60, highest = 130;
  constexpr std::size_t longest_name = 17;
  const Labels labels = told_labels(map);
  const double width = Page::width - left - (labels.empty() ? 2 : legend_width),
               least = std::max(lowest, legend_pitch * static_cast<double>(labels.size())),
               height = height_of(map.place, width, least, highest);
  Page page(2 + height + below);
  const Plane plane(map.place, {left, 2, width, height});
  const double size = point_size(map.points());
  std::string plot;
  if (labels.empty()) plot = series(page, map.place, marks[0], colour_of(0), size);
  for (std::size_t k = 0; k < labels.size(); ++k) {
    const Matrix place = map.place(points_with(map, labels[k]), Eigen::all);
    plot += (k == 0 ? "" : ", ") + series(page, place, mark_of(k), colour_of(k), size);
    const double y = plane.box.top + legend_pitch * (static_cast<double>(k) + 0.5), x = plane.box.right() + 3;
    page.text(x, y, mark_of(k).sign, {.size = 7, .colour = colour_of(k)});
    page.text(x + 4, y, printable(map.column->text(labels[k]), longest_name), {.size = 7});
  }
  page.plot(plane.box, plane.axes() + "plot " + plot);
  page.set_caption(caption_of(map, !labels.empty()));
  plots::render_file(page, file);
}

FigureTop brush_panel(const StoredMap& map, const Brush& brush, const std::vector<PointSummary>& shown) {
  constexpr double lowest = 45, highest = 85, gap = 4, width = Page::width - left - 2;
  constexpr std::size_t most_numbers = 30;
  Labels inside, outside;
  for (Index n = 0; n < map.points(); ++n) (brush.points[static_cast<std::size_t>(n)] ? inside : outside).push_back(n);
  std::vector<std::pair<Index, Eigen::RowVector2d>> numbers;
  for (const PointSummary& point : shown)
    if (numbers.size() < most_numbers) numbers.emplace_back(point.point, map.place.row(map.point_of(point.point)));
  const double height = height_of(map.place, width, lowest, highest);
  const auto draw = [height, in = Matrix(map.place(inside, Eigen::all)), out = Matrix(map.place(outside, Eigen::all)),
                     all = map.place, numbers](Page& page) {
    const Plane plane(all, {left, 2, width, height});
    const double size = point_size(all.rows());
    page.plot(plane.box, plane.axes() + "plot " + series(page, out, marks[0], {0xc0, 0xc0, 0xc0}, size) + ", " +
                             series(page, in, marks[0], colour_of(0), size));
    for (const auto& [row, place] : numbers)
      page.text(plane.x(place(0)) + 1, plane.y(place(1)) - 1, std::to_string(row), {.size = 6.5, .bold = true});
  };
  return {2 + height + below + gap, draw};
}

}  // namespace neon::cli
