#pragma once
#include <neon/clustering/gaussian_mixture.hpp>
#include <neon/clustering/whitened_gaussian.hpp>

#include <functional>

namespace neon {

/// A mixture of Gaussians whose covariances are matrices, as a model of cluster assignment:
///   o_k(x) = -log( pi_k N(x | mu_k, S_k) )
///          = -log pi_k + 1/2 ( log |2 pi S_k| + (x - mu_k)^T S_k^-1 (x - mu_k) )
/// With beta = 1 the soft assignment is the posterior, and the logit its exact log-odds. With diagonal S_k it is
/// GaussianMixture.
struct FullGaussianMixture {
  static constexpr std::string_view kind = "full-gaussian-mixture";

  Matrix means;        ///< [K, d]
  Matrix covariances;  ///< [K d, d] S_k one below the other, or [d, d]: shared by the clusters; positive definite
  Vector weights;      ///< [K] pi, > 0, sum 1
  double beta = 1;     ///< stiffness of assignment; 1: the mixture's own posterior

  Index clusters() const { return means.rows(); }
  Index features() const { return means.cols(); }
  bool shared() const { return covariances.rows() == features(); }
  auto covariance(Index k) const { return covariances.middleRows(shared() ? 0 : k * features(), features()); }
  Eigen::RowVectorXd variance(Index k) const { return covariance(k).diagonal().transpose(); }
  /// @throws Error saying `where`, if the covariance of cluster k is singular
  WhitenedGaussian whitened(Index k, std::string_view where) const;
  /// @param x [n, d]  @return o [n, K], in nats
  Matrix outlier_scores(const MatrixView& x) const;
  /// outlier_scores, with every covariance factorised once.
  std::function<Matrix(const MatrixView&)> scorer() const;
  /// With a shared covariance the margins are affine (tied_gaussian_network), with any other quadratic
  /// (full_gaussian_layer).
  Network neuralize(Index c) const;
  void parameters(ParameterVisitor& visit);
  void check(const ModelCheck& check) const;
};

struct FullGaussianMixtureFit {
  FullGaussianMixture model;           ///< beta 1
  std::vector<double> log_likelihood;  ///< mean over points of log p(x), at the start and after each iteration, in nats
  Index iterations() const { return static_cast<Index>(log_likelihood.size()) - 1; }
  bool converged = false;
};

/// fit_gaussian_mixture with matrices: the steps of scikit-learn's GaussianMixture ("full"; options.shared: "tied").
/// The floor is added to their diagonals.
/// @throws Error as fit_gaussian_mixture, or if a covariance is singular in spite of the floor (names the feature)
FullGaussianMixtureFit fit_full_mixture(const MatrixView& x, Index clusters,
                                        const GaussianMixtureOptions& options = {});

}  // namespace neon
