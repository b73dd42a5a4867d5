#include <neon/clustering/assignment.hpp>
#include <neon/compare/randomised_model.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/random.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

/// Beyond it no finite stiffness is told from a hard assignment.
constexpr double largest_top_probability = 0.99;

/// Where features are told from: the mean of those whose values are all farther from 0 than from each other, and 0.
Eigen::RowVectorXd origin_of(const MatrixView& x) {
  Eigen::RowVectorXd origin = column_means(x);
  for (Index i = 0; i < x.cols(); ++i) {
    const double low = x.col(i).minCoeff(), high = x.col(i).maxCoeff();
    if (std::max(low, -high) <= high - low) origin[i] = 0;
  }
  return origin;
}

template <class Values>
void redraw(Values& values, Random& random) {
  const double mean = values.mean();
  const double deviation = std::sqrt((values.array() - mean).square().mean());
  for (Index i = 0; i < values.size(); ++i) values.data()[i] = mean + deviation * random.normal();
}

/// Points of feature space: told from the origin.
void redraw_points(Matrix& points, const Eigen::RowVectorXd& origin, Random& random) {
  points.rowwise() -= origin;
  redraw(points, random);
  points.rowwise() += origin;
}

std::optional<ClusterModel> drawn_anew(KMeans model, const Eigen::RowVectorXd& origin, Random random) {
  const bool biased = model.offset.isZero(0);
  redraw_points(model.centroids, origin, random);
  return biased ? model : without_bias(model);
}

std::optional<ClusterModel> drawn_anew(KernelKMeans model, const Eigen::RowVectorXd& origin, Random random) {
  redraw_points(model.support, origin, random);
  return make_kernel_kmeans(model.support, model.cluster_of(), model.gamma, model.beta);
}

std::optional<ClusterModel> drawn_anew(DeepKMeans model, const Eigen::RowVectorXd& origin, Random random) {
  Linear& first = model.layers.front();
  if (first.origin.size() == 0) {
    first.bias += first.weight * origin.transpose();
    first.origin = origin;
  }
  for (Linear& layer : model.layers) {
    redraw(layer.weight, random);
    redraw(layer.bias, random);
  }
  return model;
}

std::optional<ClusterModel> drawn_anew(SphericalKMeans model, const Eigen::RowVectorXd&, Random random) {
  redraw(model.centroids, random);
  model.centroids.rowwise().normalize();
  return model;
}

std::optional<ClusterModel> drawn_anew(GaussianMixture model, const Eigen::RowVectorXd& origin, Random random) {
  redraw_points(model.means, origin, random);
  return model;
}

std::optional<ClusterModel> drawn_anew(Agglomerative model, const Eigen::RowVectorXd& origin, Random random) {
  redraw_points(model.members, origin, random);
  return model;
}

}  // namespace

std::optional<ClusterModel> randomised(const ClusterModel& model, const MatrixView& x, std::uint64_t seed) {
  const Eigen::RowVectorXd origin = origin_of(x);
  std::optional<ClusterModel> result =
      std::visit([&](const auto& m) { return drawn_anew(m, origin, Random(seed)); }, model);
  if (result && std::isfinite(beta(model))) {
    const double top = mean_top_probability(outlier_scores(model, x), beta(model));
    set_beta(*result, beta_for_top_probability(outlier_scores(*result, x), std::min(top, largest_top_probability)));
  }
  return result;
}

}  // namespace neon
