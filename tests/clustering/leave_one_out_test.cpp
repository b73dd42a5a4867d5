#include <neon/clustering/gaussian_kernel.hpp>
#include <neon/clustering/leave_one_out.hpp>
#include <neon/core/error.hpp>

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <cmath>

#include "clustering/brute_force.hpp"
#include "clustering/threads.hpp"
#include "support/samples.hpp"
#include "support/tolerances.hpp"

using namespace neon;
using Catch::Contains;

namespace {

/// Appendix E as written: the leave-one-out centroids of every point, summed from the kernel each time.
double similarity(const PairMatrix<double>& kernel, const Labels& cluster, Index l, Index k) {
  brute_force::Long to = 0, within = 0;
  for (Index i = 0; i < kernel.rows(); ++i) {
    if (i == l || cluster[static_cast<std::size_t>(i)] != k) continue;
    to += brute_force::Long(kernel(l, i));
    for (Index j = 0; j < kernel.rows(); ++j)
      if (j != l && cluster[static_cast<std::size_t>(j)] == k) within += brute_force::Long(kernel(i, j));
  }
  return static_cast<double>(to / std::sqrt(within));
}

Index nearest(const PairMatrix<double>& kernel, const Labels& cluster, Index l, Index clusters) {
  const Index own = cluster[static_cast<std::size_t>(l)];
  if (std::count(cluster.begin(), cluster.end(), own) == 1) return own;
  Index best = own;
  for (Index k = 0; k < clusters; ++k)
    if (similarity(kernel, cluster, l, k) > similarity(kernel, cluster, l, best)) best = k;
  return best;
}

Labels slow_sweeps(const PairMatrix<double>& kernel, Labels cluster, Index clusters, Index most, bool batch) {
  for (Index sweep = 0; sweep < most; ++sweep) {
    const Labels before = cluster;
    for (Index l = 0; l < kernel.rows(); ++l)
      cluster[static_cast<std::size_t>(l)] = nearest(kernel, batch ? before : cluster, l, clusters);
    if (cluster == before) break;
  }
  return cluster;
}

/// Points around K centres, labelled at random or, with `hint`, mostly by their centre.
struct Blobs {
  Matrix x;
  Labels start;

  Blobs(Index n, Index clusters, std::uint64_t seed, double hint = 0) : x(samples::normal(n, 3, seed)) {
    Random random(seed, 4);
    for (Index l = 0; l < n; ++l) {
      const Index blob = l % clusters;
      x(l, blob % 3) += 3.0 * static_cast<double>(1 + blob / 3);
      start.push_back(l < clusters || random.uniform() < hint ? blob : random.below(clusters));
    }
  }
};

}  // namespace

TEST_CASE("leave-one-out sweeps are those of the definition, sweep by sweep") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Blobs blobs(40, 4, seed);
  const auto kernel = gaussian_kernel<double>(blobs.x, 0.3);
  for (const bool batch : {false, true})
    for (const Index sweeps : {1, 2, 3}) {
      const auto fit = leave_one_out_kernel_kmeans(kernel, blobs.start, 4, {.batch = batch, .max_sweeps = sweeps});
      CHECK(fit.cluster == slow_sweeps(kernel, blobs.start, 4, sweeps, batch));
    }
}

TEST_CASE("point by point ends in a fixed point that the definition confirms") {
  rc::prop("fixed point", [] {
    const auto seed = *rc::gen::inRange<std::uint64_t>(0, 1000);
    const auto clusters = *rc::gen::inRange<Index>(2, 6);
    const Blobs blobs(30, clusters, seed, 0.7);
    const auto kernel = gaussian_kernel<double>(blobs.x, *rc::gen::element(0.05, 0.5, 5.0));
    const auto fit = leave_one_out_kernel_kmeans(kernel, blobs.start, clusters);
    RC_ASSERT(fit.ending != Ending::stopped);
    if (fit.ending != Ending::fixed_point) return;
    RC_ASSERT(fit.moves.back() == 0);
    for (Index l = 0; l < 30; ++l)
      RC_ASSERT(nearest(kernel, fit.cluster, l, clusters) == fit.cluster[static_cast<std::size_t>(l)]);
  });
}

