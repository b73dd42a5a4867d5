#include <neon/clustering/assignment.hpp>
#include <neon/clustering/deep_kmeans.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/clustering/gaussian_kernel.hpp>
#include <neon/clustering/leave_one_out.hpp>
#include <neon/clustering/models.hpp>
#include <neon/clustering/scaling.hpp>
#include <neon/embedding/affinities.hpp>
#include <neon/embedding/nearest_neighbours.hpp>
#include <neon/embedding/pca.hpp>
#include <neon/embedding/tsne.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <functional>

#include "clustering/brute_force.hpp"
#include "support/samples.hpp"
#include "support/tolerances.hpp"

using namespace neon;

/// The laws of every fit: neither the origin nor the unit of the points matters.
namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

/// What a fit says of its points: where they belong, and numbers that scale with a power of the unit.
struct Told {
  Labels labels;
  Matrix numbers;
};

struct Fit {
  const char* name;
  int power;   ///< of the unit, by which the numbers scale
  bool moves;  ///< whether the origin does not matter either
  std::function<Told(const Matrix&)> tell;
  double tolerance = tolerance::invariance;  ///< relative to the largest number
  bool by_order = false;                     ///< whether what the numbers do not hold may change the labels
};

constexpr Index three = 3;

/// Three clouds in a triangle, each of two that are 1 apart, in d dimensions. Spread about 10.
Matrix clouds(Index points, Index features, std::uint64_t seed) {
  Matrix x = 0.1 * samples::normal(points, features, seed);
  for (Index n = 0; n < points; ++n) {
    x.row(n).array() += 4.0 * static_cast<double>(n % three - 1);
    x(n, 0) += n % three == 1 ? 6 : 0;
    x(n, 1) += n / three % 2 == 0 ? 0 : 1.5;
  }
  return x;
}

Told told_by(const ClusterModel& model, const Matrix& x) {
  const Matrix outlier = outlier_scores(model, x);
  return {assign(outlier), logits(outlier, beta(model))};
}

Labels thirds(const Matrix& x) {
  Labels labels;
  for (Index n = 0; n < x.rows(); ++n) labels.push_back(n % three);
  return labels;
}

Told kernel_told(const Matrix& x) {
  const auto kernel = gaussian_kernel<double>(x, gamma_for_neighbour_share(x, 10, 0.5));
  return {leave_one_out_kernel_kmeans(kernel, thirds(x), three).cluster, kernel};
}

Told affinities_told(const Matrix& x) { return {{}, Matrix(joint_affinities(x, 5))}; }

/// The labels of the tree, the logits of the rule for new points.
Told tree_told(const Matrix& x, Linkage linkage) {
  const FittedModel fitted =
      fit_model("agglomerative", x, {.clusters = three, .settings = {{"linkage", std::string(text(linkage))}}});
  return {fitted.labels, logits(outlier_scores(fitted.model, x), beta(fitted.model))};
}

Told deep_told(const Matrix& x) {
  const DeepKMeans model =
      fit_deep_kmeans(x, thirds(x), three, {.hidden = {16}, .epochs = 150, .batch = 8, .learning_rate = 1e-2});
  return {assign(model.outlier_scores(x)), Matrix::Zero(1, 1)};
}

