#pragma once
#include <neon/network/network.hpp>

namespace neon {

/// The logit of a network as a function of the scores of its first node, where that is a ScoredLayer and alone reads
/// the features. Along a segment, and from flip to flip, the scores are affine in what changes, so that the first and
/// often largest layer is not evaluated again.
class ScoreTail {
 public:
  /// Nothing: the network has no such scores.
  static std::optional<ScoreTail> of(const Network& network);

  const ScoredLayer& scores() const { return *network_.nodes.front().layer.scored(); }
  /// f.  @param scores [n, m]  @return [n]
  Vector value(Matrix scores) const;
  /// df / ds  [n, m]
  Matrix gradient(const Matrix& scores) const;
  /// The mean of df / ds over the midpoints of `steps` equal parts of the segments between scores.  [n, m]
  Matrix mean_gradient(const Matrix& start, const Matrix& end, Index steps) const;
  /// The logit along flips, a fast path. Null: the network has none.
  std::shared_ptr<const FollowedLogit> followed() const;

 private:
  explicit ScoreTail(Network network) : network_(std::move(network)) {}
  /// Whether the first node's outputs are the margins.
  bool is_first() const { return network_.margins_at() == 1; }

  Network network_;
};

}  // namespace neon
