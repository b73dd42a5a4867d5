#include <neon/core/error.hpp>
#include <neon/embedding/affinities.hpp>
#include <neon/explain/map_brush.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <numeric>

#include "support/laws.hpp"
#include "support/moved_models.hpp"
#include "support/samples.hpp"

using namespace neon;

namespace {

struct Map {
  Matrix points;
  std::vector<bool> brushed;
  Labels rows;
};

/// Three groups, of which one and a few points of another are brushed.
Map map_of(std::uint64_t seed) {
  Map map{samples::normal(60, 4, seed), std::vector<bool>(60), Labels(60)};
  for (Index n = 0; n < 60; ++n) {
    map.points(n, n % 3) += 3;
    map.brushed[static_cast<std::size_t>(n)] = n % 3 == 0 || n < 8;
  }
  std::iota(map.rows.begin(), map.rows.end(), Index{0});
  return map;
}

long double distance(const Matrix& points, Index a, Index b) {
  long double sum = 0;
  for (Index i = 0; i < points.cols(); ++i) {
    const long double apart = static_cast<long double>(points(a, i)) - points(b, i);
    sum += apart * apart;
  }
  return sum;
}

}  // namespace

TEST_CASE("a brushed part of a map: f is the log-odds of t-SNE's affinities, at a width of the given perplexity") {
  const Map map = map_of(static_cast<std::uint64_t>(GENERATE(1, 2)));
  const double perplexity = GENERATE(5.0, 30.0);  // 30 is more than 60 points have
  const MapBrushExplanation why = explain_map_brush(map.points, map.brushed, map.rows, {.perplexity = perplexity});
  const double reduced = std::min(perplexity, 59.0 / 3);
  for (Index n = 0; n < 60; ++n) {
    long double inside = 0, outside = 0;
    std::vector<long double> near;
    for (Index j = 0; j < 60; ++j) {
      if (j == n) continue;
      const long double d = distance(map.points, n, j);
      near.push_back(d);
      (map.brushed[static_cast<std::size_t>(j)] ? inside : outside) += std::exp(-why.precision(n) * d);
    }
    const double odds = static_cast<double>(std::log(inside / outside));
    CHECK(why.log_odds(n) == Approx(odds).epsilon(tolerance::rounding).margin(tolerance::rounding));
    std::sort(near.begin(), near.end());
    near.resize(static_cast<std::size_t>(std::lround(3 * reduced)));
    long double sum = 0, entropy = 0;
    for (const long double d : near) sum += std::exp(-why.precision(n) * d);
    for (const long double d : near) {
      const long double p = std::exp(-why.precision(n) * d) / sum;
      if (p > 0) entropy -= p * std::log(p);
    }
    CHECK(static_cast<double>(std::exp(entropy)) == Approx(reduced).epsilon(1e-9));
  }
}

TEST_CASE("a brushed part of a map: a feature has its part of the distances, pair by pair, and they sum to f") {
  const Map map = map_of(3);
  const MapBrushExplanation why = explain_map_brush(map.points, map.brushed, map.rows, {.perplexity = 8});
  laws::conserves(why.relevance, why.log_odds);
  for (const Index n : {0, 1, 7, 40}) {
    const double g = why.precision(n);
    long double inside = 0, outside = 0;
    for (Index j = 0; j < 60; ++j)
      if (j != n)
        (map.brushed[static_cast<std::size_t>(j)] ? inside : outside) += std::exp(-g * distance(map.points, n, j));
    Eigen::RowVectorXd expected = Eigen::RowVectorXd::Zero(4);
    for (Index i = 0; i < 60; ++i)
      for (Index j = 0; j < 60; ++j) {
        if (i == n || j == n || !map.brushed[static_cast<std::size_t>(i)] || map.brushed[static_cast<std::size_t>(j)])
          continue;
        const long double near = distance(map.points, n, i), far = distance(map.points, n, j),
                          share = std::exp(-g * near) / inside * std::exp(-g * far) / outside;
        for (Index k = 0; k < 4; ++k)
          expected(k) +=
              static_cast<double>(why.log_odds(n) * share / (far - near)) *
              (std::pow(map.points(n, k) - map.points(j, k), 2) - std::pow(map.points(n, k) - map.points(i, k), 2));
      }
    laws::equal(Matrix(why.relevance.row(n)), Matrix(expected), tolerance::amplified);
    for (Index j = 0; j < 60; ++j)
      if (j != n && map.brushed[static_cast<std::size_t>(j)])
        CHECK(distance(map.points, n, why.exemplar[static_cast<std::size_t>(n)]) <= distance(map.points, n, j));
  }
}

