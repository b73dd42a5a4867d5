#pragma once
#include <neon/explain/attributor.hpp>
#include <neon/explain/composite.hpp>
#include <neon/explain/explanation.hpp>
#include <neon/neuralize/neuralize.hpp>

#include <memory>
#include <vector>

namespace neon {

/// The propagation step of NEON: a network prepared for one composite. R_c = f_c starts at the output, the soft
/// min-pool hands each competitor's margin its min-take-most share, and the rules carry the shares down, node by node,
/// to the features. Single-threaded and immutable after construction: callers parallelise over blocks of points.
class Propagator {
 public:
  /// @throws Error as Network::check, or if the composite asks for the midpoint rule where there are no two prototypes
  /// (hidden layers)
  Propagator(Network network, const Composite& composite);

  /// @param x [n, d]
  /// @throws Error if relevance per unit of x is asked of a rule that has none
  Explanation operator()(const MatrixView& x, const Detail& detail = {}) const;

 private:
  /// By the rules alone, at a run of this network.
  Explanation ruled(const Run& run, const MatrixView& x, const Detail& detail) const;
  /// Relevance of the margins at a run -> relevance of the features.
  /// @param constant to which that of a constant that is told apart is added, if given
  Matrix down(const Run& run, Matrix margins, bool per_unit, Condition* account, Vector* constant) const;

  Network network_;
  std::vector<Propagation> across_;             // each node
  std::vector<bool> reads_features_;            // each node
  double eta_ = 1;                              // see Composite
  std::shared_ptr<const Propagator> gradient_;  // gradient x input, 1 - eta of what is said; null: eta is 1
  bool slopes_ = false;  // the margins are asked for the slopes of their relevance models, not for their relevance
};

/// NEON as an explanation method like any other. Its questions must be about the cluster of `network`.
Attributor neon_attributor(const Network& network, const Composite& composite);

}  // namespace neon
