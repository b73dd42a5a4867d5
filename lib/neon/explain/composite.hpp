#pragma once
#include <neon/rules/rule.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace neon {

/// Which rule carries relevance across which layer. The soft pools always take min- / max-take-most shares with their
/// own stiffness; element-wise activations pass relevance on.
struct Composite {
  std::string name;
  std::string source;       ///< printed under tables
  Rule detection_at_input;  ///< detection layer that reads the features themselves: all models but deep k-means
  Rule detection;           ///< detection layer that reads activations: deep k-means
  Rule hidden;              ///< layers of a deep model between the first and the detection layer
  Rule input;               ///< first layer of a deep model: it reads the features
};

namespace composites {

/// The composite with this name: "paper-v1" (zB at the features; deep: z at the detection layer, gamma in between),
/// "paper-v2" (midpoint; deep: z+ in between, zB at the features), or any rule's name, which then serves every layer
/// that can take it ("affine", "z", "z-nobias", "epsilon=0.01", "z+", "gamma=0.25", "zB"; affine: the detection
/// layers); or a user-made one: "detection_at_input=zB,detection=z,hidden=gamma=0.25,input=zB" (missing layers: as in
/// paper-v1).
/// @param lower, upper the features' domain, for zB  @throws Error naming the known ones
Composite find(std::string_view name, double lower = 0, double upper = 1);

/// The names of the composites that `find` knows without parameters.
std::vector<std::string> names();

}  // namespace composites
}  // namespace neon
