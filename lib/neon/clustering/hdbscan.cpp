#include <neon/clustering/different_points.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/clustering/hdbscan.hpp>
#include <neon/clustering/rows_by_cluster.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/network/competitors.hpp>
#include <neon/network/min_pool.hpp>
#include <neon/network/reachability_margins.hpp>
#include <neon/neuralize/require_cluster.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

using Kind = ReachabilityTerm::Kind;

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

/// What the scores of the clusters are at one point.
struct Terms {
  const Hdbscan& model;
  std::vector<ReachabilityTerm> own = {};  ///< o_k [K]

  Terms(const Hdbscan& of, const Reach& reach) : model(of) {
    for (Index k = 0; k < model.noise(); ++k) own.push_back(score(reach, k));
  }

  /// Of what ties the features have it.
  ReachabilityTerm score(const Reach& reach, Index k) const {
    const Index j = reach.member[at(k)];
    const double square = reach.square(k), core = model.search.core_square()(j);
    if (reach.core_square >= std::max(square, core)) return {Kind::distance, reach.core_square, reach.neighbour};
    return square >= core ? ReachabilityTerm{Kind::distance, square, j} : ReachabilityTerm{Kind::density, core, j};
  }
  ReachabilityTerm birth(Index k) const { return {Kind::birth, model.birth_square(k), -1}; }

  /// The cluster of the smallest score, the first of several; `but` is left out.
  Index nearest(Index but = -1) const {
    Index best = -1;
    for (Index k = 0; k < model.noise(); ++k)
      if (k != but && (best < 0 || own[at(k)].value < own[at(best)].value)) best = k;
    return best;
  }

  /// Why noise and not k: it is too far, or another cluster is nearer.
  ReachabilityMargin of_noise(Index k) const {
    const Index other = nearest(k);
    const bool nearer = other >= 0 && own[at(other)].value < model.birth_square(k);
    return {own[at(k)], nearer ? own[at(other)] : birth(k)};
  }

  std::vector<ReachabilityMargin> margins(Index c) const {
    std::vector<ReachabilityMargin> result;
    for (Index column = 0; column < model.noise(); ++column) {
      const Index k = competitor_cluster(c, column);
      if (c == model.noise())
        result.push_back(of_noise(k));
      else
        result.push_back({k == model.noise() ? birth(c) : own[at(k)], own[at(c)]});
    }
    return result;
  }
};

Index neighbours_of(double count, Index points) {
  require(count >= 1 && count <= static_cast<double>(points) && count == std::floor(count),
          "the attribute min_samples is {}, should be a whole number from 1 to {}, the number of points", count,
          points);
  return static_cast<Index>(count);
}

}  // namespace

Matrix Hdbscan::outlier_scores(const MatrixView& x) const {
  const std::vector<Reach> reach = search.reach(x);
  Matrix outlier(x.rows(), clusters());
  for (Index n = 0; n < x.rows(); ++n) {
    const Terms terms(*this, reach[at(n)]);
    for (Index k = 0; k < noise(); ++k) outlier(n, k) = terms.own[at(k)].value;
    outlier(n, noise()) = birth_square(terms.nearest());
  }
  return outlier;
}

Matrix Hdbscan::logits(const MatrixView& x) const {
  const std::vector<Reach> reach = search.reach(x);
  Matrix result(x.rows(), clusters()), row(1, noise());
  for (Index n = 0; n < x.rows(); ++n) {
    const Terms terms(*this, reach[at(n)]);
    for (Index c = 0; c < clusters(); ++c) {
      Index column = 0;
      for (const ReachabilityMargin& margin : terms.margins(c)) row(0, column++) = margin.value();
      result(n, c) = SoftMin{beta}.forward(row)(0);
    }
  }
  return result;
}

std::vector<std::vector<ReachabilityMargin>> Hdbscan::margins(const MatrixView& x, Index c) const {
  std::vector<std::vector<ReachabilityMargin>> result;
  for (const Reach& reach : search.reach(x)) result.push_back(Terms(*this, reach).margins(c));
  return result;
}

Network Hdbscan::neuralize(Index c) const {
  require_cluster(c, clusters(), beta);
  return chain(c, {{ReachabilityMargins(*this, c), Role::detection}, {MinPool{{beta}}, Role::pool}});
}

std::vector<std::string> Hdbscan::score_names() const {
  std::vector<std::string> names;
  for (Index k = 0; k < noise(); ++k) names.push_back(std::to_string(k));
  names.emplace_back("noise");
  return names;
}

