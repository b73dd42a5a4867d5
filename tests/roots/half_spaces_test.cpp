#include <neon/roots/half_spaces.hpp>

#include <algorithm>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;

namespace {

std::vector<HalfSpace> half_spaces(const Matrix& normal, const Vector& offset) {
  std::vector<HalfSpace> result;
  for (Index k = 0; k < normal.rows(); ++k) result.push_back({normal.row(k), offset[k]});
  return result;
}

/// Dykstra's alternating projections on the half-spaces and the box: slow, and they need no multipliers.
Eigen::RowVectorXd by_alternating_projections(const std::vector<HalfSpace>& half_spaces,
                                              const Eigen::RowVectorXd& lower, const Eigen::RowVectorXd& upper) {
  Matrix correction = Matrix::Zero(static_cast<Index>(half_spaces.size()) + 1, lower.size());
  Eigen::RowVectorXd xi = Eigen::RowVectorXd::Zero(lower.size());
  for (int sweep = 0; sweep < 20000; ++sweep)
    for (Index k = 0; k < correction.rows(); ++k) {
      const Eigen::RowVectorXd from = xi + correction.row(k);
      if (k + 1 == correction.rows()) {
        xi = from.cwiseMax(lower).cwiseMin(upper);
      } else {
        const HalfSpace& half_space = half_spaces[static_cast<std::size_t>(k)];
        const double lambda = std::max(0.0, half_space.excess(from)) / half_space.normal.squaredNorm();
        xi = from - lambda * half_space.normal;
      }
      correction.row(k) = from - xi;
    }
  return xi;
}

}  // namespace

TEST_CASE("two faces of a corner by hand") {
  const Eigen::RowVectorXd open = Eigen::RowVectorXd::Constant(2, infinity);
  Eigen::RowVectorXd z(2);
  const auto corner = half_spaces(Eigen::Matrix2d::Identity(), Eigen::Vector2d(-1, -2.5));
  CHECK(project_on_half_spaces(corner, -open, open, infinity, z));
  laws::equal(z, Eigen::RowVectorXd(Eigen::RowVector2d(-1, -2.5)));
  const auto one_face = half_spaces(Eigen::Matrix2d::Identity(), Eigen::Vector2d(3, -2.5));
  CHECK(project_on_half_spaces(one_face, -open, open, infinity, z));
  laws::equal(z, Eigen::RowVectorXd(Eigen::RowVector2d(0, -2.5)));
}

TEST_CASE("the projection on several half-spaces is that of alternating projections") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3, 4, 5));
  const Index d = GENERATE(2, 6, 12), count = GENERATE(1, 2, 4);
  const Box box = GENERATE(Box{}, Box{0, 1}, Box{0, infinity});
  const Eigen::RowVectorXd x = samples::uniform(1, d, seed);
  const Eigen::RowVectorXd lower = box.lower - x.array(), upper = box.upper - x.array();
  const Matrix normal = samples::normal(count, d, seed + 10);
  // All of them hold at one point of the box, so they meet; 0 violates some.
  const Eigen::RowVectorXd inside = samples::uniform(1, d, seed + 20) - x;
  const auto cuts = half_spaces(normal, (normal * inside.transpose()).array() + 0.01);

  Eigen::RowVectorXd z(d);
  REQUIRE(project_on_half_spaces(cuts, lower, upper, infinity, z));
  laws::equal(z, by_alternating_projections(cuts, lower, upper), tolerance::oracle);
  for (const HalfSpace& cut : cuts) CHECK(cut.excess(z) <= tolerance::feasible);
}

TEST_CASE("parallel half-spaces, and those that exclude each other") {
  const Eigen::RowVectorXd normal = samples::normal(1, 5, 2), open = Eigen::RowVectorXd::Constant(5, infinity);
  Eigen::RowVectorXd z(5), nearest(5);
  CHECK(project_on_half_spaces({{normal, -1}, {normal, -2}, {2 * normal, -4}}, -open, open, infinity, z));
  project_on_half_space(normal, -2, -open, open, nearest);
  laws::equal(z, nearest, tolerance::oracle);
  CHECK_FALSE(project_on_half_spaces({{normal, -1}, {normal, -2}}, -open, open, 0.99 * nearest.norm(), z));
  CHECK_FALSE(project_on_half_spaces({{normal, -1}, {-normal, -1}}, -open, open, 100, z));
  const Eigen::RowVectorXd upper = Eigen::RowVectorXd::Constant(5, 0.5);
  CHECK_FALSE(project_on_half_spaces({{normal, -100}, {-normal, 1}}, -upper, upper, 100, z));
}

