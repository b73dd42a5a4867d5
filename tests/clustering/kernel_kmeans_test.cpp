#include <neon/clustering/assignment.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/clustering/kernel_kmeans.hpp>
#include <neon/core/error.hpp>

#include <catch2/catch.hpp>

#include <cmath>

#include "clustering/brute_force.hpp"
#include "clustering/threads.hpp"
#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;
using Catch::Contains;

namespace {

/// Three clusters of 1, 3 and 2 support vectors.
KernelKMeans three_clusters(double gamma, std::uint64_t seed, double beta = infinity) {
  return make_kernel_kmeans(samples::normal(6, 4, seed), {1, 2, 0, 1, 1, 2}, gamma, beta);
}

}  // namespace

TEST_CASE("kernel outlier scores are those of the definition") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const KernelKMeans model = three_clusters(GENERATE(0.01, 0.3, 2.0), seed);
  const Matrix x = samples::normal(GENERATE(1, 300), 4, seed + 10);
  laws::equal(model.outlier_scores(x), brute_force::outlier_scores(model, x));
}

TEST_CASE("the norm is that of a cluster of many support vectors too") {
  Labels cluster(302, 0);
  cluster[5] = 1;
  const KernelKMeans model = make_kernel_kmeans(samples::normal(302, 2, 1), cluster, 0.7);
  const Matrix x = samples::normal(3, 2, 2);
  laws::equal(model.outlier_scores(x), brute_force::outlier_scores(model, x));
}

TEST_CASE("support vectors are sorted by cluster and keep their order in it") {
  const Matrix support = samples::normal(6, 4, 1);
  const KernelKMeans model = three_clusters(1, 1);
  CHECK(model.begin == std::vector<Index>{0, 1, 4, 6});
  CHECK(model.cluster_of() == Labels{0, 1, 1, 1, 2, 2});
  CHECK(model.support == support({2, 0, 3, 4, 1, 5}, Eigen::all));
  CHECK(model.clusters() == 3);
  CHECK(model.members(1) == 3);
  CHECK(model.first(2) == 4);
}

TEST_CASE("the centroid of a cluster has unit norm: one support vector is at its own squared distance") {
  const KernelKMeans model = three_clusters(0.8, 2);
  CHECK(std::abs(model.log_norm[0]) <= tolerance::rounding);
  const Matrix x = samples::normal(5, 4, 3);
  laws::equal(Vector(model.outlier_scores(x).col(0)), Vector(squared_distances(x, model.support.topRows(1))));
}

TEST_CASE("a narrow kernel leaves the nearest support vector") {
  const KernelKMeans model = three_clusters(1e9, 4);
  const Matrix x = 100 * samples::normal(10, 4, 5), o = model.outlier_scores(x),
               d = squared_distances(x, model.support);
  for (Index k = 0; k < 3; ++k)
    laws::equal(Vector(o.col(k)), Vector(d.middleCols(model.first(k), model.members(k)).rowwise().minCoeff()), 1e-8);
}

TEST_CASE("kernel outlier scores stay finite where every similarity underflows") {
  const Matrix x = 1e6 * samples::normal(10, 4, 5);
  CHECK(three_clusters(1e6, 1).outlier_scores(x).allFinite());
  CHECK(three_clusters(1e-9, 1).outlier_scores(x).allFinite());
}

TEST_CASE("Prop. 2: P(c|x) = I_c^(beta/gamma) / sum_k I_k^(beta/gamma)") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const double gamma = GENERATE(0.2, 1.5), beta = GENERATE(0.1, 1.0, 4.0);
  const KernelKMeans model = three_clusters(gamma, seed, beta);
  const Matrix x = samples::normal(12, 4, seed + 10);
  // I_k: similarity of x to the unit-norm centroid, straight from the kernel.
  const Matrix similarity = (-gamma * brute_force::outlier_scores(model, x)).array().exp();
  Matrix p = similarity.array().pow(beta / gamma);
  p.array().colwise() /= p.rowwise().sum().eval().array();
  laws::equal(soft_assign(model.outlier_scores(x), model.beta), p);
}

TEST_CASE("kernel outlier scores do not depend on the threads") {
  const KernelKMeans model = three_clusters(0.5, 1);
  const Matrix x = samples::normal(900, 4, 2);
  const auto compute = [&] { return model.outlier_scores(x); };
  CHECK(with_threads(1, compute) == with_threads(2, compute));
}

