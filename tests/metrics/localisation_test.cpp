#include <neon/core/error.hpp>
#include <neon/metrics/localisation.hpp>

#include <cmath>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

/// Pixel by pixel, pair by pair.
Localisation by_hand(const Eigen::RowVectorXd& r, const std::vector<bool>& inside) {
  Localisation result;
  double positive = 0, count = 0, pairs = 0, largest = 0, largest_inside = 0;
  for (Index i = 0; i < r.size(); ++i) {
    const bool in = inside[static_cast<std::size_t>(i)];
    count += in ? 1 : 0;
    positive += r(i) > 0 ? r(i) : 0;
    result.inside += in && r(i) > 0 ? r(i) : 0;
    largest += r(i) == r.maxCoeff() ? 1 : 0;
    largest_inside += in && r(i) == r.maxCoeff() ? 1 : 0;
    for (Index j = 0; j < r.size(); ++j)
      if (in && !inside[static_cast<std::size_t>(j)]) pairs += r(i) > r(j) ? 1 : r(i) == r(j) ? 0.5 : 0;
  }
  const auto all = static_cast<double>(r.size());
  return {count / all, result.inside / positive, largest_inside / largest, pairs / (count * (all - count))};
}

}  // namespace

TEST_CASE("localisation is its definition, pixel by pixel and pair by pair, with ties") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3, 4));
  const double steps = GENERATE(1000.0, 2.0);  // few levels: many ties
  const Eigen::RowVectorXd r = (samples::normal(1, 60, seed) * steps).array().round().matrix().row(0);
  std::vector<bool> inside;
  const Matrix mask = samples::normal(1, 60, seed + 9);
  for (const double v : mask.row(0)) inside.push_back(v > 0.5);
  const Localisation found = localisation(r, inside), expected = by_hand(r, inside);
  CHECK(found.area == Approx(expected.area));
  CHECK(found.inside == Approx(expected.inside));
  CHECK(found.pointing == Approx(expected.pointing).margin(tolerance::rounding));
  CHECK(found.roc_area == Approx(expected.roc_area));
}

TEST_CASE("relevance on the object alone finds it, without direction it finds nothing") {
  const std::vector<bool> inside{true, false, false, true};
  const Localisation exact = localisation(Eigen::RowVector4d(2, 0, -1, 1), inside);
  CHECK(exact.inside == 1);
  CHECK(exact.pointing == 1);
  CHECK(exact.roc_area == 1);
  const Localisation flat = localisation(Eigen::RowVector4d(1, 1, 1, 1), inside);
  CHECK(flat.inside == flat.area);
  CHECK(flat.pointing == 0.5);
  CHECK(flat.roc_area == 0.5);
  CHECK(std::isnan(localisation(Eigen::RowVector4d(-1, -2, -3, 0), inside).inside));
  CHECK_THROWS_WITH(localisation(Eigen::RowVector3d(1, 2, 3), inside), Contains("4 pixels of the mask should be 3"));
  CHECK_THROWS_WITH(localisation(Eigen::RowVector2d(1, 2), {true, true}), Contains("2 of 2 pixels are inside"));
  CHECK_THROWS_WITH(localisation(Eigen::RowVector2d(1, infinity), {true, false}), Contains("should be finite"));
}
