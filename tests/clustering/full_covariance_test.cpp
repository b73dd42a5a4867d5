#include <neon/clustering/fit.hpp>
#include <neon/clustering/kmeans.hpp>
#include <neon/clustering/without_feature.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/layers/soft_pool.hpp>
#include <neon/metrics/number_of_clusters.hpp>

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>

#include "support/full_mixtures.hpp"
#include "support/laws.hpp"
#include "support/samples.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;

namespace {

void write(const std::filesystem::path& path, const Matrix& values) {
  std::ofstream file(path);
  file << values.format({Eigen::FullPrecision, Eigen::DontAlignCols, ",", "\n"}) << '\n';
}

Matrix read(const std::filesystem::path& path, Index rows, Index cols) {
  std::ifstream file(path);
  Matrix values(rows, cols);
  char comma = 0;
  for (Index i = 0; i < values.size(); ++i) {
    file >> values.data()[i];
    if ((i + 1) % cols != 0) file >> comma;
  }
  REQUIRE(file);
  return values;
}

/// Three clusters that overlap, stretched along directions of their own.
Matrix stretched_clouds(std::uint64_t seed) {
  Matrix x = samples::normal(240, 3, seed);
  for (Index n = 0; n < x.rows(); ++n) {
    const Eigen::RowVector3d z = x.row(n);
    if (n % 3 == 0) x.row(n) << z[0], 0.8 * z[0] + 0.3 * z[1], z[2];
    if (n % 3 == 1) x.row(n) << z[0] + 2.5, 0.5 * z[1] - 0.7 * z[2], z[2];
    if (n % 3 == 2) x.row(n) << 0.5 * z[0] - 3, 2 * z[1] + 3, z[1] + z[2];
  }
  return x;
}

/// Every feature of mean 0 and variance 1: scikit-learn's regularisation is absolute, here it is a share.
Matrix standardised(Matrix x) {
  x.rowwise() -= column_means(x);
  const Eigen::RowVectorXd deviation = x.cwiseAbs2().colwise().mean().cwiseSqrt();
  return x * deviation.cwiseInverse().asDiagonal();
}

}  // namespace

TEST_CASE("EM is scikit-learn's from the same clusters, whatever the covariances") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2));
  const std::string covariance = GENERATE("full", "tied", "diag", "spherical");
  const double regularisation = covariance == "diag" ? 0 : 1e-3;  // ours is a floor there
  const Matrix x = standardised(stretched_clouds(seed));
  const Index iterations = 12, d = x.cols();
  GaussianMixtureOptions options{.shared = covariance == "tied",
                                 .spherical = covariance == "spherical",
                                 .seed = seed,
                                 .max_iterations = iterations,
                                 .tolerance = 0};
  if (regularisation > 0) options.variance_floor = regularisation;

  const ScratchFolder folder;
  write(folder / "points.csv", x);
  const Labels labels = fit_kmeans(x, 3, {.seed = seed}).labels;
  write(folder / "labels.csv",
        Eigen::Map<const Eigen::Matrix<Index, Eigen::Dynamic, 1>>(labels.data(), x.rows()).cast<double>());
  const std::string command =
      fmt::format("/usr/bin/python3 {}/clustering/gaussian_mixture_oracle.py {} {} {} {}", NEON_TESTS,
                  (folder / "points.csv").parent_path().string(), covariance, iterations, regularisation);
  REQUIRE(std::system(command.c_str()) == 0);
  const auto agrees = [&](const auto& model) {
    laws::equal(model.means, read(folder / "means.csv", 3, d));
    laws::equal(Matrix(model.weights), read(folder / "weights.csv", 3, 1));
    laws::equal(Matrix(-model.outlier_scores(x)), read(folder / "log_densities.csv", x.rows(), 3));
    const Matrix matrices = read(folder / "covariances.csv", 3 * d, d);
    for (Index k = 0; k < 3; ++k)
      laws::equal(model.variance(k).transpose().eval(), matrices.middleRows(k * d, d).diagonal().eval());
    return matrices;
  };
  if (covariance == "full" || covariance == "tied") {
    const FullGaussianMixture model = fit_full_mixture(x, 3, options).model;
    const Matrix matrices = agrees(model);
    for (Index k = 0; k < 3; ++k) laws::equal(Matrix(model.covariance(k)), Matrix(matrices.middleRows(k * d, d)));
  } else {
    agrees(fit_gaussian_mixture(x, 3, options).model);
  }
}

