#include <neon/clustering/agglomerative.hpp>
#include <neon/core/error.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

#include "clustering/brute_force.hpp"
#include "clustering/threads.hpp"
#include "support/laws.hpp"
#include "support/moved_models.hpp"
#include "support/samples.hpp"

using namespace neon;
using brute_force::Long;

namespace {

/// ‖m_a - m_b‖^2, coordinate by coordinate.
Long between_means(const Matrix& x, const Labels& a, const Labels& b) {
  Long sum = 0;
  for (Index i = 0; i < x.cols(); ++i) {
    Long of_a = 0, of_b = 0;
    for (const Index n : a) of_a += x(n, i);
    for (const Index n : b) of_b += x(n, i);
    const Long apart = of_a / Long(a.size()) - of_b / Long(b.size());
    sum += apart * apart;
  }
  return sum;
}

/// What two sets of points are apart, from all their pairs or their means, as AgglomerativeFit::heights tell it.
double linkage_of(const Matrix& x, const Labels& a, const Labels& b, Linkage linkage) {
  const Long size_a = Long(a.size()), size_b = Long(b.size());
  if (linkage == Linkage::ward)
    return static_cast<double>(std::sqrt(2 * size_a * size_b / (size_a + size_b) * between_means(x, a, b)));
  Long least = 1e300L, most = 0, sum = 0, squares = 0;
  for (const Index i : a)
    for (const Index j : b) {
      const Long square = brute_force::squared_distance(x.row(i), x.row(j)), distance = std::sqrt(square);
      least = std::min(least, distance);
      most = std::max(most, distance);
      sum += distance;
      squares += square;
    }
  if (linkage == Linkage::single) return static_cast<double>(least);
  if (linkage == Linkage::complete) return static_cast<double>(most);
  if (linkage == Linkage::average) return static_cast<double>(sum / (size_a * size_b));
  return static_cast<double>(std::sqrt(squares / (size_a * size_b)));
}

/// o_k: the rule for new points.
double outlier_of(const Matrix& x, Index point, const Labels& members, Linkage linkage) {
  if (linkage == Linkage::ward) return static_cast<double>(between_means(x, {point}, members));
  const double distance =
      linkage_of(x, {point}, members, linkage == Linkage::average ? Linkage::average_squared : linkage);
  return distance * distance;
}

struct Slow {
  Labels labels;
  std::vector<double> heights;
};

/// Merges the closest pair of clusters, all linkages computed anew from all pairs of points at every step.
Slow agglomerate(const Matrix& x, Index clusters, Linkage linkage) {
  std::vector<Labels> parts;
  for (Index n = 0; n < x.rows(); ++n) parts.push_back({n});
  Slow result{Labels(static_cast<std::size_t>(x.rows())), {}};
  while (parts.size() > 1) {
    std::size_t best_a = 0, best_b = 1;
    for (std::size_t a = 0; a < parts.size(); ++a)
      for (std::size_t b = a + 1; b < parts.size(); ++b)
        if (linkage_of(x, parts[a], parts[b], linkage) < linkage_of(x, parts[best_a], parts[best_b], linkage)) {
          best_a = a;
          best_b = b;
        }
    result.heights.push_back(linkage_of(x, parts[best_a], parts[best_b], linkage));
    parts[best_a].insert(parts[best_a].end(), parts[best_b].begin(), parts[best_b].end());
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(best_b));
    if (static_cast<Index>(parts.size()) == clusters)  // parts are ordered by their first points
      for (std::size_t k = 0; k < parts.size(); ++k)
        for (const Index n : parts[k]) result.labels[static_cast<std::size_t>(n)] = static_cast<Index>(k);
  }
  return result;
}

}  // namespace

