#pragma once
#include <neon/network/role.hpp>
#include <neon/rules/rule.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace neon {

/// Which rule carries relevance across which node of a network, by its role. Pools share relevance by themselves, with
/// their own stiffness (min- / max-take-most); element-wise layers pass it on.
struct Composite {
  std::string name;
  std::string source;       ///< printed under tables
  Rule detection_at_input;  ///< detection layers that read the features, as they are or normalised
  Rule detection;           ///< detection layers that read activations, as in deep models
  Rule hidden;              ///< layers between the first and the detection layer
  Rule input;               ///< layers below others that read the features
  /// eta: the share of what these rules say. 1 - eta is gradient x input, rules::affine at the detection layers.
  double eta = 1;

  /// The rule for a node of this role; null where none is asked.
  const Rule* rule(Role role, bool reads_features) const;
};

namespace composites {

/// The composite with this name: "paper-v1" (zB at the features; deep: z at the detection layer, gamma in between),
/// "paper-v2" (midpoint; deep: z+ in between, zB at the features), or any rule's name, which then serves every layer
/// that can take it ("affine", "z", "z-nobias", "epsilon=0.01", "z+", "gamma=0.25", "zB"; affine: the detection
/// layers); or a user-made one: "detection_at_input=zB,detection=z,hidden=gamma=0.25,input=zB" (missing layers: as in
/// paper-v1); or "hybrid=0.5": eta times paper-v2 and 1 - eta times gradient x input (Composite::eta), which keep what
/// a feature does and where it lies. Source: Bley et al., "Fast and accurate explanations of distance-based classifiers
/// by uncovering latent explanatory structures", 2025, who choose eta by the kernel's width.
/// @param lower, upper the features' domain, for zB  @throws Error naming the known ones
Composite find(std::string_view name, double lower = 0, double upper = 1);

/// The names of the composites that `find` knows without parameters.
std::vector<std::string> names();

}  // namespace composites
}  // namespace neon
