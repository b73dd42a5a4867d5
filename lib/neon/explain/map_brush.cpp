#include <neon/clustering/distances.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/clustering/kernel_kmeans.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/embedding/affinities.hpp>
#include <neon/explain/map_brush.hpp>
#include <neon/explain/propagator.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace neon {
namespace {

constexpr Index block = 16;        // points whose distances to all others are held at a time
constexpr double negligible = 60;  // exp(-60) is 1e-26

void check(const MatrixView& points, const std::vector<bool>& brushed, const Labels& rows,
           const MapBrushOptions& options) {
  require_finite(points, "explain_map_brush");
  require(static_cast<Index>(brushed.size()) == points.rows(),
          "explain_map_brush: {} points said to be brushed or not should be {}", brushed.size(), points.rows());
  require(options.perplexity >= 1, "explain_map_brush: perplexity {} should be at least 1", options.perplexity);
  require(options.precision.size() == 0 || options.precision.size() == points.rows(),
          "explain_map_brush: {} widths should be {}, one for each point", options.precision.size(), points.rows());
  const auto inside = std::count(brushed.begin(), brushed.end(), true),
             all = static_cast<std::ptrdiff_t>(points.rows());
  require(inside >= 2 && all - inside >= 2,
          "explain_map_brush: {} of {} points are brushed, should be at least 2 and leave at least 2: a point is "
          "compared with others",
          inside, all);
  for (const Index row : rows)
    require(row >= 0 && row < points.rows(), "explain_map_brush: row {} should be in [0, {})", row, points.rows());
}

/// g of the point `self`.  @param distance [N] to all points
double precision_of(const Vector& distance, Index self, const MapBrushOptions& options) {
  if (options.precision.size() > 0) {
    require(options.precision(self) > 0, "explain_map_brush: the affinities of row {} have no width", self);
    return options.precision(self);
  }
  const Index others = distance.size() - 1;
  const double wanted = std::max(1.0, std::min(options.perplexity, static_cast<double>(others) / 3));
  std::vector<double> near;
  for (Index j = 0; j < distance.size(); ++j)
    if (j != self) near.push_back(distance(j));
  const auto count = static_cast<std::ptrdiff_t>(std::min<Index>(others, std::lround(3 * wanted)));
  std::partial_sort(near.begin(), near.begin() + count, near.end());
  const double precision = conditional_precision(Eigen::Map<const Vector>(near.data(), count), wanted);
  require(precision > 0,
          "explain_map_brush: the {} nearest neighbours of row {} are all equally far from it, so that its affinities "
          "have no width",
          count, self);
  return precision;
}

/// The points of one side that count, the nearest first.
Labels side(const Vector& distance, const std::vector<bool>& brushed, bool inside, Index self, double precision) {
  Labels members;
  double nearest = infinity;
  for (Index j = 0; j < distance.size(); ++j)
    if (j != self && brushed[static_cast<std::size_t>(j)] == inside) {
      nearest = std::min(nearest, distance(j));
      members.push_back(j);
    }
  std::erase_if(members, [&](Index j) { return precision * (distance(j) - nearest) > negligible; });
  std::stable_sort(members.begin(), members.end(), [&](Index a, Index b) { return distance(a) < distance(b); });
  return members;
}

}  // namespace

MapBrushExplanation explain_map_brush(const MatrixView& points, const std::vector<bool>& brushed, const Labels& rows,
                                      const MapBrushOptions& options) {
  check(points, brushed, rows, options);
  const auto n = static_cast<Index>(rows.size());
  MapBrushExplanation why{Vector(n), Matrix(n, points.cols()), Vector(n), Labels(rows.size())};
  parallel_blocks(n, block, [&](Index first, Index last) {
    const Labels here(rows.begin() + first, rows.begin() + last);
    const Matrix x = points(here, Eigen::all), distances = squared_distances(x, points);
    for (Index row = first; row < last; ++row) {
      const Index self = rows[static_cast<std::size_t>(row)];
      const Vector distance = distances.row(row - first).transpose();
      const double g = precision_of(distance, self, options);
      Labels support = side(distance, brushed, true, self, g);
      const auto inside = static_cast<Index>(support.size());
      const Labels outside = side(distance, brushed, false, self, g);
      support.insert(support.end(), outside.begin(), outside.end());
      const KernelKMeans sides{.support = points(support, Eigen::all),
                               .begin = {0, inside, static_cast<Index>(support.size())},
                               .log_norm = Vector::Zero(2),
                               .gamma = g};
      const Explanation found = Propagator(sides.neuralize(0), options.composite)(x.row(row - first));
      why.log_odds(row) = g * found.logit(0);
      why.relevance.row(row) = g * found.relevance.row(0);
      why.precision(row) = g;
      why.exemplar[static_cast<std::size_t>(row)] = support.front();
    }
  });
  return why;
}

Matrix map_brush_scores(const MatrixView& points, const std::vector<bool>& brushed, const Labels& rows,
                        const Vector& precision) {
  check(points, brushed, rows, {});
  require(precision.size() == static_cast<Index>(rows.size()), "map_brush_scores: {} widths should be {}",
          precision.size(), rows.size());
  Matrix score(precision.size(), 2);
  parallel_blocks(score.rows(), block, [&](Index first, Index last) {
    for (Index row = first; row < last; ++row) {
      const Index self = rows[static_cast<std::size_t>(row)];
      std::array<std::vector<double>, 2> distance;  // to the brushed points, to the others
      for (Index j = 0; j < points.rows(); ++j)
        if (j != self)
          distance[brushed[static_cast<std::size_t>(j)] ? 0 : 1].push_back(
              squared_distance(points.row(self).data(), points.row(j).data(), points.cols()));
      for (Index which = 0; which < 2; ++which) {
        const std::vector<double>& d = distance[static_cast<std::size_t>(which)];
        const double nearest = *std::min_element(d.begin(), d.end());
        double sum = 0;
        for (const double square : d) sum += std::exp(-precision(row) * (square - nearest));
        score(row, which) = precision(row) * nearest - std::log(sum);
      }
    }
  });
  return score;
}

}  // namespace neon
