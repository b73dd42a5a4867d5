#pragma once
#include <neon/clustering/model.hpp>
#include <neon/explain/composite.hpp>
#include <neon/explain/explanation.hpp>

#include <optional>

namespace neon {

/// Two ways to compute one number differ by at most this share of the numbers that were added on the way: more is no
/// rounding. Scale-free.
inline constexpr double most_rounding = 1e-9;

/// One number computed in two ways, on many points.
struct Gap {
  Index beyond = 0;        ///< points whose gap exceeds most_rounding
  double worst = 0;        ///< the largest gap, relative to the point's own scale
  Index worst_point = -1;  ///< where it is; -1 without points

  void add(double relative, Index point);
  /// Points that come after ours.
  void add(const Gap& others);
};

/// Explained points, and what the model itself says of them.
struct CheckedPoints {
  const MatrixView outlier;           ///< [n, K] the model's own scores, see outlier_scores
  double beta = infinity;             ///< the model's stiffness
  const Labels& assigned;             ///< [n] the cluster that each point is said to be in
  const Labels& explained;            ///< [n] the cluster c that it is explained for
  const Explanation& why;             ///< relevance not per unit
  std::optional<Index> against = {};  ///< asked why not this cluster: see Explainer::against
  Index first = 0;                    ///< number of the first point
  /// [n, K] the model's own logits, where they do not follow from its scores; empty: they do. No margin is then told by
  /// the scores, and that over `against` is not held against them.
  Matrix logits = {};
};

/// Holds explanations against the model that they explain, point by point and relative to s = max_k |o_k|, the point's
/// own scale of scores:
///   logit         |f - softmin^beta_{k != c} (o_k - o_c)| / s, or |f - the model's own logit| / s;
///                 why not k: |f - (o_k - o_c)| / s
///   sum           |sum_i R_i - f| / (s + sum_i |R_i|), a constant that is told apart among the R_i
///   assigned      (o_a - min_k o_k) / s,  a the cluster that the point is said to be in
///   competitors   |sum_k sum_i R_i^(k) - sum_i R_i| / (s + sum_k sum_i |R_i^(k)|),  where they are told apart
/// The scores come from the model and the logit from its network: two computations of one number (NEON paper,
/// Proposition 1), whose agreement no composite's name can promise.
struct SelfCheck {
  Index points = 0;
  Gap logit = {}, sum = {}, assigned = {}, competitors = {};
  Index differ = 0;        ///< points known to keep another cluster than that of the best score: see FittedModel
  bool conserving = true;  ///< do the rules promise sum R = f? Otherwise `sum` tells what they leave, and is no fault
  double kept = 0;         ///< sum over the points of |sum_i R_i - f|
  double evidence = 0;     ///< sum over the points of |f|

  /// @throws Error naming the first point with a score, a logit or a relevance that is not finite, or on a shape
  /// mismatch
  void add(const CheckedPoints& explained);
  /// Points that come after ours.
  void add(const SelfCheck& others);

  /// Is the evidence of every point the sum of its relevances, whatever the rules promise?
  bool sums_to_evidence() const { return points > 0 && sum.beyond == 0; }
  /// Share of the evidence that relevances do not tell:  sum_n |sum_i R_ni - f_n| / sum_n |f_n|.
  double kept_share() const { return evidence > 0 ? kept / evidence : 0; }
  /// Nothing found beyond rounding, but for a sum that was not promised and clusters known to differ.
  bool holds() const {
    return logit.beyond == 0 && assigned.beyond <= differ && competitors.beyond == 0 &&
           (!conserving || sum.beyond == 0);
  }
};

/// Whether the rules that a model's features meet promise sum_i R_i = f: those without bias and stabiliser. Deep models
/// promise nothing: what reaches a neuron none of whose inputs is active ends there.
/// Source: NEON paper, Sec. 4.2.
bool conserves(const Composite& composite, const ClusterModel& model);

/// Explains points for the clusters that their scores say, and checks that.
/// @param x [n, d]  @throws Error as Explainer, or naming a point without finite explanation
SelfCheck self_check(const ClusterModel& model, const Composite& composite, const MatrixView& x);

}  // namespace neon