TEST_CASE("a whitened Gaussian is standard, and its parts make the density") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const FullGaussianMixture model = samples::full_mixture(3, 4, false, seed);
  const Matrix x = samples::uniform(7, 4, seed + 1), o = model.outlier_scores(x);
  for (Index k = 0; k < 3; ++k) {
    const WhitenedGaussian gaussian = model.whitened(k, "test");
    laws::equal(Matrix(gaussian.factor * gaussian.factor.transpose()), Matrix(model.covariance(k)));
    laws::equal(Matrix(gaussian.precision() * model.covariance(k)), Matrix(Matrix::Identity(4, 4)));
    laws::equal(gaussian.slope(gaussian.whiten(x)), Matrix((x.rowwise() - model.means.row(k)) * gaussian.precision()));
    CHECK(gaussian.log_correlation() < 0);
    CHECK(gaussian.log_determinant() ==
          Approx(gaussian.log_correlation() + model.variance(k).array().log().sum()).epsilon(tolerance::rounding));
    for (Index n = 0; n < x.rows(); ++n)
      CHECK(-o(n, k) ==
            Approx(static_cast<double>(slow::log_density(model, x.row(n), k))).epsilon(tolerance::rounding));
  }
}

TEST_CASE("a mixture with matrices moves along with the points, and each feature has its unit") {
  const Matrix x = stretched_clouds(3);
  const Eigen::RowVectorXd unit{{1e-140, 1, 1e140}}, shift{{1e6, -1e6, 0}};
  for (const bool tied : {false, true}) {
    const GaussianMixtureOptions options{.shared = tied, .max_iterations = 5, .tolerance = 0};
    const FullGaussianMixture near = fit_full_mixture(x, 3, options).model,
                              far = fit_full_mixture(x.rowwise() + shift, 3, options).model;
    laws::equal(Matrix(far.means.rowwise() - shift), near.means, tolerance::oracle);
    laws::equal(far.covariances, near.covariances, tolerance::oracle);
    FullGaussianMixture scaled = near;
    scaled.means = near.means * unit.asDiagonal();
    for (Index row = 0; row < scaled.covariances.rows(); ++row)
      scaled.covariances.row(row).array() *= unit.array() * unit[row % 3];
    const Matrix in_units = scaled.outlier_scores(x * unit.asDiagonal()).array() - unit.array().log().sum();
    laws::equal(in_units, near.outlier_scores(x), tolerance::invariance);
  }
}

TEST_CASE("the likelihood never falls with matrices, and full is above tied") {
  const Matrix x = stretched_clouds(4);
  double last = -infinity;
  for (const bool tied : {true, false}) {
    const FullGaussianMixtureFit fit = fit_full_mixture(x, 3, {.shared = tied, .variance_floor = 1e-12});
    CHECK(fit.converged);
    for (std::size_t t = 1; t < fit.log_likelihood.size(); ++t)
      CHECK(fit.log_likelihood[t] >= fit.log_likelihood[t - 1] - tolerance::rounding);
    CHECK(fit.log_likelihood.back() > last);
    last = fit.log_likelihood.back();
  }
}

TEST_CASE("the scores of many points, for which covariances are factorised once, are those of each alone") {
  const bool tied = GENERATE(false, true);
  const FullGaussianMixture model = samples::full_mixture(3, 4, tied, 7);
  const Matrix x = samples::normal(1100, 4, 8), all = outlier_scores(model, x);
  const std::function<Matrix(const MatrixView&)> score = scorer(FullGaussianMixture(model));  // outlives what it is of
  for (Index n = 0; n < x.rows(); n += 7) {
    CHECK(all.row(n) == model.outlier_scores(x.row(n)));
    CHECK(all.row(n) == score(x.row(n)));
  }
  for (Index k = 0; k < 3; ++k) CHECK(all(5, k) == Approx(static_cast<double>(-slow::log_density(model, x.row(5), k))));
}