const std::vector<Fit>& fits() {
  static const std::vector<Fit> all = {
      {"kmeans", 2, true,
       [](const Matrix& x) {
         const KMeansFit fit = fit_kmeans(x, three);
         Told told = told_by(fit.model, x);
         CHECK(told.labels == fit.labels);
         return told;
       }},
      {"kmeans, soft", 2, true,
       [](const Matrix& x) { return told_by(fit_model("kmeans", x, {.clusters = three}).model, x); }},
      {"kernel k-means", 2, true,
       [](const Matrix& x) { return told_by(fit_model("kernel-kmeans", x, {.clusters = three}).model, x); }},
      {"spherical k-means", 0, false,
       [](const Matrix& x) { return told_by(fit_model("spherical-kmeans", x, {.clusters = three}).model, x); }},
      {"mixture, diagonal", 0, true,
       [](const Matrix& x) { return told_by(fit_model("gaussian-mixture", x, {.clusters = three}).model, x); }},
      {"mixture, shared", 0, true,
       [](const Matrix& x) {
         return told_by(
             fit_model("gaussian-mixture", x, {.clusters = three, .settings = {{"covariance", "shared"}}}).model, x);
       }},
      {"single linkage", 2, true, [](const Matrix& x) { return tree_told(x, Linkage::single); }},
      {"complete linkage", 2, true, [](const Matrix& x) { return tree_told(x, Linkage::complete); }},
      {"average linkage", 2, true, [](const Matrix& x) { return tree_told(x, Linkage::average); }},
      {"average linkage on squares", 2, true, [](const Matrix& x) { return tree_told(x, Linkage::average_squared); }},
      {"Ward linkage", 2, true, [](const Matrix& x) { return tree_told(x, Linkage::ward); }},
      {"class means", 2, true, [](const Matrix& x) { return told_by(class_means(x, thirds(x), three), x); }},
      {"support vectors", 2, true,
       [](const Matrix& x) {
         const SupportVectors support = class_support_vectors(x, thirds(x), three, 2);
         return Told{support.cluster, squared_distances(support.points, support.points)};
       }},
      {"leave-one-out kernel k-means", 0, true, kernel_told, tolerance::held_single},
      {"gamma of neighbours", -2, true,
       [](const Matrix& x) {
         return Told{{}, Matrix::Constant(1, 1, gamma_for_neighbour_share(x, 10, 0.5))};
       },
       tolerance::held_single},
      {"gamma of self-similarity", -2, true,
       [](const Matrix& x) {
         return Told{{}, Matrix::Constant(1, 1, gamma_for_self_similarity(x, 0.9))};
       }},
      {"deep k-means", 0, false, deep_told},
      {"standard scaling", 0, true,
       [](const Matrix& x) {
         Matrix z = x;
         standard_scaling(x).apply(z);
         return Told{{}, z};
       }},
      {"minmax scaling", 0, true,
       [](const Matrix& x) {
         Matrix z = x;
         minmax_scaling(x).apply(z);
         return Told{{}, z};
       }},
      {"PCA", 1, true,
       [](const Matrix& x) {
         return Told{{}, transform(fit_pca(x, 2), x)};
       }},
      {"affinities", 0, true, affinities_told},
      {"nearest neighbours", 2, true,
       [](const Matrix& x) {
         const Neighbours near = nearest_neighbours(x, 4);
         return Told{Labels(near.index.data(), near.index.data() + near.index.size()), near.squared_distance};
       },
       tolerance::invariance, true},
  };
  return all;
}

/// How far the numbers are from those expected, as a share of the largest.
double deviation(const Matrix& found, const Matrix& expected) {
  REQUIRE(found.rows() == expected.rows());
  REQUIRE(found.cols() == expected.cols());
  return (found - expected).cwiseAbs().maxCoeff() / expected.cwiseAbs().maxCoeff();
}

void check_same(const Fit& fit, const Told& told, const Told& expected, double shift = 0) {
  CHECK(told.labels == expected.labels);
  REQUIRE(told.numbers.allFinite());
  const double worst =
      expected.numbers.isZero(0) ? told.numbers.cwiseAbs().maxCoeff() : deviation(told.numbers, expected.numbers);
  CAPTURE(fit.name, worst);
  CHECK(worst <= fit.tolerance + tolerance::held * shift);
}

}  // namespace

TEST_CASE("no fit depends on where the origin lies") {
  const double shift = GENERATE(1e3, 1e6, 1e9, 1e12);
  const Index features = GENERATE(2, 30);  // from differences, and by products
  const Matrix x = clouds(60, features, 1);
  const double spread = 10;
  for (const bool one_column : {false, true}) {
    Matrix far = x;
    far.leftCols(one_column ? 1 : features).array() += shift * spread;
    Matrix near = far;  // what the numbers hold, around 0 again: no rounding
    near.leftCols(one_column ? 1 : features).array() -= shift * spread;
    for (const Fit& fit : fits()) {
      if (!fit.moves) continue;
      CAPTURE(fit.name, shift, features, one_column);
      const Told told = fit.tell(far);
      check_same(fit, told, fit.tell(near), shift);
      CHECK((fit.by_order || told.labels == fit.tell(x).labels));
    }
  }
}

TEST_CASE("no fit depends on the unit") {
  const double unit = GENERATE(1e-150, 1e-30, 1e-9, 1e9, 1e120, 1e150);
  const Index features = GENERATE(2, 30);
  const Matrix x = clouds(60, features, 2), scaled = unit * x;
  for (const Fit& fit : fits()) {
    CAPTURE(fit.name, unit, features);
    Told told = fit.tell(scaled);
    for (int power = fit.power; power != 0; power += power > 0 ? -1 : 1)
      told.numbers = power > 0 ? Matrix(told.numbers / unit) : Matrix(told.numbers * unit);
    check_same(fit, told, fit.tell(x));
  }
}