namespace {

/// Half-spaces that meet in the box, in the order in which a bundle may learn them.
struct Cuts {
  Eigen::RowVectorXd lower, upper;
  std::vector<HalfSpace> all;

  Cuts(Index d, Index count, std::uint64_t seed) {
    const Eigen::RowVectorXd x = samples::uniform(1, d, seed);
    lower = -x;
    upper = 1 - x.array();
    const Matrix normal = samples::normal(count, d, seed + 10);
    const Eigen::RowVectorXd inside = samples::uniform(1, d, seed + 20) - x;
    all = half_spaces(normal, (normal * inside.transpose()).array() + 0.01);
  }
  Eigen::RowVectorXd nearest(const std::vector<HalfSpace>& some) const {
    Eigen::RowVectorXd z(lower.size());
    REQUIRE(project_on_half_spaces(some, lower, upper, infinity, z));
    return z;
  }
};

}  // namespace

TEST_CASE("a bundle that learns and forgets projects as one that has just been made") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Index d = GENERATE(3, 40);
  const Cuts cuts(d, 9, seed);
  HalfSpaces bundle(d, 20);
  std::vector<HalfSpace> held;
  Eigen::RowVectorXd z(d);
  const auto agrees = [&] {
    REQUIRE(bundle.count() == static_cast<Index>(held.size()));
    REQUIRE(bundle.project(cuts.lower, cuts.upper, infinity, z));
    laws::equal(z, cuts.nearest(held), tolerance::oracle);
  };
  for (const HalfSpace& cut : cuts.all) {
    bundle.add(cut.normal, cut.offset);
    held.push_back(cut);
    CHECK(bundle.newest_along(cut.normal) == Approx(cut.normal.squaredNorm()).epsilon(tolerance::rounding));
    agrees();
  }
  bundle.drop_newest();
  held.pop_back();
  agrees();

  const Eigen::RowVectorXd place = cuts.nearest({cuts.all.front()});
  bundle.drop_violated(place, 1e-9);
  std::erase_if(held, [&](const HalfSpace& cut) { return cut.excess(place) > 1e-9 * cut.normal.norm(); });
  CHECK(held.size() < cuts.all.size());
  agrees();

  bundle.keep_newest();
  held.erase(held.begin(), held.end() - 1);
  agrees();
  bundle.add(cuts.all[8].normal, cuts.all[8].offset);
  held.push_back(cuts.all[8]);
  agrees();
}

TEST_CASE("a full bundle forgets what does not hold its projection, and a projection that fails forgets nothing") {
  const Eigen::RowVectorXd open = Eigen::RowVectorXd::Constant(3, infinity);
  const Matrix axes = Matrix::Identity(3, 3);
  HalfSpaces bundle(3, 3);
  Eigen::RowVectorXd z(3);
  bundle.add(axes.row(0), -1);
  bundle.add(axes.row(1), 5);  // holds everywhere near 0
  bundle.add(axes.row(2), -2);
  REQUIRE(bundle.project(-open, open, infinity, z));
  laws::equal(z, Eigen::RowVectorXd(Eigen::RowVector3d(-1, 0, -2)));
  CHECK_FALSE(bundle.project(-open, open, 2, z));  // it is sqrt(5) away

  bundle.add(axes.row(1), -3);
  REQUIRE(bundle.count() == 3);
  REQUIRE(bundle.project(-open, open, infinity, z));
  laws::equal(z, Eigen::RowVectorXd(Eigen::RowVector3d(-1, -3, -2)));

  bundle.add(Eigen::RowVectorXd::Ones(3), -9);  // all of them hold: the oldest goes
  REQUIRE(bundle.project(-open, open, infinity, z));
  laws::equal(z, Eigen::RowVectorXd(Eigen::RowVector3d(-3, -3, -3)), tolerance::oracle);
}