TEST_CASE("a mixture of matrices without a feature is that of the others alone") {
  const bool tied = GENERATE(false, true);
  const FullGaussianMixture model = samples::full_mixture(3, 4, tied, 5);
  const ClusterModel without = without_feature(model, 1);
  const Labels kept{0, 2, 3};
  const Matrix x = samples::uniform(9, 4, 6);
  FullGaussianMixture others{model.means(Eigen::all, kept), Matrix(9, 3), model.weights};
  for (Index k = 0; k < 3; ++k) others.covariances.middleRows(3 * k, 3) = Matrix(model.covariance(k))(kept, kept);
  laws::equal(logits(without, x), logits(others, Matrix(x(Eigen::all, kept))));
}

TEST_CASE("a mixture of matrices is refused where they are none") {
  const ModelCheck check{"file"};
  const FullGaussianMixture good = samples::full_mixture(2, 3, false, 1);
  CHECK_NOTHROW(good.check(check));
  FullGaussianMixture bad = good;
  bad.covariances(3, 1) += 0.5;
  CHECK_THROWS_WITH(bad.check(check), Catch::Contains("file: 'covariances': ") &&
                                          Catch::Contains("in row 4, column 0 should be") &&
                                          Catch::Contains("as in row 3, column 1: a covariance is symmetric"));
  bad = good;
  bad.covariances.middleRows(3, 3) = Matrix{{1, 1, 0}, {1, 1, 0}, {0, 0, 1}};
  CHECK_THROWS_WITH(bad.check(check),
                    Catch::Contains("file: covariance 1 is singular: of the variance 1 of feature 1 the features "
                                    "before it leave a share of"));
  bad.covariances(3, 0) = -1;
  CHECK_THROWS_WITH(bad.check(check), "file: covariance 1 has the variance -1 in feature 0, should be positive");
  bad.covariances = Matrix::Identity(4, 4);
  CHECK_THROWS_WITH(bad.check(check), Catch::Contains("'covariances' is [4, 4], should be [6, 3]"));
}

TEST_CASE("singular covariances are regularised by the floor, and refused where it is too low") {
  Matrix x = stretched_clouds(2);
  x.col(2) = x.col(0) - 2 * x.col(1);
  CHECK(fit_full_mixture(x, 3).model.outlier_scores(x).allFinite());
  CHECK_THROWS_WITH(fit_full_mixture(x, 3, {.variance_floor = 1e-30}),
                    Catch::Contains("is singular: of the variance") && Catch::Contains("of feature 2") &&
                        Catch::Contains("raise the floor of the variances"));
  CHECK_THROWS_WITH(fit_gaussian_mixture(x, 3, {.shared = true, .spherical = true}),
                    Catch::Contains("choose shared or spherical"));
}

TEST_CASE("covariances are chosen by name") {
  const Matrix x = stretched_clouds(2);
  const auto fitted = [&](const std::string& name) {
    return fit_model("gaussian-mixture", x, {.settings = {{"covariance", name}}}).model;
  };
  CHECK_FALSE(fitted("full").get<FullGaussianMixture>().shared());
  CHECK(fitted("tied").get<FullGaussianMixture>().shared());
  const Matrix spherical = fitted("spherical").get<GaussianMixture>().variances;
  CHECK(spherical == spherical.col(0).replicate(1, 3));
  CHECK(fitted("shared").get<GaussianMixture>().shared());
}

TEST_CASE("how many numbers of a mixture are free") {
  const Matrix x = stretched_clouds(1);
  const auto n = static_cast<double>(x.rows());
  const auto free = [&](const auto& model) {
    const double likelihood = -SoftMin{1}.forward(model.outlier_scores(x)).sum();
    return (bayesian_information(model, x) + 2 * likelihood) / std::log(n);
  };
  CHECK(free(fit_gaussian_mixture(x, 3).model) == Approx(2 + 9 + 9));
  CHECK(free(fit_gaussian_mixture(x, 3, {.shared = true}).model) == Approx(2 + 9 + 3));
  CHECK(free(fit_gaussian_mixture(x, 3, {.spherical = true}).model) == Approx(2 + 9 + 3));
  CHECK(free(fit_full_mixture(x, 3).model) == Approx(2 + 9 + 18));
  CHECK(free(fit_full_mixture(x, 3, {.shared = true}).model) == Approx(2 + 9 + 6));
}
