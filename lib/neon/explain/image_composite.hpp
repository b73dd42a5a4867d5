#pragma once
#include <neon/layers/channel_bounds.hpp>
#include <neon/rules/rule.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace neon {

/// Which rule carries relevance across which convolution. Rectifiers pass relevance on, max-pools give it to the
/// winner.
struct ImageComposite {
  /// A rule for the convolutions numbered first ... last.
  struct Range {
    Index first, last;
    Rule rule;
  };

  std::string name;
  std::string source;         ///< printed under tables
  Rule pixels;                ///< the first layer: it reads the image
  std::vector<Range> ranges;  ///< all others; the first that holds a layer counts

  /// @throws Error if no range holds the layer
  const Rule& rule(Index layer) const;
};

namespace image_composites {

/// The composite with this name:
///   "paper": gamma = 0.25 up to layer 17, gamma = 0.1 from 18, zB at the pixels;
///   a rule ("z", "epsilon=0.01", "z+", "gamma=0.25", "w^2", "flat"): it at every layer, the pixels included;
///   a user-made one: "gamma=0.25 up to 17, gamma=0.1 from 18, pixels zB" (without "pixels": zB), where "RULE" alone
///   serves all layers.
/// @throws Error naming what is not understood and the known ones
ImageComposite find(std::string_view name);

/// The names that `find` knows without parameters.
std::vector<std::string> names();

}  // namespace image_composites
}  // namespace neon