TEST_CASE("nearest-neighbour chains merge what the closest pair of clusters would") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Linkage linkage = GENERATE(from_range(linkages()));
  const Matrix x = samples::normal(26, 2, seed);
  for (const Index clusters : {2, 5, 25}) {
    CAPTURE(text(linkage), clusters);
    const AgglomerativeFit fit = fit_agglomerative(x, clusters, {.linkage = linkage});
    const Slow slow = agglomerate(x, clusters, linkage);
    CHECK(fit.labels == slow.labels);
    laws::equal(fit.heights, Vector(Eigen::Map<const Vector>(slow.heights.data(), 25)));
  }
}

TEST_CASE("chains through all points, longer than the rows that are kept") {
  const Linkage linkage = GENERATE(from_range(linkages()));
  const Index n = 40;
  CAPTURE(text(linkage));
  Matrix x(n, 2);
  double place = 0;
  for (Index i = 0; i < n; ++i) {
    x.row(i) << place, 0.01 * static_cast<double>(i % 3);
    place += 2 / (1 + 0.1 * static_cast<double>(i));  // each nearer to the next than to the one before
  }
  const AgglomerativeFit fit = fit_agglomerative(x, 6, {.linkage = linkage});
  const Slow slow = agglomerate(x, 6, linkage);
  CHECK(fit.labels == slow.labels);
  laws::equal(fit.heights, Vector(Eigen::Map<const Vector>(slow.heights.data(), n - 1)));
}

TEST_CASE("outlier scores are linkages to the members") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Linkage linkage = GENERATE(from_range(linkages()));
  const Matrix members = samples::normal(30, 4, seed), x = samples::normal(9, 4, seed + 1);
  const AgglomerativeFit fit = fit_agglomerative(members, 3, {.linkage = linkage});
  const Matrix o = fit.model.outlier_scores(x);
  for (Index k = 0; k < 3; ++k) {
    Labels own;
    for (Index n = 0; n < 30; ++n)
      if (fit.labels[static_cast<std::size_t>(n)] == k) own.push_back(n);
    for (Index n = 0; n < x.rows(); ++n) {
      Matrix all(31, 4);
      all << members, x.row(n);
      CHECK(o(n, k) == Approx(outlier_of(all, 30, own, linkage)).epsilon(tolerance::rounding));
    }
  }
}

TEST_CASE("a tree depends neither on the origin nor on the unit of the points") {
  const Linkage linkage = GENERATE(from_range(linkages()));
  CAPTURE(text(linkage));
  const Matrix x = samples::on_grid(samples::normal(60, 3, 7));
  const AgglomerativeFit near = fit_agglomerative(x, 5, {.linkage = linkage});
  for (const double shift : {1e3, 1e5, 1e7, 1e9, 1e12}) {
    const AgglomerativeFit far = fit_agglomerative(x.array() + shift, 5, {.linkage = linkage});
    CHECK(far.labels == near.labels);
    CHECK(far.heights == near.heights);
  }
  for (const double unit : {1e-149, 1e-30, 1e-9, 1e9, 1e120, 1e149}) {
    const AgglomerativeFit scaled = fit_agglomerative(unit * x, 5, {.linkage = linkage});
    CHECK(scaled.labels == near.labels);
    laws::equal(Vector(scaled.heights / unit), near.heights);
  }
  CHECK_THROWS_WITH(fit_agglomerative(1e153 * x, 5, {.linkage = linkage}), Catch::Contains("scale the features"));
}

TEST_CASE("Ward finds round clusters of one size, whatever lies between them") {
  Matrix x = 0.3 * samples::normal(60, 2, 5);
  for (Index n = 0; n < 60; ++n) x(n, 0) += static_cast<double>(3 * (n % 2));
  x.row(0) << 1.4, 0.1;  // a bridge
  x.row(1) << 1.6, 0.1;
  const Labels labels = fit_agglomerative(x, 2, {.linkage = Linkage::ward}).labels;
  for (std::size_t n = 4; n < 60; ++n) CHECK(labels[n] == labels[n - 2]);
  CHECK(labels[2] != labels[3]);
}

