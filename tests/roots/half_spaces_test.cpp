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
