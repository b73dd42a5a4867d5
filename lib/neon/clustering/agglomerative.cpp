#include <neon/clustering/agglomerative.hpp>
#include <neon/clustering/different_points.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/clustering/rows_by_cluster.hpp>
#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>
#include <neon/network/min_pool.hpp>
#include <neon/neuralize/distance_network.hpp>

#include <algorithm>

namespace neon {
namespace {

/// mean_j ‖x - x_j‖^2 = ‖x - mean‖^2 + mean_j ‖x_j - mean‖^2, or without the spread of the members.
Vector mean_distances(const MatrixView& x, const MatrixView& members, bool with_spread) {
  const Eigen::RowVectorXd first = members.row(0);  // told from a member, no mean is rounded to the place of the data
  const Matrix inside = members.rowwise() - first;
  const Eigen::RowVectorXd mean = inside.colwise().mean();
  const double spread = with_spread ? (inside.rowwise() - mean).rowwise().squaredNorm().mean() : 0;
  return ((x.rowwise() - first).rowwise() - mean).rowwise().squaredNorm().array() + spread;
}

}  // namespace

const std::vector<Linkage>& linkages() {
  static const std::vector<Linkage> all = {Linkage::single, Linkage::complete, Linkage::average,
                                           Linkage::average_squared, Linkage::ward};
  return all;
}

std::string_view text(Linkage linkage) {
  switch (linkage) {
    case Linkage::single:
      return "single";
    case Linkage::complete:
      return "complete";
    case Linkage::average:
      return "average";
    case Linkage::average_squared:
      return "average-squared";
    case Linkage::ward:
      break;
  }
  return "ward";
}

Linkage linkage_named(std::string_view name) {
  std::vector<std::string> known;
  for (const Linkage linkage : linkages()) {
    if (name == text(linkage)) return linkage;
    known.emplace_back(text(linkage));
  }
  throw Error(
      fmt::format("linkage '{}' should be one of {}{}", name, fmt::join(known, ", "), did_you_mean(name, known)));
}

Labels Agglomerative::cluster_of() const { return cluster_of_rows(begin); }

Matrix Agglomerative::outlier_scores(const MatrixView& x) const {
  require(x.cols() == features(), "Agglomerative: {} features should be {}", x.cols(), features());
  Matrix outlier(x.rows(), clusters());
  for (Index k = 0; k < clusters(); ++k) {
    if (linkage == Linkage::single)
      outlier.col(k) = squared_distances(x, points(k)).rowwise().minCoeff();
    else if (linkage == Linkage::complete)
      outlier.col(k) = squared_distances(x, points(k)).rowwise().maxCoeff();
    else
      outlier.col(k) = mean_distances(x, points(k), linkage != Linkage::ward);
  }
  return outlier;
}

Agglomerative make_agglomerative(const MatrixView& x, const Labels& cluster, Linkage linkage, double beta) {
  require(beta > 0, "make_agglomerative: beta {} should be positive", beta);
  require(cluster.size() == static_cast<std::size_t>(x.rows()),
          "make_agglomerative: {} cluster indices should be {}, one per point", cluster.size(), x.rows());
  require_finite(x, "make_agglomerative");
  for (std::size_t n = 0; n < cluster.size(); ++n)
    require(cluster[n] >= 0 && cluster[n] < x.rows(),
            "make_agglomerative: cluster {} of member {} should be in [0, {})", cluster[n], n, x.rows());
  RowsByCluster rows = rows_by_cluster(cluster);
  const auto clusters = static_cast<Index>(rows.begin.size()) - 1;
  require(clusters >= 2, "make_agglomerative: {} clusters should be at least 2", clusters);

  Agglomerative model{x(rows.order, Eigen::all), std::move(rows.begin), linkage, beta};
  for (Index k = 0; k < clusters; ++k)
    require(model.size(k) > 0, "make_agglomerative: cluster {} has no members, should have at least 1", k);
  return model;
}

Network Agglomerative::neuralize(Index c) const {
  return chain(c, {{pooled_distances(*this, c), Role::detection}, {MinPool{{beta}}, Role::pool}});
}

void Agglomerative::parameters(ParameterVisitor& visit) {
  Labels cluster = begin.empty() ? Labels() : cluster_of();
  std::string name(text(linkage));
  visit.matrix("members", members, Unit::place);
  visit.labels("cluster", cluster, members.rows());
  visit.text("linkage", name);
  visit.stiffness(beta);
  if (!visit.changes()) return;
  require(beta > 0, "the attribute beta is {}, should be positive (infinity: hard)", beta);
  *this = make_agglomerative(members, cluster, linkage_named(name), beta);
}

void Agglomerative::check(const ModelCheck& check) const {
  require(clusters() >= 2 && features() >= 1, "{}: {} clusters of {} features should be at least 2 by 1", check.where,
          clusters(), features());
  check.squares("members", members);
  require_distinct_clusters(members, begin, check.where, "members");
  check.stiffness(beta);
}

KeptPoints Agglomerative::kept_points() const { return {&members, cluster_of()}; }

}  // namespace neon

namespace neon::models {

ModelKind agglomerative() {
  std::vector<std::string> names;
  for (const Linkage linkage : linkages()) names.emplace_back(text(linkage));
  return {.name = std::string(Agglomerative::kind),
          .description = "single, complete, average or Ward linkage, cut at K clusters",
          .source =
              "Lance and Williams, A general theory of classificatory sorting strategies, Computer Journal 9, 1967; "
              "Murtagh, A survey of recent advances in hierarchical clustering algorithms, Computer Journal 26, 1983; "
              "Ward, Hierarchical grouping to optimize an objective function, J. Am. Stat. Assoc. 58, 1963",
          .blank = Agglomerative{},
          .fit = [](const MatrixView& x, const FitOptions& options) -> ClusterModel {
            return fit_agglomerative(x, options.clusters,
                                     {.linkage = linkage_named(options.text("linkage")), .progress = options.progress})
                .model;
          },
          .settings = {{.name = "linkage",
                        .description = "what two clusters are apart. The nearest or farthest pair of points, the mean "
                                       "of all distances or of their squares, or what the sum of squares grows by",
                        .standard = "average",
                        .choices = std::move(names)}}};
}

}  // namespace neon::models