void Hdbscan::parameters(ParameterVisitor& visit) {
  Matrix points = search.points();
  Labels cluster = search.cluster();
  auto count = static_cast<double>(search.min_samples());
  visit.matrix("points", points, Unit::place);
  visit.labels("cluster", cluster, points.rows());
  visit.vector("birth_square", birth_square, Unit::square);
  visit.number("min_samples", count, Unit::none);
  visit.stiffness(beta);
  if (!visit.changes()) return;
  search = ReachabilitySearch(std::move(points), std::move(cluster), birth_square.size(),
                              neighbours_of(count, points.rows()));
}

void Hdbscan::check(const ModelCheck& check) const {
  require(noise() >= 1 && features() >= 1, "{}: {} clusters of {} features should be at least 1 by 1", check.where,
          noise(), features());
  check.squares("points", search.points());
  check.positive("birth_square", birth_square);
  check.stiffness(beta);
  if (noise() < 2) return;
  Labels members, cluster;
  for (Index j = 0; j < search.points().rows(); ++j)
    if (search.cluster()[at(j)] >= 0) {
      members.push_back(j);
      cluster.push_back(search.cluster()[at(j)]);
    }
  const RowsByCluster rows = rows_by_cluster(cluster);
  Labels sorted;
  for (const Index place : rows.order) sorted.push_back(members[at(place)]);
  require_distinct_clusters(Matrix(search.points()(sorted, Eigen::all)), rows.begin, check.where, "members");
}

KeptPoints Hdbscan::kept_points() const {
  Labels cluster = search.cluster();
  std::replace(cluster.begin(), cluster.end(), Index{-1}, noise());
  return {&search.points(), std::move(cluster)};
}

Hdbscan make_hdbscan(const MatrixView& points, const Labels& cluster, const Vector& birth_square, Index min_samples) {
  return {.search = ReachabilitySearch(points, cluster, birth_square.size(), min_samples),
          .birth_square = birth_square};
}

}  // namespace neon

namespace neon::models {

ModelKind hdbscan() {
  return {.name = std::string(Hdbscan::kind),
          .description = "HDBSCAN: dense clusters of any shape and of different densities, and noise",
          .source =
              "Campello, Moulavi and Sander, Density-based clustering based on hierarchical density estimates, PAKDD "
              "2013",
          .blank = Hdbscan{},
          .fit = [](const MatrixView& x, const FitOptions& options) -> ClusterModel {
            const HdbscanOptions chosen{.min_cluster_size = options.whole("min-cluster-size"),
                                        .min_samples = options.whole("min-samples"),
                                        .selection = options.text("cluster-selection") == "leaf"
                                                         ? HdbscanSelection::leaf
                                                         : HdbscanSelection::excess_of_mass,
                                        .epsilon = options.number("cluster-selection-epsilon"),
                                        .max_cluster_size = options.whole("max-cluster-size"),
                                        .single_cluster = options.text("single-cluster") == "allow"};
            const HdbscanFit fit = fit_hdbscan(x, chosen);
            return make_hdbscan(x, fit.labels, fit.birth_square, chosen.rank());
          },
          .settings = {{.name = "min-cluster-size",
                        .description = "smaller parts fall out of a cluster, and are noise where it is none",
                        .standard = "5",
                        .type = Setting::Type::whole},
                       {.name = "min-samples",
                        .description = "points within eps that make a core point, itself counted; of hdbscan the rank "
                                       "of the neighbour at the core distance, not said: --min-cluster-size",
                        .standard = "0",
                        .type = Setting::Type::whole},
                       {.name = "cluster-selection",
                        .description = "clusters that live longest for their size (excess of mass), or those that do "
                                       "not split again",
                        .standard = "eom",
                        .choices = {"eom", "leaf"}},
                       {.name = "cluster-selection-epsilon",
                        .description = "clusters that split off at a shorter distance stay together; 0: none",
                        .standard = "0",
                        .type = Setting::Type::number},
                       {.name = "max-cluster-size",
                        .description = "of larger clusters the parts are told (excess of mass); 0: any size",
                        .standard = "0",
                        .type = Setting::Type::whole},
                       {.name = "single-cluster",
                        .description = "whether all points but noise may be one cluster",
                        .standard = "refuse",
                        .choices = {"refuse", "allow"}}},
          .clusters = ModelKind::Clusters::found,
          .softens = false};
}

}  // namespace neon::models
