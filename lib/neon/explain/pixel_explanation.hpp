#pragma once
#include <neon/clustering/scaling.hpp>
#include <neon/explain/explanation.hpp>
#include <neon/explain/node_propagator.hpp>
#include <neon/explain/propagator.hpp>

namespace neon {

/// Why a network for images says something of one image, at its pixels.
struct PixelExplanation {
  Eigen::RowVectorXd relevance;  ///< R [height * width], summed over colours, in units of the logit
  double logit = 0;              ///< what is explained
  double kept = 0;               ///< what biases and stabilisers took on the way, added up node by node
  double turnover = 0;           ///< |f| + sum |R| + sum |kept|: what rounding is told in

  double sum() const { return relevance.sum(); }
  /// |f - sum R - kept| / turnover: 0 to rounding.
  double gap() const;
};

/// Why class c and not class k? The margin of the scores is one neuron on the last hidden layer a,
///   f = y_c - y_k = (w_c - w_k) . a + b_c - b_k,
/// which shares its relevance by the z rule, R_i = a_i (w_c - w_k)_i; the bias keeps its part. From there down by the
/// propagator's rules.
/// @param run of the propagator's network, at one image, up to its last node, which is dense
/// @throws Error if the last node is of another type, or a class is out of range
PixelExplanation explain_margin(const NodePropagator& propagator, const Run& run, Index c, Index k);

/// Why is the image in its cluster of a layer's means? The cluster's network stands on the (scaled) means of the maps.
/// @param head of the cluster, prepared for a composite  @param run of one image, up to `value` or beyond
/// @param why filled with the head's own explanation, if given
PixelExplanation explain_pooled_cluster(const NodePropagator& propagator, const Run& run, Index value,
                                        const Scaling& scaling, const Propagator& head, Explanation* why = nullptr);

}  // namespace neon
