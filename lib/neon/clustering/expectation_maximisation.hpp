#pragma once
#include <neon/clustering/different_points.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/clustering/gaussian_mixture.hpp>
#include <neon/clustering/kmeans.hpp>
#include <neon/clustering/lloyd.hpp>
#include <neon/clustering/model.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/parallel.hpp>
#include <neon/layers/soft_pool.hpp>

#include <algorithm>
#include <cmath>

/// Expectation maximisation of Gaussian mixtures, whatever their covariances are. A model says
///   Index square_rows() const                   1 or d: whether its covariances are told by squares or by products
///   bool shared() const                         whether all clusters share one
///   void set_covariance(squares, k)             [1, d] or [d, d], of cluster k, or of all of them where k is 0
namespace neon::expectation_maximisation {

inline constexpr Index block = 256;             // points whose responsibilities are held at a time
inline constexpr Index most_sums = 32;          // partial sums held at a time, fewer of large ones
inline constexpr Index most_numbers = 1 << 25;  // in all of them
inline constexpr double least_weight = 1e-12;   // of a cluster that no point belongs to any more

/// Sums over points weighed by their responsibilities r_nk.
struct Moments {
  Vector points;              ///< [K] sum_n r_nk
  Matrix sum;                 ///< [K, d] sum_n r_nk (x_n - mu_k)
  Matrix square;              ///< [K s, d] sum_n r_nk (x_n - mu_k)^2, s = 1, or of all products, s = d
  double log_likelihood = 0;  ///< sum_n log p(x_n)

  Moments(Index clusters, Index features, Index square_rows)
      : points(Vector::Zero(clusters)),
        sum(Matrix::Zero(clusters, features)),
        square(Matrix::Zero(clusters * square_rows, features)) {}

  Index square_rows() const { return square.rows() / sum.rows(); }

  void operator+=(const Moments& more) {
    points += more.points;
    sum += more.sum;
    square += more.square;
    log_likelihood += more.log_likelihood;
  }

  void add(const MatrixView& x, const Matrix& responsibility, const Matrix& means) {
    points += responsibility.colwise().sum().transpose();
    const Index rows = square_rows();
    for (Index k = 0; k < means.rows(); ++k) {
      const Matrix from_mean = x.rowwise() - means.row(k);
      sum.row(k) += responsibility.col(k).transpose() * from_mean;
      if (rows == 1)
        square.row(k) += responsibility.col(k).transpose() * from_mean.cwiseAbs2();
      else
        square.middleRows(k * rows, rows).noalias() +=
            from_mean.transpose() * (responsibility.col(k).asDiagonal() * from_mean);
    }
  }
};

/// Accumulates over blocks of points, added in order: the same for any number of threads.
template <class Model, class Add>
Moments over_blocks(Index points, const Model& model, const Add& add) {
  Moments total(model.clusters(), model.features(), model.square_rows());
  const Index blocks = (points + block - 1) / block,
              sums = std::clamp<Index>(most_numbers / total.square.size(), 1, most_sums),
              size = std::max<Index>(1, (blocks + sums - 1) / sums) * block;
  std::vector<Moments> parts(static_cast<std::size_t>((points + size - 1) / size), total);
  parallel_blocks(points, size, [&](Index first, Index last) {
    for (Index row = first; row < last; row += block)
      add(parts[static_cast<std::size_t>(first / size)], row, std::min(block, last - row));
  });
  for (const Moments& part : parts) total += part;
  return total;
}

/// Moments under the responsibilities of `model`, about its means.
template <class Model>
Moments expectation(const MatrixView& x, const Model& model) {
  const auto score = scorer(model);
  return over_blocks(x.rows(), model, [&](Moments& part, Index first, Index count) {
    const auto points = x.middleRows(first, count);
    const Matrix outlier = score(points);
    part.log_likelihood -= SoftMin{1}.forward(outlier).sum();
    part.add(points, SoftMin{1}.shares(outlier), model.means);
  });
}

/// The parameters of largest expected likelihood; the moments are about the means of `model`, which they move.
template <class Model>
void maximise(const Moments& moments, Model& model) {
  const double points = moments.points.sum();
  const Index rows = moments.square_rows();
  Matrix pooled = Matrix::Zero(rows, model.features());
  for (Index k = 0; k < model.clusters(); ++k) {
    const double count = moments.points[k];
    if (count > least_weight * points) {
      const Eigen::RowVectorXd shift = moments.sum.row(k) / count;
      Matrix squares = moments.square.middleRows(k * rows, rows) / count;
      if (rows == 1)
        squares -= shift.cwiseAbs2();
      else
        squares.noalias() -= shift.transpose() * shift;
      pooled += count / points * squares;
      model.means.row(k) += shift;
      if (!model.shared()) model.set_covariance(squares, k);
    }
    model.weights[k] = std::max(count / points, least_weight);
  }
  if (model.shared()) model.set_covariance(pooled, 0);
  model.weights /= model.weights.sum();
}

/// Coordinates z = (x - origin) / unit in which every feature is around 0 and of size 1: a mixture sees no feature's
/// unit, or only one that is common to all. Powers of two, so that no division rounds.
struct FeatureFrame {
  Eigen::RowVectorXd origin, unit;  ///< [d]

