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
Eigen::RowVectorXd by_alternating_projections(const Eigen::RowVectorXd& x, const std::vector<HalfSpace>& half_spaces,
                                              const Box& box) {
  Matrix correction = Matrix::Zero(static_cast<Index>(half_spaces.size()) + 1, x.size());
  Eigen::RowVectorXd xi = x;
  for (int sweep = 0; sweep < 20000; ++sweep)
    for (Index k = 0; k < correction.rows(); ++k) {
      const Eigen::RowVectorXd from = xi + correction.row(k);
      if (k + 1 == correction.rows()) {
        xi = from.cwiseMax(box.lower).cwiseMin(box.upper);
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
  const Eigen::RowVectorXd x = Eigen::RowVector2d(2, 3);
  Eigen::RowVectorXd xi(2);
  const auto corner = half_spaces(Eigen::Matrix2d::Identity(), Eigen::Vector2d(1, 0.5));
  CHECK(project_on_half_spaces(x, corner, {}, infinity, xi));
  laws::equal(xi, Eigen::RowVectorXd(Eigen::RowVector2d(1, 0.5)));
  CHECK(project_on_half_spaces(x, half_spaces(Eigen::Matrix2d::Identity(), Eigen::Vector2d(5, 0.5)), {}, infinity, xi));
  laws::equal(xi, Eigen::RowVectorXd(Eigen::RowVector2d(2, 0.5)));
}

TEST_CASE("the projection on several half-spaces is that of alternating projections") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3, 4, 5));
  const Index d = GENERATE(2, 6, 12), count = GENERATE(1, 2, 4);
  const Box box = GENERATE(Box{}, Box{0, 1}, Box{0, infinity});
  const Eigen::RowVectorXd x = samples::uniform(1, d, seed);
  const Matrix normal = samples::normal(count, d, seed + 10);
  // All of them hold at one point of the box, so they meet; x violates some.
  const Eigen::RowVectorXd inside = samples::uniform(1, d, seed + 20);
  const auto cuts = half_spaces(normal, (normal * inside.transpose()).array() + 0.01);

  Eigen::RowVectorXd xi(d);
  REQUIRE(project_on_half_spaces(x, cuts, box, infinity, xi));
  laws::equal(xi, by_alternating_projections(x, cuts, box), tolerance::oracle);
  for (const HalfSpace& cut : cuts) CHECK(cut.excess(xi) <= tolerance::feasible);
}

TEST_CASE("parallel half-spaces, and those that exclude each other") {
  const Eigen::RowVectorXd x = samples::uniform(1, 5, 1), normal = samples::normal(1, 5, 2);
  const double here = normal.dot(x);
  Eigen::RowVectorXd xi(5), nearest(5);
  CHECK(project_on_half_spaces(x, {{normal, here - 1}, {normal, here - 2}, {2 * normal, 2 * here - 4}}, {}, infinity,
                               xi));
  project_on_half_space(x, normal, here - 2, {}, nearest);
  laws::equal(xi, nearest, tolerance::oracle);
  CHECK_FALSE(project_on_half_spaces(x, {{normal, here - 1}, {normal, here - 2}}, {}, 0.99 * (nearest - x).norm(), xi));
  CHECK_FALSE(project_on_half_spaces(x, {{normal, here - 1}, {-normal, -here - 1}}, {}, 100, xi));
  CHECK_FALSE(project_on_half_spaces(x, {{normal, here - 100}, {-normal, 1 - here}}, {0, 1}, 100, xi));
}
