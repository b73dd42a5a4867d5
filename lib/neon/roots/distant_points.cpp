#include <neon/core/random.hpp>
#include <neon/roots/first_points.hpp>

#include <cmath>

namespace neon {
namespace {

constexpr Index directions = 32;
constexpr int first_power = -3, last_power = 12;  // radii 4^power, in units of the distance to the boundary

/// Unit vectors of uniform direction. [directions, d]
Matrix random_directions(Index d) {
  Random random(0, 0xfa7);
  Matrix u(directions, d);
  for (Index i = 0; i < u.size(); ++i) u.data()[i] = random.normal();
  return u.rowwise().normalized();
}

}  // namespace

Candidates distant_points(const RootProblem& problem, const Labels& rows) {
  Candidates found = Candidates::none(problem.features());
  if (rows.empty()) return found;
  const Matrix u = random_directions(problem.features());
  for (const Index n : rows) {
    Matrix trials((last_power - first_power + 1) * directions, u.cols());
    for (int power = first_power; power <= last_power; ++power)
      trials.middleRows((power - first_power) * directions, directions) = std::ldexp(1.0, 2 * power) * u;
    const Labels point(static_cast<std::size_t>(trials.rows()), n);
    trials = problem.clipped(point, trials);
    const Vector value = problem.value_at(point, trials);
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
