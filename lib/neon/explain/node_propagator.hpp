#pragma once
#include <neon/explain/node_composite.hpp>
#include <neon/network/convolution_propagation.hpp>

#include <optional>

namespace neon {

/// How relevance crossed one node, for every map: sum_in = sum_out + kept to rounding.
struct NodeConservation {
  std::string name, rule;  ///< rule: empty where the node asks for none
  Vector sum_in, sum_out;  ///< [m] sum of R over the node's output, and over its inputs
  Vector kept;  ///< [m] what the bias and the stabiliser of the epsilon rule took, and what came to neurons without any
                ///< contribution, added up on its own for convolutions; of other layers sum_in - sum_out
  Vector smallest_denominator;  ///< [m] smallest |denominator| that carried relevance; infinity: none
  Vector negative_share;        ///< [m] share of |R| that went through negative denominators
};

/// Relevance at the pixels, and its account.
struct NodeRelevance {
  Matrix pixels;                        ///< [m, image]
  std::vector<NodeConservation> nodes;  ///< those crossed, from the top down
};

/// Layer-wise relevance propagation through an acyclic network for images, prepared for one composite: every branch is
/// followed, and summed where branches meet. Immutable and single-threaded: callers parallelise over images.
class NodePropagator {
 public:
  /// @throws Error as NodeComposite::rules and ConvolutionPropagation
  NodePropagator(ImageNetwork network, const NodeComposite& composite);

  const ImageNetwork& network() const { return network_; }

  /// From a value down to the pixels.
  /// @param run of network().network(), at n images, up to the value or beyond
  /// @param relevance of that value [n, size], or [m, size] where the run is of one image: all for this one, and its
  /// denominators are computed once
  /// @throws Error on a shape mismatch, or if relevance is not finite
  NodeRelevance operator()(const Run& run, Index value, const Matrix& relevance) const;

  /// Relevance of a value, and how much.
  struct Part {
    Index value;
    Matrix relevance;  ///< as above
  };
  /// The same for relevance of several values, the highest first: every path from one down leads through the next,
  /// where what comes down and its own are added. Nodes are crossed once.  @throws Error also if there is none, or out
  /// of order
  NodeRelevance operator()(const Run& run, const std::vector<Part>& parts) const;

  /// The same from the means of cells x cells parts of a value's maps [m, channels * cells * cells].
  NodeRelevance from_pooled(const Run& run, Index value, const Matrix& relevance, Index cells = 1) const;

 private:
  void check(const Run& run, Index value, const Matrix& relevance) const;
  Matrix cross(const Run& run, Index node, const Matrix& relevance, std::vector<NodeConservation>& account) const;

  ImageNetwork network_;
  std::vector<Rule> rules_;
  std::vector<Propagation> across_;                                 // each node; empty: a convolution
  std::vector<std::optional<ConvolutionPropagation>> convolution_;  // each node; empty: another layer
};

}  // namespace neon
