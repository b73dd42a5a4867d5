#include "experiments/models/panel.hpp"

#include <neon/clustering/assignment.hpp>
#include <neon/explain/explainer.hpp>

#include <fmt/format.h>

#include <algorithm>

#include "experiments/models/contour.hpp"
#include "experiments/models/toy_data.hpp"
#include "experiments/support/check.hpp"

namespace neon::experiments::models {
namespace {

/// The square around the points, with a margin.
Grid grid_around(const Matrix& x, Index nodes) {
  const Eigen::RowVector2d low = x.colwise().minCoeff(), high = x.colwise().maxCoeff(), middle = 0.5 * (low + high);
  const double side = 1.4 * (high - low).maxCoeff();
  return {middle(0) - side / 2, middle(1) - side / 2, side / static_cast<double>(nodes - 1), nodes};
}

/// Points far from each other: each is the farthest from those before, the first is the one nearest to the middle.
Labels spread_out(const Matrix& x, Index count) {
  const Eigen::RowVectorXd mean = x.colwise().mean();
  Index next = 0;
  (x.rowwise() - mean).rowwise().squaredNorm().minCoeff(&next);
  Vector nearest = Vector::Constant(x.rows(), infinity);
  Labels chosen;
  while (static_cast<Index>(chosen.size()) < std::min(count, x.rows())) {
    chosen.push_back(next);
    nearest = nearest.cwiseMin((x.rowwise() - x.row(next)).rowwise().squaredNorm());
    nearest.maxCoeff(&next);
  }
  return chosen;
}

}  // namespace

std::vector<Panel> panels(Index points, std::uint64_t seed) {
  const Matrix groups = clouds(points, seed), halves = moons(points, seed), directions = rays(points, seed);
  const auto with = [&](Index clusters, const std::string& covariance, const std::string& linkage) {
    FitOptions options;
    options.clusters = clusters;
    options.seed = seed;
    options.covariance = covariance;
    options.linkage = linkage;
    return options;
  };
  return {{"kmeans", "k-means", "kmeans", with(3, "", ""), groups},
          {"kernel-kmeans", "kernel k-means", "kernel-kmeans", with(3, "", ""), groups},
          {"mixture-shared", "mixture, shared variances", "gaussian-mixture", with(3, "shared", ""), groups},
          {"mixture-diagonal", "mixture, own variances", "gaussian-mixture", with(3, "diagonal", ""), groups},
          {"spherical-kmeans", "spherical k-means", "spherical-kmeans", with(3, "", ""), directions},
          {"average-linkage", "average linkage", "agglomerative", with(3, "", "average"), groups},
          {"complete-linkage", "complete linkage", "agglomerative", with(3, "", "complete"), groups},
          {"single-linkage", "single linkage", "agglomerative", with(2, "", "single"), halves}};
}

SelfCheck record_panel(const Panel& panel, Index nodes, Index explained, ResultWriter& writer) {
  const std::string group = "models/" + panel.name;
  const auto [model, assigned, differ] = fit_model(panel.kind, panel.x, panel.options);

  const Grid grid = grid_around(panel.x, nodes);
  const Matrix outlier = outlier_scores(model, grid.points()), logit = logits(outlier, beta(model));
  writer.write(group + "/x", panel.x);
  writer.write(group + "/cluster", assigned);
  writer.write(group + "/grid", Vector{{grid.left, grid.bottom, grid.step}});
  writer.write(group + "/region", assign(outlier));
  for (Index c = 0; c < clusters(model); ++c)
    writer.write(fmt::format("{}/boundary/{}", group, c),
                 zero_contour(grid, Eigen::Map<const Matrix>(Vector(logit.col(c)).data(), nodes, nodes)));

  const Composite composite = composites::find("paper-v2");
  const Explanation all = explain(model, panel.x, assigned, {composite});
  SelfCheck check{.differ = differ, .conserving = conserves(composite, model)};
  check.add({.outlier = outlier_scores(model, panel.x),
             .beta = beta(model),
             .assigned = assigned,
             .explained = assigned,
             .why = all});
  const Labels shown = spread_out(panel.x, explained);
  writer.write(group + "/points/id", shown);
  writer.write(group + "/points/logit", Vector(all.logit(shown)));
  writer.write(group + "/points/relevance", Matrix(all.relevance(shown, Eigen::all)));
  writer.attribute(group, "title", panel.title);
  writer.attribute(group, "kind", panel.kind);
  writer.attribute(group, "clusters", clusters(model));
  writer.attribute(group, "beta", beta(model));
  writer.attribute(group, "rule_differs", differ);
  record_check(writer, group, check);
  return check;
}

}  // namespace neon::experiments::models