TEST_CASE("two pairs crossed swap for ever when all points move at once") {
  // a b | c d with a ~ c and b ~ d: each prefers the other cluster, until both have moved.
  Matrix x(4, 1);
  x << 0, 10, 0.1, 10.1;
  const auto kernel = gaussian_kernel<double>(x, 1);
  const auto batch = leave_one_out_kernel_kmeans(kernel, {0, 0, 1, 1}, 2, {.batch = true});
  CHECK(batch.ending == Ending::cycle);
  CHECK(batch.period == 2);
  CHECK(batch.moves == std::vector<Index>{4, 4});
  CHECK(text(batch.ending) == "cycle");
  const auto single = leave_one_out_kernel_kmeans(kernel, {0, 0, 1, 1}, 2);
  CHECK(single.ending == Ending::fixed_point);
  CHECK(single.period == 0);
  CHECK(single.cluster == Labels{1, 0, 1, 0});
}

TEST_CASE("a fixed point stays, and is checked with fresh sums") {
  Matrix x(4, 1);
  x << 0, 0.1, 10, 10.1;
  const auto fit = leave_one_out_kernel_kmeans(gaussian_kernel<double>(x, 1), {0, 0, 1, 1}, 2);
  CHECK(fit.ending == Ending::fixed_point);
  CHECK(fit.sweeps() == 1);
  CHECK(fit.cluster == Labels{0, 0, 1, 1});
}

TEST_CASE("the last member of a cluster stays") {
  Matrix x(5, 1);
  x << 0, 0.1, 0.2, 0.3, 0.4;
  const auto kernel = gaussian_kernel<double>(x, 1);
  CHECK(leave_one_out_kernel_kmeans(kernel, {0, 0, 0, 0, 1}, 2).cluster[4] == 1);
  for (const bool batch : {false, true}) {
    const auto fit = leave_one_out_kernel_kmeans(kernel, {0, 0, 0, 1, 1}, 2, {.batch = batch});
    CHECK(std::count(fit.cluster.begin(), fit.cluster.end(), 0) > 0);
    CHECK(std::count(fit.cluster.begin(), fit.cluster.end(), 1) > 0);
  }
}

TEST_CASE("similarities far below the rounding of 1 still decide") {
  Matrix x(6, 1);
  x << 0, 0.1, 10, 10.1, 4.9, 4.9;  // the last two are alone with K about 1e-10 and less
  x(5, 0) = -40;
  const auto kernel = gaussian_kernel<double>(x, 1);
  const auto fit = leave_one_out_kernel_kmeans(kernel, {0, 0, 1, 1, 1, 1}, 2);
  CHECK(fit.cluster == Labels{0, 0, 1, 1, 0, 0});
}

TEST_CASE("kernel k-means does not depend on threads, nor single precision on much") {
  const Blobs blobs(1500, 5, 1);
  for (const bool batch : {false, true}) {
    const auto run = [&] {
      return leave_one_out_kernel_kmeans(gaussian_kernel<float>(blobs.x, 0.3), blobs.start, 5, {.batch = batch});
    };
    const LeaveOneOutFit one = with_threads(1, run), two = with_threads(2, run);
    CHECK(one.cluster == two.cluster);
    CHECK(one.moves == two.moves);
  }
  const auto as_float = leave_one_out_kernel_kmeans(gaussian_kernel<float>(blobs.x, 0.3), blobs.start, 5);
  const auto as_double = leave_one_out_kernel_kmeans(gaussian_kernel<double>(blobs.x, 0.3), blobs.start, 5);
  CHECK(as_float.cluster == as_double.cluster);
}

TEST_CASE("leave-one-out kernel k-means refuses what it cannot use") {
  const auto kernel = gaussian_kernel<double>(samples::normal(4, 2, 1), 1);
  const auto fit = [&](const Labels& start, Index clusters) {
    return leave_one_out_kernel_kmeans(kernel, start, clusters);
  };
  CHECK_THROWS_WITH(fit({0, 0, 0, 0}, 1), Contains("1 clusters should be in [2, 4], the number of points"));
  CHECK_THROWS_WITH(fit({0, 1, 2, 3}, 5), Contains("5 clusters should be in [2, 4]"));
  CHECK_THROWS_WITH(fit({0, 1, 1}, 2), Contains("3 labels should be 4, one per point"));
  CHECK_THROWS_WITH(fit({0, 1, 2, 1}, 2), Contains("label 2 of point 2 should be in [0, 2)"));
  CHECK_THROWS_WITH(fit({0, -1, 1, 1}, 2), Contains("label -1 of point 1 should be in [0, 2)"));
  CHECK_THROWS_WITH(fit({0, 0, 2, 2}, 3), Contains("cluster 1 starts without points"));
  CHECK_THROWS_WITH(leave_one_out_kernel_kmeans(PairMatrix<double>::Ones(2, 3).eval(), {0, 1}, 2),
                    Contains("kernel of shape [2, 3] should be square"));
}
