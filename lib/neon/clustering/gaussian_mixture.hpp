#pragma once
#include <neon/core/progress.hpp>
#include <neon/core/types.hpp>

#include <cstdint>
#include <string_view>

namespace neon {

struct ModelCheck;
struct Network;
class ParameterVisitor;

/// A mixture of Gaussians with diagonal covariances, as a model of cluster assignment:
///   o_k(x) = -log( pi_k N(x | mu_k, diag v_k) )
///          = -log pi_k + 1/2 sum_i ( log(2 pi v_ki) + (x_i - mu_ki)^2 / v_ki )
/// With beta = 1 the soft assignment is the posterior, P(c|x) = pi_c N_c / sum_k pi_k N_k, and the logit
/// f_c = softmin_{k != c} (o_k - o_c) is the exact log-odds log P(c|x) - log(1 - P(c|x)).
struct GaussianMixture {
  static constexpr std::string_view kind = "gaussian-mixture";

  Matrix means;      ///< [K, d]
  Matrix variances;  ///< [K, d], or [1, d]: shared by the clusters; > 0
  Vector weights;    ///< [K] pi, > 0, sum 1
  double beta = 1;   ///< stiffness of assignment; 1: the mixture's own posterior

  Index clusters() const { return means.rows(); }
  Index features() const { return means.cols(); }
  bool shared() const { return variances.rows() == 1; }
  auto variance(Index k) const { return variances.row(shared() ? 0 : k); }
  /// @param x [n, d]  @return o [n, K], in nats
  Matrix outlier_scores(const MatrixView& x) const;
  /// With a shared covariance the margins are affine (shared_gaussian_network), with any other quadratic
  /// (quadratic_gaussian_layer).
  Network neuralize(Index c) const;
  void parameters(ParameterVisitor& visit);
  void check(const ModelCheck& check) const;
};

struct GaussianMixtureOptions {
  bool shared = false;     ///< one covariance for all clusters
  bool spherical = false;  ///< one variance for all features; each cluster has its own
  std::uint64_t seed = 0;
  Index restarts = 10;          ///< of the k-means that EM starts from
  Index max_iterations = 1000;  ///< of EM
  double tolerance = 1e-9;      ///< EM has converged when an iteration adds less to the mean log-likelihood, in nats
  /// As a share of each feature's variance over all points: the smallest variance of a cluster; what is added to every
  /// variance of spherical and full covariances, which scikit-learn calls reg_covar.
  double variance_floor = 1e-6;
  ProgressFn progress = {};
};

struct GaussianMixtureFit {
  GaussianMixture model;               ///< beta 1
  std::vector<double> log_likelihood;  ///< mean over points of log p(x), at the start and after each iteration, in nats
  Index iterations() const { return static_cast<Index>(log_likelihood.size()) - 1; }
  bool converged = false;
};

/// Expectation maximisation from the clusters of k-means. Responsibilities by log-sum-exp; a floor under the variances
/// keeps clusters from collapsing on single points. Deterministic for a seed, whatever the number of threads.
/// Neither the origins nor the units of the features matter to EM (of spherical covariances, a common unit); its start
/// has the clusters of k-means on x.
/// @param x [n, d], finite, every feature varies  @param clusters K, 2 <= K <= the number of different points
/// @throws Error if K is out of range, x is not finite, or a feature is constant up to rounding (named, with its
/// value). Source: Dempster, Laird and Rubin, "Maximum likelihood from incomplete data via the EM algorithm", J. R.
/// Stat. Soc. B 39, 1977.
GaussianMixtureFit fit_gaussian_mixture(const MatrixView& x, Index clusters,
                                        const GaussianMixtureOptions& options = {});

}  // namespace neon
