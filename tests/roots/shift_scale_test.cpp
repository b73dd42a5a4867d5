#include <neon/explain/network_evidence.hpp>
#include <neon/roots/root_point.hpp>

#include "support/laws.hpp"
#include "support/moved_models.hpp"
#include "support/sample_neighbours.hpp"

using namespace neon;

namespace {

constexpr Index d = 5, competing = 4, points = 12;

/// A model, the points of one of its clusters, a background and a box around them all.
struct Setting {
  ClusterModel model;
  Matrix x, background;
  Box box;

  Evidence f() const { return evidence(neuralize(model, 1)); }
  RootPoints roots(bool boxed) const {
    return root_points(f(), x, {.box = boxed ? box : Box{}, .background = std::make_shared<const Matrix>(background)});
  }
  Setting scaled(double unit) const {
    return {samples::scaled(model, unit), unit * x, unit * background, {unit * box.lower, unit * box.upper}};
  }
  Setting shifted(double offset) const {
    return {samples::shifted(model, Eigen::RowVectorXd::Constant(d, offset)),
            x.array() + offset,
            background.array() + offset,
            {box.lower + offset, box.upper + offset}};
  }
};

Setting setting_of(const ClusterModel& model, std::uint64_t seed) {
  return {samples::on_grid(samples::scaled(model, 4)),
          samples::on_grid(4 * samples::uniform(points, d, seed + 90)),
          samples::on_grid(4 * samples::uniform(40, d, seed + 91)),
          {0, 4}};
}

/// Seen from 1e9 and farther, HDBSCAN's pieces switch at rounded places, and the search may end in another of several
/// local minima (one of 48 roots did, by 1.5e-3): roots are certified there, and nothing more.
bool sees_the_same(const ClusterModel& model, double offset) { return !model.as<Hdbscan>() || std::abs(offset) < 1e9; }

/// A root is certified in its own units, and not farther than that of the same point in others.
/// @param tolerance of distances; infinity: they are not compared
void same(const Setting& setting, const RootPoints& found, const RootPoints& expected, double unit, double tolerance,
          bool boxed) {
  const Vector before = setting.f().value(setting.x), after = setting.f().value(found.root);
  for (Index n = 0; n < points; ++n) {
    INFO("point " << n);
    REQUIRE(found.feasible[static_cast<std::size_t>(n)] == expected.feasible[static_cast<std::size_t>(n)]);
    if (expected.feasible[static_cast<std::size_t>(n)] == 0 || expected.distance[n] == 0) continue;
    CHECK(after[n] <= tolerance::feasible * before[n]);
    CHECK(std::abs(found.distance[n] / unit - expected.distance[n]) <= tolerance * (4 + expected.distance[n]));
    if (!boxed) continue;
    CHECK(found.root.row(n).minCoeff() >= setting.box.lower);
    CHECK(found.root.row(n).maxCoeff() <= setting.box.upper);
  }
}

}  // namespace

TEST_CASE("law: root points are told in the unit of the features, for every model, free and in a box") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2));
  const bool boxed = GENERATE(false, true);
  for (const ClusterModel& model : samples::all_models(competing, d, seed)) {
    const Setting near = setting_of(model, seed);
    const RootPoints expected = near.roots(boxed);
    for (const double unit : {1e-150, 1e-30, 1e-9, 1e9, 1e120, 1e150}) {
      INFO(kind(model) << " in units of " << unit << (boxed ? ", box" : ", free"));
      const Setting scaled = near.scaled(unit);
      same(scaled, scaled.roots(boxed), expected, unit, tolerance::oracle, boxed);
    }
  }
}

TEST_CASE("law: root points move along with the origin of the features, for every model, free and in a box") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2));
  const bool boxed = GENERATE(false, true);
  for (const ClusterModel& model : samples::all_models(competing, d, seed)) {
    if (model.as<SphericalKMeans>()) continue;  // directions are seen from 0
    const Setting near = setting_of(model, seed);
    const RootPoints expected = near.roots(boxed);
    for (const double offset : {1e3, -1e6, 1e9, -1e12}) {
      INFO(kind(model) << " at " << offset << (boxed ? ", box" : ", free"));
      const Setting far = near.shifted(offset);
      const double tolerance = tolerance::oracle + tolerance::shifted(std::abs(offset));
      same(far, far.roots(boxed), expected, 1, sees_the_same(model, offset) ? tolerance : infinity, boxed);
    }
  }
}

TEST_CASE("law: the unit of f does not matter to root points") {
  const double unit = GENERATE(1e-250, 1e-12, 1e9, 1e250);
  const Evidence f = evidence(neuralize(samples::deep_kmeans(competing, d, 5, 1), 0));
  const Evidence g = make_evidence(
      d, [&](const MatrixView& x) -> Vector { return unit * f.value(x); },
      [&](const MatrixView& x) -> Matrix { return unit * f.gradient(x); });
  const Matrix x = samples::uniform(points, d, 5);
  const RootPoints a = root_points(f, x), b = root_points(g, x);
  CHECK(b.feasible == a.feasible);
  // f itself has a linearised start for each competitor, g only its own.
  for (Index n = 0; n < points; ++n) CHECK(b.value[n] <= tolerance::feasible * g.value(x.row(n)).cwiseMax(0)[0]);
}
