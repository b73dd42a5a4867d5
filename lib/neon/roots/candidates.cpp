#include <neon/roots/box_projection.hpp>
#include <neon/roots/candidates.hpp>
#include <neon/roots/crossing.hpp>

#include <algorithm>
#include <numeric>

namespace neon {
namespace {

Labels pick(const Labels& values, const Labels& rows) {
  Labels picked;
  picked.reserve(rows.size());
  for (const Index row : rows) picked.push_back(values[static_cast<std::size_t>(row)]);
  return picked;
}

}  // namespace

Candidates Candidates::subset(const Labels& rows) const {
  return {pick(point, rows), pick(start, rows), root(rows, Eigen::all), value(rows)};
}

void Candidates::append(const Candidates& more) {
  point.insert(point.end(), more.point.begin(), more.point.end());
  start.insert(start.end(), more.start.begin(), more.start.end());
  const Index before = count();
  root.conservativeResize(before + more.count(), more.root.cols());
  root.bottomRows(more.count()) = more.root;
  value.conservativeResize(before + more.count());
  value.tail(more.count()) = more.value;
}

Candidates nearest(const RootProblem& problem, const Candidates& candidates, Index most, double factor) {
  const Vector distance = candidates.distance(problem);
  Labels order(candidates.point.size());
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return distance[a] < distance[b]; });

  Labels kept, taken(static_cast<std::size_t>(problem.x.rows()), 0);
  Vector least = Vector::Constant(problem.x.rows(), infinity);
  for (const Index row : order) {
    const Index n = candidates.point[static_cast<std::size_t>(row)];
    least[n] = std::min(least[n], distance[row]);
    if (distance[row] > factor * least[n] || taken[static_cast<std::size_t>(n)]++ >= most) continue;
    kept.push_back(row);
  }
  return candidates.subset(kept);
}

void pull_back(const RootProblem& problem, const Vector& guess, const Vector& slack, Candidates& candidates) {
  if (candidates.count() == 0) return;
  const Matrix x = problem.x(candidates.point, Eigen::all);
  const Crossing crossing =
      cross(problem.f, x, problem.value(candidates.point), candidates.root, candidates.value, guess, slack);
  candidates.root = clip(x + Matrix((candidates.root - x).array().colwise() * crossing.t.array()), problem.options.box);
  candidates.value = crossing.value;
}

}  // namespace neon
