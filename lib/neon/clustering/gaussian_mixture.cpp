#include <neon/clustering/finite.hpp>
#include <neon/clustering/gaussian_mixture.hpp>
#include <neon/clustering/kmeans.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/layers/soft_pool.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace neon {
namespace {

constexpr Index block = 256;            // points whose responsibilities are held at a time
constexpr Index most_sums = 32;         // partial sums held at a time
constexpr double least_weight = 1e-12;  // of a cluster that no point belongs to any more

/// Sums over points weighed by their responsibilities r_nk.
struct Moments {
  Vector points;              ///< [K] sum_n r_nk
  Matrix sum;                 ///< [K, d] sum_n r_nk (x_n - mu_k)
  Matrix square;              ///< [K, d] sum_n r_nk (x_n - mu_k)^2
  double log_likelihood = 0;  ///< sum_n log p(x_n)

  Moments(Index clusters, Index features)
      : points(Vector::Zero(clusters)), sum(Matrix::Zero(clusters, features)), square(sum) {}

  void operator+=(const Moments& more) {
    points += more.points;
    sum += more.sum;
    square += more.square;
    log_likelihood += more.log_likelihood;
  }

  void add(const MatrixView& x, const Matrix& responsibility, const Matrix& means) {
    points += responsibility.colwise().sum().transpose();
    for (Index k = 0; k < means.rows(); ++k) {
      const Matrix from_mean = x.rowwise() - means.row(k);
      sum.row(k) += responsibility.col(k).transpose() * from_mean;
      square.row(k) += responsibility.col(k).transpose() * from_mean.cwiseAbs2();
    }
  }
};

/// Accumulates over blocks of points, added in order: the same for any number of threads.
template <class Add>
Moments over_blocks(Index points, const GaussianMixture& model, const Add& add) {
  const Index blocks = (points + block - 1) / block,
              size = std::max<Index>(1, (blocks + most_sums - 1) / most_sums) * block;
  std::vector<Moments> parts(static_cast<std::size_t>((points + size - 1) / size),
                             Moments(model.clusters(), model.features()));
  parallel_blocks(points, size, [&](Index first, Index last) {
    for (Index row = first; row < last; row += block)
      add(parts[static_cast<std::size_t>(first / size)], row, std::min(block, last - row));
  });
  Moments total(model.clusters(), model.features());
  for (const Moments& part : parts) total += part;
  return total;
}

/// Moments under the responsibilities of `model`, about its means.
Moments expectation(const MatrixView& x, const GaussianMixture& model) {
  return over_blocks(x.rows(), model, [&](Moments& part, Index first, Index count) {
    const auto points = x.middleRows(first, count);
    const Matrix outlier = model.outlier_scores(points);
    part.log_likelihood -= SoftMin{1}.forward(outlier).sum();
    part.add(points, SoftMin{1}.shares(outlier), model.means);
  });
}

/// The parameters of largest expected likelihood; the moments are about the means of `model`, which they move.
void maximise(const Moments& moments, const Eigen::RowVectorXd& floor, GaussianMixture& model) {
  const double points = moments.points.sum();
  Eigen::RowVectorXd pooled = Eigen::RowVectorXd::Zero(model.features());
  for (Index k = 0; k < model.clusters(); ++k) {
    const double count = moments.points[k];
    if (count > least_weight * points) {
      const Eigen::RowVectorXd shift = moments.sum.row(k) / count;
      const Eigen::RowVectorXd variance = moments.square.row(k) / count - shift.cwiseAbs2();
      pooled += count / points * variance;
      model.means.row(k) += shift;
      if (!model.shared()) model.variances.row(k) = variance.cwiseMax(floor);
    }
    model.weights[k] = std::max(count / points, least_weight);
  }
  if (model.shared()) model.variances.row(0) = pooled.cwiseMax(floor);
  model.weights /= model.weights.sum();
}

/// The variance of each feature over all points. [d]
Eigen::RowVectorXd feature_variances(const MatrixView& x) {
  const Eigen::RowVectorXd mean = x.colwise().mean();
  Eigen::RowVectorXd variance = (x.rowwise() - mean).cwiseAbs2().colwise().mean();
  for (Index i = 0; i < x.cols(); ++i)
    require((x.col(i).array() != x(0, i)).any() && variance[i] > 0,
            "fit_gaussian_mixture: column {} is constant (variance 0), should vary: leave it out", i);
  return variance;
}

/// The mixture of the clusters of k-means.
GaussianMixture start(const MatrixView& x, Index clusters, const GaussianMixtureOptions& options,
                      const Eigen::RowVectorXd& floor) {
  const KMeansFit fit = fit_kmeans(x, clusters, {.seed = options.seed, .restarts = options.restarts});
  GaussianMixture model{fit.model.centroids, Matrix::Zero(options.shared ? 1 : clusters, x.cols()),
                        Vector::Zero(clusters)};
  const Moments moments = over_blocks(x.rows(), model, [&](Moments& part, Index first, Index count) {
    Matrix membership = Matrix::Zero(count, clusters);
    for (Index n = 0; n < count; ++n) membership(n, fit.labels[static_cast<std::size_t>(first + n)]) = 1;
    part.add(x.middleRows(first, count), membership, model.means);
  });
  require((moments.points.array() > 0).all(),
          "fit_gaussian_mixture: {} clusters should be at most the number of distinct points", clusters);
  maximise(moments, floor, model);
  return model;
}

}  // namespace

Matrix GaussianMixture::outlier_scores(const MatrixView& x) const {
  require(x.cols() == features(), "GaussianMixture: {} features should be {}", x.cols(), features());
  Matrix outlier(x.rows(), clusters());
  for (Index k = 0; k < clusters(); ++k) {
    const Eigen::RowVectorXd precision = variance(k).cwiseInverse();
    const double constant = -std::log(weights[k]) + 0.5 * (variance(k).array() * (2 * std::numbers::pi)).log().sum();
    outlier.col(k) = 0.5 * ((x.rowwise() - means.row(k)).cwiseAbs2() * precision.transpose()).array() + constant;
  }
  return outlier;
}

GaussianMixtureFit fit_gaussian_mixture(const MatrixView& x, Index clusters, const GaussianMixtureOptions& options) {
  require(clusters >= 2 && clusters <= x.rows(),
          "fit_gaussian_mixture: {} clusters should be at least 2 and at most the {} points", clusters, x.rows());
  require(options.max_iterations > 0, "fit_gaussian_mixture: {} iterations should be at least 1",
          options.max_iterations);
  require(options.tolerance >= 0, "fit_gaussian_mixture: tolerance {} should not be negative", options.tolerance);
  require(options.variance_floor > 0 && options.variance_floor <= 1,
          "fit_gaussian_mixture: variance floor {} should be in (0, 1]", options.variance_floor);
  require_finite(x, "fit_gaussian_mixture");
  const Eigen::RowVectorXd floor = options.variance_floor * feature_variances(x);

  GaussianMixtureFit fit{start(x, clusters, options, floor), {}, false};
  const auto n = static_cast<double>(x.rows());
  Moments moments = expectation(x, fit.model);
  fit.log_likelihood.push_back(moments.log_likelihood / n);
  while (!fit.converged && fit.iterations() < options.max_iterations) {
    maximise(moments, floor, fit.model);
    moments = expectation(x, fit.model);
    fit.converged = moments.log_likelihood / n - fit.log_likelihood.back() <= options.tolerance;
    fit.log_likelihood.push_back(moments.log_likelihood / n);
    if (options.progress) options.progress(fit.iterations(), options.max_iterations);
  }
  return fit;
}

}  // namespace neon