TEST_CASE("single linkage follows chains where complete linkage cuts them") {
  Matrix x(40, 2);
  for (Index n = 0; n < 40; ++n) x.row(n) << static_cast<double>(n % 20), n < 20 ? 0.0 : 3.0;
  const auto apart = [&](Linkage linkage) {
    const Labels labels = fit_agglomerative(x, 2, {.linkage = linkage}).labels;
    return labels[0] == labels[19] && labels[20] == labels[39] && labels[0] != labels[20];
  };
  CHECK(apart(Linkage::single));
  CHECK_FALSE(apart(Linkage::complete));
}

TEST_CASE("every member is nearest to its own cluster under single linkage, ties and duplicates are no trouble") {
  Matrix x = samples::normal(40, 2, 3);
  x.bottomRows(10) = x.topRows(10);
  const AgglomerativeFit fit = fit_agglomerative(x, 4, {.linkage = Linkage::single});
  const Matrix o = fit.model.outlier_scores(fit.model.members);
  const Labels own = fit.model.cluster_of();
  for (Index n = 0; n < 40; ++n)
    CHECK(o(n, own[static_cast<std::size_t>(n)]) <= o.row(n).minCoeff() + tolerance::rounding);
  const auto labels = [&] { return fit_agglomerative(x, 3).labels; };
  CHECK(with_threads(1, labels) == with_threads(2, labels));
}

TEST_CASE("copies of a point are together, and more clusters than different points are refused") {
  const Linkage linkage = GENERATE(from_range(linkages()));
  const Matrix places{{0.1, 0.2}, {1.1, 0.3}, {0.7, 5.3}, {3.3, 3.1}};
  const Matrix x = places.replicate(5, 1);
  for (const Index clusters : {2, 3, 4}) {
    const Labels labels = fit_agglomerative(x, clusters, {.linkage = linkage}).labels;
    for (std::size_t n = 4; n < labels.size(); ++n) CHECK(labels[n] == labels[n - 4]);
    CHECK(*std::max_element(labels.begin(), labels.end()) == clusters - 1);
  }
  CHECK_THROWS_WITH(fit_agglomerative(x, 5, {.linkage = linkage}),
                    Catch::Contains("5 clusters should be at most 4, the number of different points"));
  CHECK_THROWS_WITH(fit_agglomerative(Matrix::Constant(9, 2, 0.1), 2, {.linkage = linkage}),
                    Catch::Contains("2 clusters should be at most 1, the number of different points"));
}

TEST_CASE("clusterings that cannot be are refused") {
  Matrix x = samples::normal(20, 2, 1);
  CHECK_THROWS_WITH(fit_agglomerative(x, 1), Catch::Contains("1 clusters should be at least 2"));
  CHECK_THROWS_WITH(fit_agglomerative(x, 21), Catch::Contains("at most the 20 points"));
  CHECK_THROWS_WITH(fit_agglomerative(x, 2, {.most_points = 19}), Catch::Contains("should be at most 19 points"));
  CHECK(fit_agglomerative(x, 2, {.linkage = Linkage::single, .most_points = 19}).heights.size() == 19);
  CHECK_THROWS_WITH(fit_agglomerative(Matrix::Zero(20000, 1), 2), Catch::Contains("20000 points need 1.6 GB"));
  CHECK_THROWS_WITH(make_agglomerative(x.topRows(3), {0, 2, 2}, Linkage::single),
                    Catch::Contains("cluster 1 has no members"));
  CHECK_THROWS_WITH(make_agglomerative(x.topRows(3), {0, 1, -1}, Linkage::single),
                    Catch::Contains("cluster -1 of member 2"));
  CHECK_THROWS_WITH(make_agglomerative(x.topRows(3), {0, 0, 0}, Linkage::single), Catch::Contains("at least 2"));
  CHECK_THROWS_WITH(make_agglomerative(x.topRows(3), {0, 1}, Linkage::single), Catch::Contains("should be 3"));
  x(5, 1) = std::nan("");
  CHECK_THROWS_WITH(fit_agglomerative(x, 2), Catch::Contains("row 5, column 1 should be finite"));
}
