#pragma once
#include <neon/network/image_network.hpp>
#include <neon/rules/rule.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace neon {

/// Which rule carries relevance across which node of a network for images: by role (what reads the pixels), by name, or
/// by a range of nodes.
struct NodeComposite {
  /// A rule for the nodes from one to another, both named or numbered, both in; empty: no end on that side.
  struct Range {
    std::string first, last;
    Rule rule;
  };

  std::string name;
  Rule pixels;                ///< nodes that read the image, where no range names one of them alone
  std::vector<Range> ranges;  ///< all others; the first that holds a node counts

  /// The rule of every node, in their order; of nodes that ask for none, too.
  /// @throws Error if a range names a layer that is not there, or no range holds a node that asks for a rule
  std::vector<Rule> rules(const ImageNetwork& network) const;
};

namespace node_composites {

/// A composite from its words, separated by commas; the first that fits a layer counts:
///   "gamma=0.25 up to layer2.8, gamma=0.1 from layer3.0, epsilon=0.01 at fc, pixels zB"
/// "RULE" alone serves all layers, "at NAME" one; layers are named, or numbered from 1. Without "pixels": zB there.
/// @throws Error naming what is not understood
NodeComposite find(std::string_view text, double lower = 0, double upper = 1);

}  // namespace node_composites
}  // namespace neon
