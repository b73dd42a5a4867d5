#pragma once
#include <neon/clustering/model.hpp>
#include <neon/neuralize/deep_network.hpp>
#include <neon/neuralize/kernel_network.hpp>
#include <neon/neuralize/standard_network.hpp>

#include <variant>

namespace neon {

/// Any neuralized cluster model, as a value.
using Network = std::variant<StandardNetwork, KernelNetwork, DeepNetwork>;

/// Converts a cluster model into the neural network that computes its logit f_c, without retraining.
/// @param c the cluster whose membership is explained  @throws Error if c is no cluster or beta is not positive
inline Network neuralize(const ClusterModel& model, Index c) {
  return std::visit([c](const auto& m) -> Network { return neuralize(m, c); }, model);
}

/// The cluster that the network's logit speaks of.
inline Index cluster_of(const Network& network) {
  if (const auto* deep = std::get_if<DeepNetwork>(&network)) return deep->head.cluster;
  if (const auto* kernel = std::get_if<KernelNetwork>(&network)) return kernel->cluster;
  return std::get<StandardNetwork>(network).cluster;
}

}  // namespace neon
