#pragma once
#include <neon/explain/evidence.hpp>
#include <neon/explain/node_propagator.hpp>
#include <neon/explain/propagator.hpp>

#include <map>
#include <string>

#include "experiments/tiles/network.hpp"

namespace neon::experiments::tiles {

/// The methods, in the order of tables: NEON, then those it is compared with.
inline const std::vector<std::string> methods{"NEON", "SA", "GI", "IG", "occlusion", "random"};

struct ExplanationOptions {
  Index steps = 8;   ///< of integrated gradients
  Index patch = 8;   ///< side of what occlusion takes away
  Index stride = 8;  ///< from one such patch to the next
  std::uint64_t seed = 0;
};

/// Why a tile is defective, at its pixels.
struct TileExplanation {
  std::map<std::string, Eigen::RowVectorXd> relevance;  ///< by method [size * size]
  double margin = 0;                                    ///< f
  double kept = 0;          ///< f less the sum of NEON's relevance: what biases took, added up node by node
  double gap = 0;           ///< |f - sum - kept| in units of what was turned over
  double completeness = 0;  ///< of IG: |sum R - (f - f(blank))|
};

/// Explains the margin f of one head at the pixels. NEON: the machine's margins by the midpoint rule to the features; a
/// mean's relevance to its map in proportion, a maximum's to the place of the largest; through the network by the gamma
/// rule, zB at the pixels. SA (grad f)^2; GI x .* grad f, x as the network reads it; IG from the tile of its mean grey;
/// occlusion f less f where a patch is of the mean grey, shared by its pixels, summed over the patches; random:
/// uniform. All are summed over the colours. Used from one thread at a time.
class TileExplainer {
 public:
  TileExplainer(const TileNetwork& network, const Head& head, const ExplanationOptions& options);
  /// @param grey [1, size * size]  @param number of the tile: its stream of random numbers
  TileExplanation operator()(const MatrixView& grey, Index number) const;
  /// f and its gradient.  @param x [n, 3 * size * size]
  Vector value(const MatrixView& x) const {
    return head_.margin(network_.features(Run(network_.network.network(), x, network_.stages.back())));
  }
  Matrix gradient(const MatrixView& x) const;

 private:
  void explain_by_neon(const Matrix& x, TileExplanation& result) const;
  Eigen::RowVectorXd occlusion(const MatrixView& grey) const;

  const TileNetwork& network_;
  const Head& head_;
  ExplanationOptions options_;
  Propagator top_;
  Evidence evidence_;
  NodePropagator down_;
};

}  // namespace neon::experiments::tiles
