#include <neon/core/random.hpp>
#include <neon/roots/box_projection.hpp>
#include <neon/roots/first_points.hpp>

#include <cmath>

namespace neon {
namespace {

constexpr Index directions = 32;
constexpr int first_power = -3, last_power = 8;  // radii 4^power (1 + ‖x‖)

/// Unit vectors of uniform direction. [directions, d]
Matrix random_directions(Index d) {
  Random random(0, 0xfa7);
  Matrix u(directions, d);
  for (Index i = 0; i < u.size(); ++i) u.data()[i] = random.normal();
  return u.rowwise().normalized();
}

}  // namespace

Candidates distant_points(const RootProblem& problem, const Labels& rows) {
  Candidates found{{}, {}, Matrix(0, problem.x.cols()), Vector(0)};
  if (rows.empty()) return found;
  const Matrix u = random_directions(problem.x.cols());
  for (const Index n : rows) {
    Matrix trials((last_power - first_power + 1) * directions, u.cols());
    for (int power = first_power; power <= last_power; ++power) {
      const double radius = std::ldexp(1 + problem.x.row(n).norm(), 2 * power);
      trials.middleRows((power - first_power) * directions, directions) = (radius * u).rowwise() + problem.x.row(n);
    }
    trials = clip(trials, problem.options.box);
    const Vector value = problem.f.value(trials);
    Labels feasible;
    for (Index row = 0; row < trials.rows(); ++row)
      if (value[row] <= 0) feasible.push_back(row);
    const Candidates all{Labels(feasible.size(), n), Labels(feasible.size(), -1), trials(feasible, Eigen::all),
                         value(feasible)};
    found.append(nearest(problem, all, 1, 1));
  }
  return found;
}

}  // namespace neon
