#pragma once
#include <neon/clustering/model.hpp>
#include <neon/neuralize/deep_network.hpp>
#include <neon/neuralize/gaussian_network.hpp>
#include <neon/neuralize/kernel_network.hpp>
#include <neon/neuralize/linkage_network.hpp>
#include <neon/neuralize/spherical_network.hpp>
#include <neon/neuralize/standard_network.hpp>

#include <variant>

namespace neon {

/// Any neuralized cluster model, as a value.
using Network =
    std::variant<StandardNetwork, KernelNetwork, DeepNetwork, SphericalNetwork, QuadraticNetwork, LinkageNetwork>;

/// A mixture with a shared covariance has affine margins, any other quadratic ones.
inline Network neuralize(const GaussianMixture& model, Index c) {
  if (model.shared()) return shared_gaussian_network(model, c);
  return quadratic_gaussian_network(model, c);
}

/// Converts a cluster model into the neural network that computes its logit f_c, without retraining.
/// @param c the cluster whose membership is explained  @throws Error if c is no cluster or beta is not positive
inline Network neuralize(const ClusterModel& model, Index c) {
  return std::visit([c](const auto& m) -> Network { return neuralize(m, c); }, model);
}

/// The cluster that the network's logit speaks of.
inline Index cluster_of(const Network& network) {
  return std::visit(
      [](const auto& net) {
        if constexpr (requires { net.head; })
          return net.head.cluster;
        else
          return net.cluster;
      },
      network);
}

}  // namespace neon
