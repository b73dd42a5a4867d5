#include <neon/clustering/agglomerative.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/core/error.hpp>

#include <algorithm>
#include <numeric>

namespace neon {
namespace {

/// mean_j ‖x - x_j‖^2 = ‖x - mean‖^2 + mean_j ‖x_j - mean‖^2
Vector mean_distances(const MatrixView& x, const MatrixView& members) {
  const Eigen::RowVectorXd mean = members.colwise().mean();
  const double spread = (members.rowwise() - mean).rowwise().squaredNorm().mean();
  return (x.rowwise() - mean).rowwise().squaredNorm().array() + spread;
}

}  // namespace

std::string_view text(Linkage linkage) {
  switch (linkage) {
    case Linkage::single:
      return "single";
    case Linkage::complete:
      return "complete";
    case Linkage::average:
      break;
  }
  return "average";
}

Linkage linkage_named(std::string_view name) {
  for (const Linkage linkage : {Linkage::single, Linkage::complete, Linkage::average})
    if (name == text(linkage)) return linkage;
  throw Error(fmt::format("linkage '{}' should be single, complete or average", name));
}

Labels Agglomerative::cluster_of() const {
  Labels cluster(static_cast<std::size_t>(members.rows()));
  for (Index k = 0; k < clusters(); ++k) std::fill_n(cluster.begin() + first(k), size(k), k);
  return cluster;
}

Matrix Agglomerative::outlier_scores(const MatrixView& x) const {
  require(x.cols() == features(), "Agglomerative: {} features should be {}", x.cols(), features());
  Matrix outlier(x.rows(), clusters());
  for (Index k = 0; k < clusters(); ++k) {
    if (linkage == Linkage::average)
      outlier.col(k) = mean_distances(x, points(k));
    else if (linkage == Linkage::single)
      outlier.col(k) = squared_distances(x, points(k)).rowwise().minCoeff();
    else
      outlier.col(k) = squared_distances(x, points(k)).rowwise().maxCoeff();
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
  const Index clusters = cluster.empty() ? 0 : *std::max_element(cluster.begin(), cluster.end()) + 1;
  require(clusters >= 2, "make_agglomerative: {} clusters should be at least 2", clusters);

  Agglomerative model{{}, std::vector<Index>(static_cast<std::size_t>(clusters) + 1, 0), linkage, beta};
  for (const Index k : cluster) ++model.begin[static_cast<std::size_t>(k) + 1];
  for (Index k = 0; k < clusters; ++k)
    require(model.begin[static_cast<std::size_t>(k) + 1] > 0,
            "make_agglomerative: cluster {} has no members, should have at least 1", k);
  std::partial_sum(model.begin.begin(), model.begin.end(), model.begin.begin());

  Labels order(cluster.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](Index i, Index j) {
    return cluster[static_cast<std::size_t>(i)] < cluster[static_cast<std::size_t>(j)];
  });
  model.members = x(order, Eigen::all);
  return model;
}

}  // namespace neon
