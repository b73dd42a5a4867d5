#pragma once
#include <neon/explain/attributor.hpp>
#include <neon/explain/composite.hpp>
#include <neon/explain/explainer.hpp>
#include <neon/neuralize/neuralize.hpp>

#include <functional>

namespace neon {

/// The propagation step of NEON: a neuralized model prepared for one composite. R_c = f_c starts at the output, the
/// soft min-pool hands each competitor's margin its min-take-most share, and the rules carry the shares down to the
/// features. Single-threaded and immutable after construction: callers parallelise over blocks of points.
class Propagator {
 public:
  /// @throws Error if the composite asks for the midpoint rule where there are no two prototypes (hidden layers)
  Propagator(const Network& network, const Composite& composite);

  /// @param x [n, d]
  /// @throws Error if relevance per unit of x is asked of a rule that has none
  Explanation operator()(const MatrixView& x, const Detail& detail = {}) const;

 private:
  std::function<Explanation(const MatrixView&, const Detail&)> walk_;
};

/// NEON as an explanation method like any other. Its questions must be about the cluster of `network`.
Attributor neon_attributor(const Network& network, const Composite& composite);

}  // namespace neon
