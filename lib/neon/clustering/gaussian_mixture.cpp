#include <neon/clustering/different_points.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/clustering/gaussian_mixture.hpp>
#include <neon/clustering/kmeans.hpp>
#include <neon/clustering/lloyd.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/parallel.hpp>
#include <neon/layers/soft_pool.hpp>
#include <neon/network/min_pool.hpp>
#include <neon/neuralize/gaussian_network.hpp>

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

/// Coordinates z = (x - origin) / unit in which every feature is around 0 and of size 1: a mixture sees no feature's
/// unit. Powers of two, so that no division rounds.
struct FeatureFrame {
  Eigen::RowVectorXd origin, unit;  ///< [d]

  explicit FeatureFrame(const MatrixView& x) : origin(column_means(x)), unit(column_spans(x)) {
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
  }

  Matrix in(const MatrixView& x) const { return (x.rowwise() - origin).array().rowwise() / unit.array(); }
  GaussianMixture out(GaussianMixture model) const {
    model.means = (model.means.array().rowwise() * unit.array()).matrix().rowwise() + origin;
    model.variances.array().rowwise() *= unit.array().square();
    return model;
  }
};

/// The mixture of the clusters of k-means.
/// @param z the points  @param labels [n], no cluster empty
GaussianMixture start(const MatrixView& z, const Labels& labels, Index clusters, bool shared,
                      const Eigen::RowVectorXd& floor) {
  Labels first(static_cast<std::size_t>(clusters));
  for (Index n = z.rows() - 1; n >= 0; --n) first[static_cast<std::size_t>(labels[static_cast<std::size_t>(n)])] = n;
  GaussianMixture model{moved_to_means(z, labels, z(first, Eigen::all)), Matrix::Zero(shared ? 1 : clusters, z.cols()),
                        Vector::Zero(clusters)};
  const Moments moments = over_blocks(z.rows(), model, [&](Moments& part, Index begin, Index count) {
    Matrix membership = Matrix::Zero(count, clusters);
    for (Index n = 0; n < count; ++n) membership(n, labels[static_cast<std::size_t>(begin + n)]) = 1;
    part.add(z.middleRows(begin, count), membership, model.means);
  });
  maximise(moments, floor, model);
  return model;
}

}  // namespace

Matrix GaussianMixture::outlier_scores(const MatrixView& x) const {
  require(x.cols() == features(), "GaussianMixture: {} features should be {}", x.cols(), features());
  Matrix outlier(x.rows(), clusters());
  for (Index k = 0; k < clusters(); ++k) {
    // Deviations before squares: their size is no unit's.
    const Eigen::RowVectorXd inverse = variance(k).cwiseSqrt().cwiseInverse();
    const double constant = -std::log(weights[k]) + 0.5 * (variance(k).array() * (2 * std::numbers::pi)).log().sum();
    outlier.col(k) =
        0.5 * ((x.rowwise() - means.row(k)) * inverse.asDiagonal()).rowwise().squaredNorm().array() + constant;
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
  require_different(clusters, different_points(x, clusters), "fit_gaussian_mixture");
  const FeatureFrame frame(x);
  const Matrix z = frame.in(x);
  const Eigen::RowVectorXd floor = options.variance_floor * z.cwiseAbs2().colwise().mean();

  const KMeansFit clustering = fit_kmeans(x, clusters, {.seed = options.seed, .restarts = options.restarts});
  GaussianMixtureFit fit{start(z, clustering.labels, clusters, options.shared, floor), {}, false};
  // p(x) = p(z) / prod_i unit_i
  const double density = frame.unit.array().log().sum();
  const auto likelihood = [&](const Moments& moments) {
    return moments.log_likelihood / static_cast<double>(x.rows()) - density;
  };
  Moments moments = expectation(z, fit.model);
  fit.log_likelihood.push_back(likelihood(moments));
  while (!fit.converged && fit.iterations() < options.max_iterations) {
    maximise(moments, floor, fit.model);
    moments = expectation(z, fit.model);
    fit.converged = likelihood(moments) - fit.log_likelihood.back() <= options.tolerance;
    fit.log_likelihood.push_back(likelihood(moments));
    if (options.progress) options.progress(fit.iterations(), options.max_iterations);
  }
  fit.model = frame.out(std::move(fit.model));
  return fit;
}

Network GaussianMixture::neuralize(Index c) const {
  if (shared()) return shared_gaussian_network(*this, c);
  return chain(c, {{quadratic_gaussian_layer(*this, c), Role::detection}, {MinPool{{beta}}, Role::pool}});
}

void GaussianMixture::parameters(ParameterVisitor& visit) {
  visit.matrix("means", means, Unit::place);
  visit.matrix("variances", variances, Unit::variance);
  visit.vector("weights", weights, Unit::none);
  visit.stiffness(beta, Unit::none);
}

void GaussianMixture::check(const ModelCheck& check) const {
  check.clusters("means", means);
  require((variances.rows() == 1 || variances.rows() == clusters()) && variances.cols() == features(),
          "{}: 'variances' is [{}, {}], should be [{}, {}], or [1, {}] if shared", check.where, variances.rows(),
          variances.cols(), clusters(), features(), features());
  check.positive("variances", variances);
  check.length("weights", weights.size(), clusters());
  check.positive("weights", weights);
  Matrix component(clusters(), 2 * features() + 1);
  for (Index k = 0; k < clusters(); ++k) component.row(k) << means.row(k), variance(k), weights[k];
  require_distinct_clusters(component, check.where, "mean, variance and weight");
  check.shares("weights", weights);
  check.stiffness(beta);
}

}  // namespace neon

namespace neon::models {

ModelKind gaussian_mixture() {
  return {.name = std::string(GaussianMixture::kind),
          .description = "mixture of Gaussians with diagonal covariances, shared or one per cluster",
          .source =
              "Dempster, Laird and Rubin, Maximum likelihood from incomplete data via the EM algorithm, J. R. "
              "Stat. Soc. B 39, 1977",
          .blank = GaussianMixture{},
          .fit = [](const MatrixView& x, const FitOptions& options) -> ClusterModel {
            return fit_gaussian_mixture(x, options.clusters,
                                        {.shared = options.text("covariance") == "shared",
                                         .seed = options.seed,
                                         .restarts = options.restarts,
                                         .progress = options.progress})
                .model;
          },
          .settings = {{.name = "covariance",
                        .description = "one for all clusters, or one for each",
                        .standard = "diagonal",
                        .choices = {"shared", "diagonal"}}},
          .softens = false};
}

}  // namespace neon::models
