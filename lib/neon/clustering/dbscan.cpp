#include <neon/clustering/dbscan.hpp>
#include <neon/clustering/different_points.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/clustering/rows_by_cluster.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/neuralize/density_network.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

/// Fewer core points of a cluster are searched one by one.
constexpr Index worth_a_tree = 256;

}  // namespace

Labels Dbscan::cluster_of() const { return cluster_of_rows(begin); }

Matrix Dbscan::outlier_scores(const MatrixView& x) const {
  require(x.cols() == features(), "Dbscan: {} features should be {}", x.cols(), features());
  Matrix outlier(x.rows(), clusters());
  outlier.col(noise()).setConstant(squared_radius);
  for (Index k = 0; k < noise(); ++k) {
    const Index first = begin[static_cast<std::size_t>(k)], size = begin[static_cast<std::size_t>(k) + 1] - first;
    if (std::isfinite(gamma))
      outlier.col(k) = SoftMin{gamma}.forward(squared_distances(x, core.middleRows(first, size)));
    else if (features() <= few_features && size >= worth_a_tree)
      outlier.col(k) = search[static_cast<std::size_t>(k)].kth_squares(x, 1);
    else
      outlier.col(k) = distances_to_centroids(x, core.middleRows(first, size)).rowwise().minCoeff();
  }
  return outlier;
}

std::vector<std::string> Dbscan::score_names() const {
  std::vector<std::string> names;
  for (Index k = 0; k < noise(); ++k) names.push_back(std::to_string(k));
  names.emplace_back("noise");
  return names;
}

Network Dbscan::neuralize(Index c) const { return density_network(*this, c); }

void Dbscan::parameters(ParameterVisitor& visit) {
  Labels cluster = begin.empty() ? Labels() : cluster_of();
  std::string shares = by_variance ? "variance" : "equal";
  visit.matrix("core", core, Unit::place);
  visit.labels("cluster", cluster, core.rows());
  visit.number("squared_radius", squared_radius, Unit::square);
  visit.number("gamma", gamma, Unit::inverse_square);
  visit.text("radius_shares", shares);
  const bool elsewhere = visit.purpose() == ParameterVisitor::Purpose::redraw;  // and so is the border
  if (!elsewhere) {
    visit.matrix("contested", contested, Unit::place);
    visit.labels("contested_in", contested_in, contested.rows());
  }
  visit.stiffness(beta);
  if (!visit.changes()) return;
  require(shares == "variance" || shares == "equal", "radius_shares '{}' should be equal or variance", shares);
  Dbscan changed = make_dbscan(core, cluster, squared_radius, gamma);
  changed.by_variance = shares == "variance";
  if (!elsewhere) {
    changed.contested = std::move(contested);
    changed.contested_in = std::move(contested_in);
  }
  changed.beta = beta;
  *this = std::move(changed);
}

void Dbscan::check(const ModelCheck& check) const {
  require(noise() >= 1 && features() >= 1, "{}: {} clusters of {} features should be at least 1 by 1", check.where,
          noise(), features());
  check.squares("core", core);
  if (noise() > 1) require_distinct_clusters(core, begin, check.where, "core points");
  require(squared_radius > 0 && std::isfinite(squared_radius),
          "{}: the attribute squared_radius is {}, should be positive and finite", check.where, squared_radius);
  require(gamma > 0, "{}: the attribute gamma is {}, should be positive (infinity: hard)", check.where, gamma);
  if (contested.rows() > 0) {
    check.squares("contested", contested);
    require(contested.cols() == features(), "{}: 'contested' has {} columns, should have {}", check.where,
            contested.cols(), features());
  }
  for (const Index k : contested_in)
    require(k >= 0 && k < noise(), "{}: 'contested_in': {} should be in [0, {})", check.where, k, noise());
  check.stiffness(beta);
}

KeptPoints Dbscan::kept_points() const {
  if (contested.rows() == 0) return {};
  return {&contested, contested_in};
}

Dbscan make_dbscan(const MatrixView& core, const Labels& cluster, double squared_radius, double gamma) {
  require(squared_radius > 0 && std::isfinite(squared_radius), "make_dbscan: eps^2 {} should be positive",
          squared_radius);
  require(gamma > 0, "make_dbscan: gamma {} should be positive", gamma);
  require(cluster.size() == static_cast<std::size_t>(core.rows()) && core.rows() > 0,
          "make_dbscan: {} cluster indices should be {}, one per core point, at least 1", cluster.size(), core.rows());
  require_finite(core, "make_dbscan");
  for (std::size_t j = 0; j < cluster.size(); ++j)
    require(cluster[j] >= 0 && cluster[j] < core.rows(),
            "make_dbscan: cluster {} of core point {} should be in [0, {})", cluster[j], j, core.rows());
  RowsByCluster rows = rows_by_cluster(cluster);
  for (std::size_t k = 0; k + 1 < rows.begin.size(); ++k)
    require(rows.begin[k] < rows.begin[k + 1], "make_dbscan: cluster {} has no core points, should have at least 1", k);
  Dbscan model;
  model.begin = std::move(rows.begin);
  model.core = core(rows.order, Eigen::all);
  model.squared_radius = squared_radius;
  model.gamma = gamma;
  model.contested.resize(0, core.cols());
  if (model.features() <= few_features && std::isinf(gamma))
    for (std::size_t k = 0; k + 1 < model.begin.size(); ++k)
      model.search.emplace_back(model.core.middleRows(model.begin[k], model.begin[k + 1] - model.begin[k]));
  return model;
}

}  // namespace neon

namespace neon::models {

ModelKind dbscan() {
  return {
      .name = std::string(Dbscan::kind),
      .description = "DBSCAN: dense clusters of any shape, and noise beyond eps of their core points",
      .source =
          "Ester, Kriegel, Sander and Xu, A density-based algorithm for discovering clusters in large spatial "
          "databases with noise, KDD 1996",
      .blank = Dbscan{},
      .fit = [](const MatrixView& x, const FitOptions& options) -> ClusterModel {
        const Index min_samples = options.whole("min-samples");
        const double gamma = options.number("soft-gamma");
        const double eps = options.number("eps", {{"auto", [&] { return dbscan_radius(x, min_samples); }}});
        Dbscan model = fit_dbscan(x, {.eps = eps, .min_samples = min_samples, .gamma = gamma}).model;
        model.by_variance = options.text("radius-shares") == "variance";
        return model;
      },
      .settings = {{.name = "eps",
                    .description = "the radius around core points, or auto: nine of ten points are core points",
                    .standard = "auto"},
                   {.name = "min-samples",
                    .description = "points within eps that make a core point, itself counted; of hdbscan the rank of "
                                   "the neighbour at the core distance, not said: --min-cluster-size",
                    .standard = "5",
                    .type = Setting::Type::whole},
                   {.name = "soft-gamma",
                    .description = "stiffness of the pools over core points, in 1 / squared units; inf: the nearest",
                    .standard = "inf",
                    .type = Setting::Type::number},
                   {.name = "radius-shares",
                    .description = "how eps^2 is shared among the features: equally, or by their variances inside "
                                   "clusters",
                    .standard = "equal",
                    .choices = {"equal", "variance"}}},
      .clusters = ModelKind::Clusters::found,
      .softens = false};
}

}  // namespace neon::models