TEST_CASE("t-SNE depends neither on the unit nor on the origin") {
  const Matrix x = (clouds(40, 3, 3) * 1024).array().round();
  const TsneOptions options{.iterations = 60, .theta = 0};  // all pairs: cells would turn rounding into steps
  const Matrix y = fit_tsne(x, options).embedding;
  CHECK(fit_tsne(0x1p-400 * x, options).embedding == y);
  const double size = y.cwiseAbs().maxCoeff();
  CHECK((fit_tsne(1e-150 * x, options).embedding - y).cwiseAbs().maxCoeff() <= tolerance::held_single * size);
  const Matrix far = x.array() + 0x1p40;  // rounds nothing
  CHECK((fit_tsne(far, options).embedding - y).cwiseAbs().maxCoeff() <= tolerance::held_single * size);
}

TEST_CASE("beside a column of two far values, clusters that differ by 1 are found") {
  const Index features = GENERATE(2, 30), points = 80;
  Matrix x = 0.01 * samples::normal(points, features, 4);
  Labels group;
  for (Index n = 0; n < points; ++n) {
    x(n, 0) = n % 2 == 0 ? 0 : 1e9;
    x(n, 1) += static_cast<double>(n / 2 % 2);
    group.push_back(n % 4);
  }
  const auto by_first_point = [](const Labels& labels) {
    Labels number(labels.size(), -1), result;
    Index found = 0;
    for (const Index label : labels) {
      if (number[at(label)] < 0) number[at(label)] = found++;
      result.push_back(number[at(label)]);
    }
    return result;
  };
  const KMeansFit fit = fit_kmeans(x, 4);
  CHECK(by_first_point(fit.labels) == group);
  CHECK(assign(fit.model.outlier_scores(x)) == fit.labels);
  const Matrix o = fit.model.outlier_scores(x), slow = brute_force::outlier_scores(fit.model, x);
  CHECK(((o - slow).array().abs() <= tolerance::invariance * slow.array()).all());

  for (const char* kind : {"kernel-kmeans", "gaussian-mixture"}) {
    const ClusterModel model = fit_model(kind, x, {.clusters = 4}).model;
    CHECK(by_first_point(assign(outlier_scores(model, x))) == group);
  }
  CHECK(gamma_for_self_similarity(x, 0.9) > 1e-3);  // of the near pairs, not of the far ones
  const Neighbours near = nearest_neighbours(x, 19);
  for (Index n = 0; n < points; ++n)
    for (Index rank = 0; rank < 19; ++rank) CHECK(group[at(near.index(n, rank))] == group[at(n)]);

  const Pca pca = fit_pca(x, 2);
  CHECK(pca.components(0, 0) == Approx(1).epsilon(tolerance::rounding));
  CHECK(pca.components(1, 1) > 0.99);
  CHECK(pca.explained_variance[1] == Approx(0.25).epsilon(0.1));
}

TEST_CASE("more clusters than different points are refused by every fit") {
  Matrix x(20, 2);  // (1, 1) in two of five rows: four different points and directions
  for (Index n = 0; n < 20; ++n) x.row(n) << (n % 5 == 0 ? 1 : static_cast<double>(n % 5)), 1;
  const Matrix equal = Matrix::Constant(12, 2, 0.3);
  for (const char* kind : {"kmeans", "kernel-kmeans", "spherical-kmeans", "gaussian-mixture", "agglomerative"}) {
    CAPTURE(kind);
    CHECK_THROWS_WITH(fit_model(kind, x, {.clusters = 6}),
                      Catch::Contains("6 clusters should be at most 4, the number of different"));
    CHECK_THROWS_WITH(fit_model(kind, equal, {.clusters = 2}),
                      Catch::Contains("2 clusters should be at most 1") && Catch::Contains("all equal"));
  }
  const Labels labels{0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 0, 1};
  CHECK_THROWS_WITH(leave_one_out_kernel_kmeans(gaussian_kernel<float>(x, 1.0), labels, 6),
                    Catch::Contains("6 clusters should be at most 4"));
  CHECK_THROWS_WITH(fit_deep_kmeans(x, labels, 6, {}), Catch::Contains("6 clusters should be at most 4"));
}

TEST_CASE("as many clusters as different points have one each, no two alike") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3, 4));
  Matrix x(90, 2);
  for (Index n = 0; n < 90; ++n) x.row(n) << 0.1 * static_cast<double>(n % 9), n % 9 == 4 ? 1e6 : 0.3;
  const KMeansFit fit = fit_kmeans(x, 9, {.seed = seed, .restarts = 1});
  CHECK(fit.inertia == 0);
  for (Index n = 0; n < 9; ++n)
    for (Index other = 0; other < n; ++other) CHECK(fit.labels[at(n)] != fit.labels[at(other)]);
}
