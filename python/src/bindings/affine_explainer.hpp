#pragma once
#include <neon/explain/composite.hpp>
#include <neon/explain/explanation.hpp>
#include <neon/explain/propagator.hpp>
#include <neon/neuralize/standard_network.hpp>

#include <vector>

namespace neonxai {

/// The margins of one cluster where they are affine:  h_k = w_k.(x - m_k) + b_k,  m_k the point that the midpoint rule
/// tells x from, at which h_k is b_k (0, unless w_k is).
struct AffineMargins {
  neon::Matrix weight;  ///< [m, d]
  neon::Matrix root;    ///< [m, d]
  neon::Vector bias;    ///< [m]
};

/// A model of which no more is known than its margins: whatever stands behind a linear map, mixtures that share a full
/// covariance, trees of splits, linear classifiers.  f_c = softmin^beta_k h_k. As neon::Explainer.
class AffineExplainer {
 public:
  /// @param margins one per cluster, at least two  @throws neon::Error on shapes that disagree
  AffineExplainer(const std::vector<AffineMargins>& margins, double beta, const neon::Composite& composite,
                  bool competitors);

  neon::Index clusters() const { return static_cast<neon::Index>(networks_.size()); }
  neon::Index features() const { return networks_.front().detection.inputs(); }
  const neon::StandardNetwork& network(neon::Index c) const { return networks_[static_cast<std::size_t>(c)]; }

  /// f_c of every point and cluster. [n, K]
  neon::Matrix logits(const neon::MatrixView& x) const;
  /// The cluster of the largest logit. [n]
  neon::Labels assign(const neon::MatrixView& x) const;

  /// @param against a cluster: the margin over it, or -1: the logit
  neon::Explanation explain(const neon::MatrixView& x, const neon::Labels& cluster, neon::Index against) const;

 private:
  std::vector<neon::StandardNetwork> networks_;
  std::vector<neon::Propagator> propagators_;
  bool competitors_;
};

}  // namespace neonxai