  FeatureFrame(const MatrixView& x, bool common) : origin(column_means(x)), unit(column_spans(x)) {
    for (Index i = 0; i < x.cols(); ++i) {
      require(
          unit[i] > 0,
          "fit_gaussian_mixture: column {} is constant ({} in all {} rows, up to rounding), should vary: a Gaussian "
          "has a variance in every column: leave it out",
          i, x(0, i), x.rows());
      require(std::isnormal(unit[i] * unit[i]),
              "fit_gaussian_mixture: column {} spans {:.3g}, whose square no double holds: scale it", i, unit[i]);
      unit[i] = std::ldexp(1.0, std::ilogb(unit[i]));
    }
    if (common) unit.setConstant(unit.maxCoeff());
  }

  Matrix in(const MatrixView& x) const { return (x.rowwise() - origin).array().rowwise() / unit.array(); }
  Matrix out(const Matrix& means) const { return (means.array().rowwise() * unit.array()).matrix().rowwise() + origin; }
};

/// The smallest variances. [d]
inline Eigen::RowVectorXd floor_of(const Matrix& z, const GaussianMixtureOptions& options) {
  return options.variance_floor * z.cwiseAbs2().colwise().mean();
}

inline void check(const MatrixView& x, Index clusters, const GaussianMixtureOptions& options) {
  require(clusters >= 2 && clusters <= x.rows(),
          "fit_gaussian_mixture: {} clusters should be at least 2 and at most the {} points", clusters, x.rows());
  require(options.max_iterations > 0, "fit_gaussian_mixture: {} iterations should be at least 1",
          options.max_iterations);
  require(options.tolerance >= 0, "fit_gaussian_mixture: tolerance {} should not be negative", options.tolerance);
  require(options.variance_floor > 0 && options.variance_floor <= 1,
          "fit_gaussian_mixture: variance floor {} should be in (0, 1]", options.variance_floor);
  require_finite(x, "fit_gaussian_mixture");
  require_different(clusters, different_points(x, clusters), "fit_gaussian_mixture");
}

/// A model on its way.
template <class Model>
struct Progress {
  Model model;
  std::vector<double> log_likelihood = {};  ///< mean over points of log p(x), at the start and after each iteration
  bool converged = false;
};

/// From the clusters of k-means on x to the largest likelihood of z, the same points in their frame.
/// @param blank a model with covariances of the right shape, for what it shares among clusters and what not
/// @return log_likelihood of x, model of z
template <class Model>
Progress<Model> fitted(const MatrixView& x, const Matrix& z, const FeatureFrame& frame,
                       const GaussianMixtureOptions& options, Model blank) {
  Progress<Model> fit{std::move(blank)};
  Model& model = fit.model;
  const Index clusters = model.clusters();
  const Labels labels = fit_kmeans(x, clusters, {.seed = options.seed, .restarts = options.restarts}).labels;
  Labels first(static_cast<std::size_t>(clusters));
  for (Index n = z.rows() - 1; n >= 0; --n) first[static_cast<std::size_t>(labels[static_cast<std::size_t>(n)])] = n;
  model.means = moved_to_means(z, labels, z(first, Eigen::all));
  const Moments start = over_blocks(z.rows(), model, [&](Moments& part, Index begin, Index count) {
    Matrix membership = Matrix::Zero(count, clusters);
    for (Index n = 0; n < count; ++n) membership(n, labels[static_cast<std::size_t>(begin + n)]) = 1;
    part.add(z.middleRows(begin, count), membership, model.means);
  });
  maximise(start, model);

  // p(x) = p(z) / prod_i unit_i
  const double density = frame.unit.array().log().sum();
  const auto likelihood = [&](const Moments& moments) {
    return moments.log_likelihood / static_cast<double>(x.rows()) - density;
  };
  Moments moments = expectation(z, model);
  fit.log_likelihood.push_back(likelihood(moments));
  for (Index iteration = 1; !fit.converged && iteration <= options.max_iterations; ++iteration) {
    maximise(moments, model);
    moments = expectation(z, model);
    fit.converged = likelihood(moments) - fit.log_likelihood.back() <= options.tolerance;
    fit.log_likelihood.push_back(likelihood(moments));
    if (options.progress) options.progress(iteration, options.max_iterations);
  }
  return fit;
}

}  // namespace neon::expectation_maximisation
