#pragma once
#include <neon/clustering/location_clusters.hpp>
#include <neon/rules/rule.hpp>

namespace neon {

/// What the locations of a layer say for each of its clusters: positive evidence only, all locations at once,
///   E_c = sum_l max(0, f_c(u_l)),  u_l = a_l / ‖a_l‖
/// A location has positive evidence for one cluster at most, the one it is assigned to with P > 1/2. With one cluster
/// only there are no competitors and there is no evidence.  Source: NEON paper, Sec. 5.3.

/// max(0, f_c) of every location.  @param unit [L, C]  @return [L, K]
Matrix positive_evidence(const KMeans& model, const MatrixView& unit);

/// E of any activations of that layer, e.g. of an altered image.  @param activations [L, C]  @return [K]
Vector pooled_evidence(const KMeans& model, const MatrixView& activations);

/// grad_a E_c of every cluster, through the norm:  (g - u (u.g)) / ‖a‖,  g = grad_u f_c where f_c > 0, else 0; 0 at a
/// zero location.
/// @param activations [L, C]  @return [K] of [L, C]
std::vector<Matrix> pooled_gradients(const KMeans& model, const MatrixView& activations);

/// The evidence of every cluster, brought down to the activations.
struct LocationRelevance {
  std::vector<Matrix> relevance;  ///< [K] of [L, C], in units of f
  Matrix evidence;                ///< max(0, f_c) [L, K]
  Vector sum;                     ///< [K] of the relevance of a cluster; E_c minus what the biases kept
  double smallest_denominator = infinity;
  double negative_share = 0;  ///< of the relevance that crossed the detection layer through negative denominators
};

/// Min-take-most across the soft min-pool, then the rule across the detection layer of the neuralized model. The step
/// to unit norm multiplies every channel of a location by the same number, which the rule takes for a constant: shares
/// do not change, R_a = R_u. Under the midpoint rule, which sends relevance to silent channels (u - m with u = 0), only
/// channels with a > 0 receive theirs; the rest is lost.
/// @param rule z (the paper's), epsilon, midpoint, or any other for a detection layer
LocationRelevance explain_locations(const LocationClusters& clusters, const Rule& rule = rules::z());

}  // namespace neon
