#include "apps/neon/report_map.hpp"

#include <neon/embedding/pca.hpp>
#include <neon/embedding/tsne.hpp>
#include <neon/text/html.hpp>
#include <neon/text/utf8.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "canvas/palette.hpp"

namespace neon::cli {
namespace {

constexpr double width = 640, height = 480, border = 18, radius = 4;
constexpr Index shapes = 4;

/// A circle, square, diamond or triangle around a place.
std::string mark(Index cluster, double x, double y, double r) {
  switch (cluster / static_cast<Index>(plots::okabe_ito.size()) % shapes) {
    case 0:
      return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\"", x, y, r);
    case 1:
      return fmt::format("<path d=\"M{:.1f} {:.1f}h{w}v{w}h-{w}z\"", x - 0.9 * r, y - 0.9 * r, fmt::arg("w", 1.8 * r));
    case 2:
      return fmt::format("<path d=\"M{:.1f} {:.1f}l{w} {w}l-{w} {w}l-{w} -{w}z\"", x, y - 1.3 * r,
                         fmt::arg("w", 1.3 * r));
    default:
      return fmt::format("<path d=\"M{:.1f} {:.1f}l{} {}h-{}z\"", x, y - 1.3 * r, 1.25 * r, 2.2 * r, 2.5 * r);
  }
}

/// Coordinates of the drawing, each axis filled; a constant one in the middle.
Matrix placed(const Matrix& plane) {
  Matrix place(plane.rows(), 2);
  for (Index axis = 0; axis < 2; ++axis) {
    const double low = plane.col(axis).minCoeff(), range = plane.col(axis).maxCoeff() - low,
                 room = (axis == 0 ? width : height) - 2 * border;
    const Vector share =
        range > 0 ? Vector((plane.col(axis).array() - low) / range) : Vector(Vector::Constant(plane.rows(), 0.5));
    place.col(axis) = border + room * (axis == 0 ? share : Vector(1 - share.array())).array();
  }
  return place;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// The number of the cluster on the point nearest to the middle of its points: colour is not the only sign.
std::string number_of(Index cluster, const std::vector<SampledPoint>& points, const Matrix& place) {
  std::vector<Index> own;
  for (std::size_t n = 0; n < points.size(); ++n)
    if (points[n].cluster == cluster) own.push_back(static_cast<Index>(n));
  if (own.empty()) return {};
  const Matrix places = place(own, Eigen::all);
  const auto middle = [&](Index axis) { return median({places.col(axis).begin(), places.col(axis).end()}); };
  Index nearest = 0;
  (places.rowwise() - Eigen::RowVector2d(middle(0), middle(1))).rowwise().squaredNorm().minCoeff(&nearest);
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", places(nearest, 0), places(nearest, 1), cluster);
}

std::string title_of(const SampledPoint& point, const Told& told) {
  std::string title = fmt::format("point {}, {}", point.point, told.record.cluster(point.cluster));
  if (told.classified() && point.label) title += ", class " + told.column->text(*point.label);
  return html::escape(to_utf8(title));
}

std::string map_svg(const Matrix& plane, const Told& told, const Report& report, std::string_view name) {
  const Matrix place = placed(plane);
  const std::vector<SampledPoint>& points = report.sampled();
  std::string svg =
      fmt::format("<svg class=\"map\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {} {}\">\n", name, width, height);
  const auto clusters = static_cast<Index>(report.clusters().size());
  for (Index k = 0; k < clusters; ++k) {
    svg += fmt::format("<g fill=\"{}\">\n", cluster_colour(k));
    for (std::size_t n = 0; n < points.size(); ++n) {
      if (points[n].cluster != k) continue;
      const auto row = static_cast<Index>(n);
      svg += mark(k, place(row, 0), place(row, 1), radius) +
             fmt::format("><title>{}</title></{}>\n", title_of(points[n], told),
                         k / static_cast<Index>(plots::okabe_ito.size()) % shapes == 0 ? "circle" : "path");
    }
    svg += "</g>\n";
  }
  for (Index k = 0; k < clusters; ++k) svg += number_of(k, points, place);
  return svg + "</svg>\n";
}

/// The points as the model sees them: spherical k-means sees directions.
Matrix seen_points(const Told& told, const Report& report) {
  Matrix z = report.sample();
  if (told.record.kind == "spherical-kmeans") z.rowwise().normalize();
  return z;
}

std::string pca_figure(const Matrix& z, const Told& told, const Report& report) {
  const Pca pca = fit_pca(z, std::min<Index>(2, z.cols()));
  Matrix plane = Matrix::Zero(z.rows(), 2);
  plane.leftCols(pca.components.rows()) = transform(pca, z);
  const double across = 100 * pca.explained_ratio(0),
               up = pca.explained_ratio.size() > 1 ? 100 * pca.explained_ratio(1) : 0;
  return fmt::format(
      "<figure>\n{}<figcaption><strong>Principal components.</strong> Across the first, {:.3g} % of the variance; up "
      "the second, {:.3g} %. What is far apart here is far apart for the model.</figcaption>\n</figure>\n",
      map_svg(plane, told, report, "Map of the points by their two principal components"), across, up);
}

std::string tsne_figure(const Matrix& z, const Told& told, const Report& report) {
  return fmt::format(
      "<figure>\n{}<figcaption><strong>t-SNE.</strong> Neighbours stay neighbours; distances between groups, and their "
      "sizes, mean nothing.</figcaption>\n</figure>\n",
      map_svg(fit_tsne(z).embedding, told, report, "Map of the points by t-SNE"));
}

}  // namespace

std::string cluster_colour(Index cluster) {
  return plots::hex(plots::okabe_ito[static_cast<std::size_t>(cluster) % plots::okabe_ito.size()]);
}

std::string swatch(Index cluster) {
  return fmt::format("<svg class=\"swatch\" aria-hidden=\"true\" viewBox=\"0 0 12 12\">{} fill=\"{}\"/></svg>",
                     mark(cluster, 6, 6, 4), cluster_colour(cluster));
}

std::string maps_html(const Told& told, const Report& report) {
  constexpr Index most_features = 3000;
  const auto features = static_cast<Index>(told.record.feature_names.size()),
             shown = static_cast<Index>(report.sampled().size());
  if (features > most_features)
    return fmt::format("<p class=\"note\">No map: {} features are more than {}.</p>\n", features, most_features);
  const Matrix z = seen_points(told, report);
  std::string html = shown < told.count
                         ? fmt::format(
                               "<p>{} of the {} points, drawn at random; each has its number and cluster where "
                               "the pointer rests on it.</p>\n",
                               shown, told.count)
                         : "<p>All points; each tells its number and cluster where the pointer rests on it.</p>\n";
  return html + "<div class=\"maps\">\n" + pca_figure(z, told, report) + tsne_figure(z, told, report) + "</div>\n";
}

}  // namespace neon::cli
