#pragma once
#include <neon/core/progress.hpp>
#include <neon/layers/linear.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace neon {

struct ModelCheck;
struct Network;
class ParameterVisitor;
struct DeepEmbeddedState;

/// Deep embedded clustering: a network's codes z(x), and clusters of them by Student's t,
///   q_k(x) = (1 + d_k / alpha)^{-(alpha + 1)/2} / sum_k (...),   d_k = ‖z(x) - mu_k‖^2,
///   o_k(x) = -log q_k + constant = (alpha + 1)/2 log(1 + d_k / alpha)
/// With beta = 1, the logit is the log-odds log(q_c / (1 - q_c)), told from the scores, so that it does not round where
/// q_c is near 1. Rectifiers max(0, x) after every layer but the last; codes may be brought to a sphere.
/// Source: Xie, Girshick and Farhadi, "Unsupervised deep embedding for clustering analysis", ICML 2016; the sphere: Liu
/// and Arik, "Explaining deep neural networks using unsupervised clustering", 2020.
struct DeepEmbeddedClustering {
  static constexpr std::string_view kind = "dec";

  std::vector<Linear> layers;  ///< of the encoder, at least one
  Matrix centroids;            ///< mu [K, e]
  Matrix domain;               ///< [2, d] least and largest value of every feature among the points of the fit, for zB
  double degrees = 1;          ///< alpha, degrees of freedom of Student's t
  double radius = 0;           ///< of the sphere, z = radius y / ‖y‖ of the last layer's y; 0: z = y
  double beta = 1;             ///< stiffness of assignment

  Index clusters() const { return centroids.rows(); }
  Index features() const { return layers.front().inputs(); }
  /// z(x).  @param x [n, d]  @return [n, e]
  Matrix embed(const MatrixView& x) const;
  /// @param x [n, d]  @return o [n, K]
  Matrix outlier_scores(const MatrixView& x) const;
  /// The layers of the encoder, and StudentMargins on the codes (which, on a sphere, are told in units of its radius).
  Network neuralize(Index c) const;
  void parameters(ParameterVisitor& visit);
  void check(const ModelCheck& check) const;
};

/// The targets of self-training,  p_ik = (q_ik^2 / sum_i q_ik) / sum_k (...): what is sure becomes surer, and large
/// clusters weigh no more than small ones.
/// @param q [n, K]  @return [n, K], rows sum to 1  Source: Xie et al., 2016, Eq. 3.
Matrix self_training_target(const Matrix& q);

struct DeepEmbeddedOptions {
  std::vector<Index> hidden = {64, 32};  ///< widths of the encoder's hidden layers; the decoder has them the other way
  Index code = 10;                       ///< features of a code
  double degrees = 1, radius = 0;        ///< see DeepEmbeddedClustering
  Index batch = 256;                     ///< points of a mini-batch
  Index pretraining = 2000;              ///< steps of Adam that train encoder and decoder to give the points again
  double pretraining_rate = 1e-3;        ///< of Adam, decayed linearly to a tenth
  Index self_training = 10000;         ///< steps of gradient descent at most; 0: the centroids of k-means on the codes
  Index refresh = 100;                 ///< steps after which the targets are computed anew
  double rate = 0.01, momentum = 0.9;  ///< of gradient descent
  double tolerance = 1e-3;             ///< self-training ends when a smaller share of the points changes its cluster
  Index restarts = 10;                 ///< of k-means on the codes
  std::uint64_t seed = 0;
  ProgressFn progress = {};
  /// Told the state every `refresh` steps, to be kept against interruptions.
  std::function<void(const DeepEmbeddedState&)> checkpoint = {};
  /// Where the same training was interrupted; it goes on from there. Nothing: it starts.
  std::shared_ptr<const DeepEmbeddedState> resume = {};
};

struct DeepEmbeddedFit {
  DeepEmbeddedClustering model;
  Labels labels;     ///< [n] of the smallest score
  double error = 0;  ///< mean_n ‖x_n - decoded(x_n)‖^2 / mean_n ‖x_n - mean‖^2 after pretraining: what codes lose
  Index steps = 0;         ///< of self-training
  bool converged = false;  ///< it ended by the tolerance
};

/// Trains an autoencoder, clusters its codes by k-means, then moves encoder and centroids down KL(p ‖ q), the targets
/// p fixed for some steps. Points are learned in coordinates of mean 0 and mean square 1: neither the unit of x nor its
/// origin matters. Deterministic for a seed, whatever the number of threads, and however often it was interrupted.
/// Source: Xie, Girshick and Farhadi, ICML 2016. Differences: Adam from He's start in place of layer-wise pretraining
/// with dropout.
/// @param x [n, d], finite
/// @throws Error if an option is out of range, there are fewer different points (or codes) than clusters, x is not
/// finite, squares leave the range of doubles, the training diverges, or `resume` is of another training
DeepEmbeddedFit fit_deep_embedded(const MatrixView& x, Index clusters, const DeepEmbeddedOptions& options = {});

}  // namespace neon