TEST_CASE("a brushed part of a map: widths that are known give the same, and f is the difference of the scores") {
  const Map map = map_of(6);
  const MapBrushExplanation why = explain_map_brush(map.points, map.brushed, map.rows, {.perplexity = 8});
  const Vector precision = affinity_precisions(map.points, 8);
  laws::near(precision, why.precision, tolerance::scaled);
  const MapBrushExplanation known =
      explain_map_brush(map.points, map.brushed, map.rows, {.perplexity = 1, .precision = precision});
  laws::near(known.log_odds, why.log_odds, tolerance::scaled);
  laws::near(known.relevance, why.relevance, tolerance::scaled);
  const Labels rows{40, 3};
  const Matrix score = map_brush_scores(map.points, map.brushed, rows, why.precision(rows));
  for (Index n = 0; n < 2; ++n) {
    const Index self = rows[static_cast<std::size_t>(n)];
    long double inside = 0, outside = 0;
    for (Index j = 0; j < 60; ++j)
      if (j != self)
        (map.brushed[static_cast<std::size_t>(j)] ? inside : outside) +=
            std::exp(-why.precision(self) * distance(map.points, self, j));
    CHECK(score(n, 0) == Approx(static_cast<double>(-std::log(inside))).epsilon(tolerance::rounding));
    CHECK(score(n, 1) == Approx(static_cast<double>(-std::log(outside))).epsilon(tolerance::rounding));
    CHECK(score(n, 1) - score(n, 0) == Approx(why.log_odds(self)).epsilon(tolerance::rounding));
  }
}

TEST_CASE("a brushed part of a map: neither unit nor origin matters, and what is not brushed is the other side") {
  Map map = map_of(4);
  map.points = samples::on_grid(map.points);
  const MapBrushExplanation why = explain_map_brush(map.points, map.brushed, map.rows);
  for (const double unit : {0x1p-400, 0x1p30, 0x1p400}) {
    const MapBrushExplanation scaled = explain_map_brush(unit * map.points, map.brushed, map.rows);
    laws::near(scaled.log_odds, why.log_odds, tolerance::scaled);
    laws::near(scaled.relevance, why.relevance, tolerance::scaled);
  }
  const MapBrushExplanation shifted = explain_map_brush(map.points.array() + 1e6, map.brushed, map.rows);
  laws::near(shifted.log_odds, why.log_odds, tolerance::shifted(1e6));
  laws::near(shifted.relevance, why.relevance, tolerance::amplified);
  std::vector<bool> rest = map.brushed;
  rest.flip();
  laws::near(explain_map_brush(map.points, rest, map.rows).log_odds, Vector(-why.log_odds), tolerance::scaled);
}

TEST_CASE("brushes that cannot be explained are refused") {
  Map map = map_of(5);
  CHECK_THROWS_WITH(explain_map_brush(map.points, map.brushed, {60}), "explain_map_brush: row 60 should be in [0, 60)");
  CHECK_THROWS_WITH(explain_map_brush(map.points, map.brushed, {0}, {.perplexity = 0.5}),
                    Catch::Contains("perplexity 0.5 should be at least 1"));
  CHECK_THROWS_WITH(explain_map_brush(map.points, std::vector<bool>(59), {0}),
                    Catch::Contains("59 points said to be brushed or not should be 60"));
  CHECK_THROWS_WITH(explain_map_brush(map.points, std::vector<bool>(60), {0}),
                    Catch::Contains("0 of 60 points are brushed, should be at least 2 and leave at least 2"));
  CHECK_THROWS_WITH(explain_map_brush(map.points, map.brushed, {0}, {.precision = Vector::Ones(59)}),
                    Catch::Contains("59 widths should be 60"));
  CHECK_THROWS_WITH(explain_map_brush(map.points, map.brushed, {2}, {.precision = Vector::Zero(60)}),
                    Catch::Contains("the affinities of row 2 have no width"));
  map.points.setOnes();
  CHECK_THROWS_WITH(explain_map_brush(map.points, map.brushed, {0}), Catch::Contains("of row 0 are all equally far"));
}
