#include <neon/clustering/assignment.hpp>
#include <neon/compare/randomised_model.hpp>
#include <neon/core/random.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

/// Beyond it no finite stiffness is told from a hard assignment.
constexpr double largest_top_probability = 0.99;

template <class Values>
void redraw(Values& values, Random& random) {
  const double mean = values.mean();
  const double deviation = std::sqrt((values.array() - mean).square().mean());
  for (Index i = 0; i < values.size(); ++i) values.data()[i] = mean + deviation * random.normal();
}

std::optional<ClusterModel> drawn_anew(KMeans model, Random random) {
  const bool biased = model.offset.isZero(0);
  redraw(model.centroids, random);
  return biased ? model : without_bias(model);
}

std::optional<ClusterModel> drawn_anew(KernelKMeans model, Random random) {
  redraw(model.support, random);
  return make_kernel_kmeans(model.support, model.cluster_of(), model.gamma, model.beta);
}

std::optional<ClusterModel> drawn_anew(DeepKMeans model, Random random) {
  for (Linear& layer : model.layers) {
    redraw(layer.weight, random);
    redraw(layer.bias, random);
  }
  return model;
}

std::optional<ClusterModel> drawn_anew(SphericalKMeans model, Random random) {
  redraw(model.centroids, random);
  model.centroids.rowwise().normalize();
  return model;
}

std::optional<ClusterModel> drawn_anew(GaussianMixture model, Random random) {
  redraw(model.means, random);
  return model;
}

std::optional<ClusterModel> drawn_anew(Agglomerative model, Random random) {
  redraw(model.members, random);
  return model;
}

}  // namespace

std::optional<ClusterModel> randomised(const ClusterModel& model, const MatrixView& x, std::uint64_t seed) {
  std::optional<ClusterModel> result = std::visit([&](const auto& m) { return drawn_anew(m, Random(seed)); }, model);
  if (result && std::isfinite(beta(model))) {
    const double top = mean_top_probability(outlier_scores(model, x), beta(model));
    set_beta(*result, beta_for_top_probability(outlier_scores(*result, x), std::min(top, largest_top_probability)));
  }
  return result;
}

}  // namespace neon