TEST_CASE("the width found gives the wanted self-similarity") {
  const double scale = GENERATE(1e-4, 1.0, 1e4);
  const Matrix x = scale * samples::normal(30, 5, static_cast<std::uint64_t>(GENERATE(1, 2, 3)));
  const double share = GENERATE(0.05, 0.5, 0.9, 0.999), gamma = gamma_for_self_similarity(x, share);
  brute_force::Long total = 0;
  for (Index i = 0; i < 30; ++i)
    for (Index j = 0; j < 30; ++j)
      total += std::exp(-brute_force::Long(gamma) * brute_force::squared_distance(x.row(i), x.row(j)));
  CHECK(std::abs(static_cast<double>(30 / total) - share) <= 1e-12);
}

TEST_CASE("duplicates limit the self-similarity") {
  Matrix x = samples::normal(4, 3, 1);
  x.row(3) = x.row(0);
  CHECK_THROWS_WITH(gamma_for_self_similarity(x, 0.7),
                    Contains("share 0.7 should be below 0.66") && Contains("1 duplicate pairs"));
  CHECK_NOTHROW(gamma_for_self_similarity(x, 0.6));
  CHECK_THROWS_WITH(gamma_for_self_similarity(Matrix::Ones(3, 2), 0.5), Contains("3 duplicate pairs"));
}

TEST_CASE("kernel k-means refuses what it cannot use") {
  Matrix x = samples::normal(4, 3, 1);
  CHECK_THROWS_WITH(make_kernel_kmeans(x, {0, 0, 1, 1}, 0), Contains("gamma 0 should be positive and finite"));
  CHECK_THROWS_WITH(make_kernel_kmeans(x, {0, 0, 1, 1}, std::nan("")), Contains("gamma nan should be positive"));
  CHECK_THROWS_WITH(make_kernel_kmeans(x, {0, 0, 1, 1}, infinity), Contains("gamma inf should be positive and finite"));
  CHECK_THROWS_WITH(make_kernel_kmeans(x, {0, 0, 1, 1}, 1, -2), Contains("beta -2 should be positive"));
  CHECK_THROWS_WITH(make_kernel_kmeans(x, {0, 0, 0, 0}, 1), Contains("1 clusters should be at least 2"));
  CHECK_THROWS_WITH(make_kernel_kmeans(x.topRows(0), {}, 1), Contains("0 clusters should be at least 2"));
  CHECK_THROWS_WITH(make_kernel_kmeans(x, {0, 0, 2, 2}, 1), Contains("cluster 1 has no support vectors"));
  CHECK_THROWS_WITH(make_kernel_kmeans(x, {0, -1, 1, 1}, 1),
                    Contains("cluster -1 of support vector 1 should be in [0, 4)"));
  CHECK_THROWS_WITH(make_kernel_kmeans(x, {0, 9, 1, 1}, 1),
                    Contains("cluster 9 of support vector 1 should be in [0, 4)"));
  CHECK_THROWS_WITH(make_kernel_kmeans(x, {0, 1}, 1), Contains("2 cluster indices should be 4"));
  CHECK_THROWS_WITH(three_clusters(1, 1).outlier_scores(x), Contains("3 features should be 4"));
  CHECK_THROWS_WITH(gamma_for_self_similarity(x, 1), Contains("share 1 should be in (0.25, 1)"));
  CHECK_THROWS_WITH(gamma_for_self_similarity(x, 0.25), Contains("share 0.25 should be in (0.25, 1)"));
  CHECK_THROWS_WITH(gamma_for_self_similarity(x, std::nan("")), Contains("share nan should be in (0.25, 1)"));
  CHECK_THROWS_WITH(gamma_for_self_similarity(x.topRows(1), 0.9), Contains("1 points should be at least 2"));
  CHECK_THROWS_WITH(gamma_for_self_similarity(1e200 * x, 0.9), Contains("scale the features"));
  x(3, 2) = std::nan("");
  CHECK_THROWS_WITH(make_kernel_kmeans(x, {0, 0, 1, 1}, 1), Contains("nan in row 3, column 2 should be finite"));
  CHECK_THROWS_WITH(gamma_for_self_similarity(x, 0.9), Contains("nan in row 3, column 2 should be finite"));
}
