#include "experiments/models/panel.hpp"

#include <neon/clustering/assignment.hpp>
#include <neon/explain/explainer.hpp>

#include <algorithm>

#include "experiments/models/contour.hpp"
#include "experiments/models/schema.hpp"
#include "experiments/models/toy_data.hpp"
#include "experiments/support/check.hpp"
#include "experiments/support/constant_cluster.hpp"

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

/// 0, 1, ..., 0, 1, ...: the half circles of moons, the clouds of clouds.
Labels alternating(Index points, Index classes) {
  Labels label(static_cast<std::size_t>(points));
  for (std::size_t n = 0; n < label.size(); ++n) label[n] = static_cast<Index>(n) % classes;
  return label;
}

}  // namespace

std::vector<Panel> panels(Index points, std::uint64_t seed) {
  const Matrix groups = clouds(points, seed), halves = moons(points, seed), directions = rays(points, seed);
  const auto with = [&](Index clusters, const std::map<std::string, std::string>& settings = {}) {
    FitOptions options;
    options.clusters = clusters;
    options.seed = seed;
    options.settings = settings;
    return options;
  };
  const auto learning = [&](Index classes, Labels of) {
    FitOptions options = with(classes);
    options.classes = std::move(of);
    return options;
  };
  return {
      {"kmeans", "k-means", "kmeans", with(3), groups},
      {"kernel-kmeans", "kernel k-means", "kernel-kmeans", with(3), groups},
      {"mixture-shared", "mixture, shared variances", "gaussian-mixture", with(3, {{"covariance", "shared"}}), groups},
      {"mixture-diagonal", "mixture, own variances", "gaussian-mixture", with(3, {{"covariance", "diagonal"}}), groups},
      {"spherical-kmeans", "spherical k-means", "spherical-kmeans", with(3), directions},
      {"average-linkage", "average linkage", "agglomerative", with(3, {{"linkage", "average"}}), groups},
      {"complete-linkage", "complete linkage", "agglomerative", with(3, {{"linkage", "complete"}}), groups},
      {"single-linkage", "single linkage", "agglomerative", with(2, {{"linkage", "single"}}), halves},
      {"mixture-full", "mixture, covariances", "gaussian-mixture", with(3, {{"covariance", "full"}}), groups},
      {"knn", "k nearest neighbours", "knn", learning(2, alternating(halves.rows(), 2)), halves},
      {"svm", "support vector machine", "svm", learning(2, alternating(halves.rows(), 2)), halves},
      {"dbscan", "DBSCAN and noise", "dbscan", with(2, {{"eps", "0.5"}}), halves},
      {"hdbscan", "HDBSCAN and noise", "hdbscan", with(2, {{"min-cluster-size", "10"}}), halves},
      {"kernel-density", "kernel density", "kernel-density", with(2, {{"bandwidth", "0.3"}}), halves},
      {"one-class-svm", "one-class SVM", "one-class-svm", with(2), groups},
      {"neighbour-distance", "neighbour distance", "neighbour-distance", with(2), groups},
      {"dec", "deep embedded clustering", "dec",
       with(3, {{"hidden", "16"}, {"code", "2"}, {"pretraining", "1000"}, {"self-training", "1000"}}), groups}};
}

SelfCheck record_panel(const Panel& panel, Index nodes, Index explained, ResultWriter& writer) {
  const schema::models::Model stored{panel.name};
  const auto [model, assigned, differ] = fit_model(panel.kind, panel.x, panel.options);

  const Grid grid = grid_around(panel.x, nodes);
  const Matrix outlier = outlier_scores(model, grid.points()), logit = logits(model, grid.points());
  stored.x.write(writer, panel.x);
  stored.cluster.write(writer, assigned);
  stored.grid.write(writer, Vector{{grid.left, grid.bottom, grid.step}});
  stored.region.write(writer, assign(outlier));
  for (Index c = 0; c < clusters(model); ++c)
    stored.boundary(c).write(writer,
                             zero_contour(grid, Eigen::Map<const Matrix>(Vector(logit.col(c)).data(), nodes, nodes)));

  const Composite composite = composites::find("paper-v2");
  const Explanation all = explain(model, panel.x, assigned, {composite});
  SelfCheck check{.differ = differ, .conserving = conserves(composite, model)};
  check.add({.outlier = outlier_scores(model, panel.x),
             .beta = beta(model),
             .assigned = assigned,
             .explained = assigned,
             .why = all,
             .logits = model->has_logits() ? logits(model, panel.x) : Matrix()});
  const Labels shown = spread_out(panel.x, explained);
  stored.shown_id.write(writer, shown);
  stored.shown_logit.write(writer, Vector(all.logit(shown)));
  stored.shown_relevance.write(writer, Matrix(all.relevance(shown, Eigen::all)));
  stored.title.write(writer, panel.title);
  stored.kind.write(writer, panel.kind);
  stored.clusters.write(writer, clusters(model));
  if (const auto outside = constant_cluster(model)) stored.outside.write(writer, *outside);
  stored.beta.write(writer, beta(model));
  stored.rule_differs.write(writer, differ);
  stored.conserving.write(writer, check.conserving);
  record_check(writer, stored.group, check);
  return check;
}

}  // namespace neon::experiments::models
