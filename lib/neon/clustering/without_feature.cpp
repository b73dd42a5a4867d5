#include <neon/clustering/without_feature.hpp>
#include <neon/core/error.hpp>

namespace neon {
namespace {

// A coordinate that all centroids or support vectors share adds the same to every outlier score, and no margin sees it.

KMeans without(KMeans model, Index feature) {
  const bool unbiased = (model.offset.array() == -model.centroids.rowwise().squaredNorm().array()).all();
  model.centroids.col(feature).setZero();
  return unbiased ? without_bias(std::move(model)) : model;
}

KernelKMeans without(const KernelKMeans& model, Index feature) {
  Matrix support = model.support;
  support.col(feature).setZero();
  return make_kernel_kmeans(support, model.cluster_of(), model.gamma, model.beta);
}

DeepKMeans without(DeepKMeans model, Index feature) {
  model.layers.front().weight.col(feature).setZero();
  return model;
}

SphericalKMeans without(SphericalKMeans model, Index feature) {
  model.centroids.col(feature).setZero();
  for (auto centroid : model.centroids.rowwise()) centroid.normalize();  // one without another coordinate stays 0
  return model;
}

GaussianMixture without(GaussianMixture model, Index feature) {
  model.means.col(feature).setZero();
  model.variances.col(feature).setOnes();
  return model;
}

Agglomerative without(Agglomerative model, Index feature) {
  model.members.col(feature).setZero();
  return model;
}

}  // namespace

ClusterModel without_feature(const ClusterModel& model, Index feature) {
  require(feature >= 0 && feature < features(model), "without_feature: feature {} should be in [0, {})", feature,
          features(model));
  return std::visit([feature](const auto& m) -> ClusterModel { return without(m, feature); }, model);
}

}  // namespace neon
