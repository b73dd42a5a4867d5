#include <neon/clustering/expectation_maximisation.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/clustering/full_gaussian_mixture.hpp>
#include <neon/network/min_pool.hpp>
#include <neon/neuralize/full_gaussian_network.hpp>

#include <numbers>

namespace neon {
namespace {

namespace em = expectation_maximisation;

constexpr double symmetric_tolerance = 1e-6;  // of numbers that other programs wrote in single precision

/// A mixture on its way.
struct Growing : FullGaussianMixture {
  Eigen::RowVectorXd floor;  ///< [d] added to the variances

  Index square_rows() const { return features(); }
  void set_covariance(const Matrix& squares, Index k) {
    auto here = covariances.middleRows(k * features(), features());
    here = squares;
    here.diagonal() += floor.transpose();
  }
};

}  // namespace

WhitenedGaussian FullGaussianMixture::whitened(Index k, std::string_view where) const {
  return whitened_gaussian(means.row(k), covariance(k), fmt::format("{}: covariance {}", where, shared() ? 0 : k));
}

std::function<Matrix(const MatrixView&)> FullGaussianMixture::scorer() const {
  std::vector<WhitenedGaussian> gaussian;
  Vector log_weight(clusters()), constant(clusters());
  const double circles = static_cast<double>(features()) * std::log(2 * std::numbers::pi);
  for (Index k = 0; k < clusters(); ++k) {
    if (k > 0 && shared())
      gaussian.push_back({means.row(k), gaussian.front().factor});
    else
      gaussian.push_back(whitened(k, "FullGaussianMixture"));
    log_weight[k] = std::log(weights[k]);
    constant[k] = 0.5 * (circles + gaussian.back().log_determinant());
  }
  return [gaussian, constant, log_weight](const MatrixView& x) {
    Matrix outlier(x.rows(), constant.size());
    for (Index k = 0; k < constant.size(); ++k) {
      const Matrix z = gaussian[static_cast<std::size_t>(k)].whiten(x);
      outlier.col(k) = 0.5 * z.rowwise().squaredNorm().array() - log_weight[k] + constant[k];
    }
    return outlier;
  };
}

Matrix FullGaussianMixture::outlier_scores(const MatrixView& x) const {
  require(x.cols() == features(), "FullGaussianMixture: {} features should be {}", x.cols(), features());
  return scorer()(x);
}

Network FullGaussianMixture::neuralize(Index c) const {
  if (shared()) return tied_gaussian_network(*this, c);
  return chain(c, {{full_gaussian_layer(*this, c), Role::detection}, {MinPool{{beta}}, Role::pool}});
}

void FullGaussianMixture::parameters(ParameterVisitor& visit) {
  visit.matrix("means", means, Unit::place);
  visit.matrix("covariances", covariances, Unit::covariance);
  visit.vector("weights", weights, Unit::none);
  visit.stiffness(beta, Unit::none);
}

void FullGaussianMixture::check(const ModelCheck& check) const {
  check.clusters("means", means);
  const Index d = features();
  require(covariances.cols() == d && (covariances.rows() == d || covariances.rows() == clusters() * d),
          "{}: 'covariances' is [{}, {}], should be [{}, {}], the matrices of the clusters one below the other, or "
          "[{}, {}] if shared",
          check.where, covariances.rows(), covariances.cols(), clusters() * d, d, d, d);
  check.finite("covariances", covariances);
  for (Index k = 0; k < (shared() ? 1 : clusters()); ++k) {
    for (Index i = 0; i < d; ++i)
      for (Index j = 0; j < i; ++j) {
        const double here = covariance(k)(i, j), there = covariance(k)(j, i),
                     size = std::sqrt(std::abs(covariance(k)(i, i))) * std::sqrt(std::abs(covariance(k)(j, j)));
        require(std::abs(here - there) <= symmetric_tolerance * size,
                "{}: 'covariances': {} in row {}, column {} should be {}, as in row {}, column {}: a covariance is "
                "symmetric",
                check.where, here, k * d + i, j, there, k * d + j, i);
      }
    whitened(k, check.where);
  }
  check.length("weights", weights.size(), clusters());
  check.positive("weights", weights);
  Matrix component(clusters(), d + d * d + 1);
  for (Index k = 0; k < clusters(); ++k) {
    const Matrix matrix = covariance(k);
    component.row(k) << means.row(k), Eigen::Map<const Eigen::RowVectorXd>(matrix.data(), matrix.size()), weights[k];
  }
  require_distinct_clusters(component, check.where, "mean, covariance and weight");
  check.shares("weights", weights);
  check.stiffness(beta);
}

FullGaussianMixtureFit fit_full_mixture(const MatrixView& x, Index clusters, const GaussianMixtureOptions& options) {
  em::check(x, clusters, options);
  const em::FeatureFrame frame(x, false);
  const Matrix z = frame.in(x);
  const Index d = x.cols();
  Growing growing;
  growing.means = Matrix::Zero(clusters, d);
  growing.covariances = Matrix::Zero((options.shared ? 1 : clusters) * d, d);
  growing.weights = Vector::Zero(clusters);
  growing.floor = em::floor_of(z, options);
  auto grown = em::fitted(x, z, frame, options, std::move(growing));
  FullGaussianMixture model = std::move(grown.model);
  model.means = frame.out(model.means);
  for (Index row = 0; row < model.covariances.rows(); ++row)
    model.covariances.row(row).array() *= frame.unit.array() * frame.unit[row % d];
  return {std::move(model), std::move(grown.log_likelihood), grown.converged};
}

}  // namespace neon

namespace neon::models {

ModelKind full_gaussian_mixture() {
  return {.name = std::string(FullGaussianMixture::kind),
          .description = "mixture of Gaussians whose covariances are matrices: gaussian-mixture, full or tied",
          .source =
              "Dempster, Laird and Rubin, Maximum likelihood from incomplete data via the EM algorithm, J. R. "
              "Stat. Soc. B 39, 1977",
          .blank = FullGaussianMixture{},
          .fit = [](const MatrixView& x, const FitOptions& options) -> ClusterModel {
            return fit_full_mixture(x, options.clusters,
                                    {.shared = options.text("covariance") == "tied",
                                     .seed = options.seed,
                                     .restarts = options.restarts,
                                     .progress = options.progress})
                .model;
          },
          .settings = {{.name = "covariance",
                        .description = "each cluster a matrix, or all the same",
                        .standard = "full",
                        .choices = {"full", "tied"}}},
          .softens = false};
}

}  // namespace neon::models
