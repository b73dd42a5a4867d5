#include <neon/clustering/kernel_kmeans.hpp>
#include <neon/clustering/kmeans.hpp>
#include <neon/core/error.hpp>

#include <catch2/catch.hpp>

#include <cmath>

#include "clustering/threads.hpp"
#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;
using Catch::Contains;

namespace {

struct Classes {
  Matrix x;
  Labels labels;
};

/// Three classes of very different place, interleaved.
Classes three_classes(Index points, std::uint64_t seed) {
  Classes data{samples::normal(points, 3, seed), {}};
  for (Index n = 0; n < points; ++n) {
    data.labels.push_back(n % 3);
    data.x.row(n).array() += 100.0 * static_cast<double>(n % 3);
  }
  return data;
}

}  // namespace

TEST_CASE("support vectors are the centroids of k-means inside each class") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const auto [x, labels] = three_classes(90, seed);
  const auto [points, cluster] = class_support_vectors(x, labels, 3, 4, seed);
  REQUIRE(points.rows() == 12);
  CHECK(cluster == Labels{0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2});
  for (Index k = 0; k < 3; ++k) {
    Matrix own(30, 3);
    for (Index n = 0; n < 30; ++n) own.row(n) = x.row(3 * n + k);
    const Matrix centroids = points.middleRows(4 * k, 4);
    const Labels nearest = [&] {
      Labels result;
      for (Index n = 0; n < 30; ++n) {
        Index best = 0;
        (centroids.rowwise() - own.row(n)).rowwise().squaredNorm().minCoeff(&best);
        result.push_back(best);
      }
      return result;
    }();
    laws::equal(centroids, class_means(own, nearest, 4).centroids);
  }
}

TEST_CASE("one support vector per class is the class mean") {
  const auto [x, labels] = three_classes(30, 1);
  laws::equal(class_support_vectors(x, labels, 3, 1).points, class_means(x, labels, 3).centroids);
}

TEST_CASE("support vectors depend on the seed, not on the threads") {
  const auto [x, labels] = three_classes(1800, 2);
  const auto fit = [&x = x, &labels = labels](std::uint64_t seed) {
    return class_support_vectors(x, labels, 3, 10, seed).points;
  };
  const Matrix one = with_threads(1, [&] { return fit(1); });
  CHECK(one == with_threads(2, [&] { return fit(1); }));
  CHECK(one != fit(2));
}

TEST_CASE("support vectors refuse what they cannot use") {
  auto [x, labels] = three_classes(10, 1);
  CHECK_THROWS_WITH(class_support_vectors(x, labels, 3, 4), Contains("class 1 has 3 points, should have at least 4"));
  CHECK_THROWS_WITH(class_support_vectors(x, labels, 4, 2), Contains("class 3 has 0 points, should have at least 2"));
  CHECK_THROWS_WITH(class_support_vectors(x, labels, 2, 2), Contains("label 2 of point 2 should be in [0, 2)"));
  CHECK_THROWS_WITH(class_support_vectors(x, labels, 1, 2), Contains("1 clusters should be at least 2"));
  CHECK_THROWS_WITH(class_support_vectors(x, labels, 3, 0),
                    Contains("0 support vectors per class should be at least 1"));
  CHECK_THROWS_WITH(class_support_vectors(x, {0, 1}, 3, 2), Contains("2 labels should be 10"));
  x(7, 0) = std::nan("");
  CHECK_THROWS_WITH(class_support_vectors(x, labels, 3, 2), Contains("nan in row 7, column 0 should be finite"));
}
