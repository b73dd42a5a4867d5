#include <neon/clustering/expectation_maximisation.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/clustering/full_gaussian_mixture.hpp>
#include <neon/clustering/gaussian_mixture.hpp>
#include <neon/core/error.hpp>
#include <neon/network/min_pool.hpp>
#include <neon/neuralize/gaussian_network.hpp>

#include <cmath>
#include <numbers>

namespace neon {
namespace {

namespace em = expectation_maximisation;

/// A mixture on its way, with what its variances may be.
struct Growing : GaussianMixture {
  Eigen::RowVectorXd floor;  ///< [d] under the variances; spherical: added to them
  bool spherical = false;

  static constexpr Index square_rows() { return 1; }
  void set_covariance(const Matrix& squares, Index k) {
    if (spherical)
      variances.row(k).setConstant((squares + floor).mean());
    else
      variances.row(k) = squares.cwiseMax(floor);
  }
};

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
  em::check(x, clusters, options);
  require(!options.shared || !options.spherical,
          "fit_gaussian_mixture: one variance for all features and clusters should be k-means; choose shared or "
          "spherical");
  const em::FeatureFrame frame(x, options.spherical);
  const Matrix z = frame.in(x);
  Growing growing;
  growing.means = Matrix::Zero(clusters, x.cols());
  growing.variances = Matrix::Zero(options.shared ? 1 : clusters, x.cols());
  growing.weights = Vector::Zero(clusters);
  growing.floor = em::floor_of(z, options);
  growing.spherical = options.spherical;
  auto grown = em::fitted(x, z, frame, options, std::move(growing));
  GaussianMixture model = std::move(grown.model);
  model.means = frame.out(model.means);
  model.variances.array().rowwise() *= frame.unit.array().square();
  return {std::move(model), std::move(grown.log_likelihood), grown.converged};
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
          .description = "mixture of Gaussians; covariances of each cluster or common to all, diagonal or matrices",
          .source =
              "Dempster, Laird and Rubin, Maximum likelihood from incomplete data via the EM algorithm, J. R. "
              "Stat. Soc. B 39, 1977",
          .blank = GaussianMixture{},
          .fit = [](const MatrixView& x, const FitOptions& options) -> ClusterModel {
            const std::string& covariance = options.text("covariance");
            const GaussianMixtureOptions chosen{.shared = covariance == "shared" || covariance == "tied",
                                                .spherical = covariance == "spherical",
                                                .seed = options.seed,
                                                .restarts = options.restarts,
                                                .progress = options.progress};
            if (covariance == "full" || covariance == "tied")
              return fit_full_mixture(x, options.clusters, chosen).model;
            return fit_gaussian_mixture(x, options.clusters, chosen).model;
          },
          .settings = {{.name = "covariance",
                        .description = "each cluster its variances (diagonal), one variance (spherical) or a matrix "
                                       "(full), or all the same variances (shared) or matrix (tied)",
                        .standard = "diagonal",
                        .choices = {"shared", "diagonal", "spherical", "full", "tied"}}},
          .softens = false};
}

}  // namespace neon::models
