#include <neon/core/error.hpp>
#include <neon/layers/soft_pool.hpp>
#include <neon/roots/box_projection.hpp>
#include <neon/roots/candidates.hpp>
#include <neon/roots/descent.hpp>
#include <neon/roots/first_points.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

constexpr Index block = 64;           // points per batch: bounds the memory, several rows for each
constexpr Index small = 32;           // features, up to which a search is thorough by itself
constexpr Index kept_starts = 3;      // the nearest first points of each point, that a quick search follows further
constexpr int rounds = 2;             // of scattered starts in a thorough search, each around the nearest root so far
constexpr double kept_factor = 1.3;   // if at most this much farther than the nearest
constexpr double first_slack = 0.02;  // of f(x): how closely a first point is pulled back
constexpr double rounding_unit = 1e-15, max_push = 1e-3;  // of the distance, when certifying
constexpr double relative_slack = 1e-6;  // of f(x): where f(x) itself is tiny, the tolerance follows it

void check(const Evidence& f, const MatrixView& x, const RootOptions& options) {
  const Box& box = options.box;
  require(x.cols() == f.features, "root points: points of {} features should have {}", x.cols(), f.features);
  require(box.lower <= box.upper, "root points: box [{}, {}] should not be empty", box.lower, box.upper);
  require(options.tolerance > 0 && options.progress_stop >= 0 && options.starts >= 0 && options.max_iterations >= 0,
          "root points: tolerance {} should be positive; progress stop {}, starts {} and iterations {} not negative",
          options.tolerance, options.progress_stop, options.starts, options.max_iterations);
  for (Index n = 0; n < x.rows(); ++n)
    for (Index i = 0; i < x.cols(); ++i)
      require(std::isfinite(x(n, i)) && x(n, i) >= box.lower && x(n, i) <= box.upper,
              "root points: row {}, column {}: {} should be in the box [{}, {}]", n, i, x(n, i), box.lower, box.upper);
}

/// Ends where f, evaluated at the root itself, is within the tolerance: where rounding is coarser than that, a little
/// farther out than the crossing of the segment. Candidates that no such step saves are dropped.
Candidates certified(const RootProblem& problem, Candidates candidates) {
  Labels open, good;
  for (Index row = 0; row < candidates.count(); ++row) open.push_back(row);
  for (double push = 0; !open.empty() && push < max_push; push = push == 0 ? rounding_unit : 4 * push) {
    const Matrix x = problem.x(candidates.subset(open).point, Eigen::all);
    const Matrix root = clip(x + (1 + push) * (candidates.root(open, Eigen::all) - x), problem.options.box);
    const Vector value = problem.f.value(root);
    Labels rest;
    for (Index i = 0; i < root.rows(); ++i) {
      const Index row = open[static_cast<std::size_t>(i)];
      candidates.root.row(row) = root.row(i);
      candidates.value[row] = value[i];
      (value[i] <= problem.options.tolerance ? good : rest).push_back(row);
    }
    open = std::move(rest);
  }
  return candidates.subset(good);
}

/// Random places are near enough to nearer roots only where there are few directions to choose from.
bool thorough(Search search, Index features) {
  return search == Search::thorough || (search == Search::automatic && features <= small);
}

/// 0 where there is no candidate. [n]
Vector least_distance(const RootProblem& problem, const Candidates& candidates) {
  Vector least = Vector::Zero(problem.x.rows());
  const Candidates closest = nearest(problem, candidates, 1, 1);
  least(closest.point) = closest.distance(problem);
  return least;
}

Candidates search(const RootProblem& problem) {
  const auto pulled_back = [&](Candidates candidates, double share) {
    const Vector slack = problem.slack.cwiseMax(share * problem.value)(candidates.point);
    pull_back(problem, Vector::Ones(candidates.count()), slack, candidates);
    return candidates;
  };
  Candidates candidates = pulled_back(first_points(problem), first_slack);
  if (!problem.thorough) candidates = nearest(problem, candidates, kept_starts, kept_factor);
  descend(problem, candidates);
  for (int round = 0; problem.thorough && round < rounds; ++round) {
    Candidates more = pulled_back(scattered_points(problem, least_distance(problem, candidates), round), first_slack);
    descend(problem, more);
    candidates.append(more);
  }
  return nearest(problem, certified(problem, pulled_back(std::move(candidates), 0)), 1, 1);
}

}  // namespace

RootPoints root_points(const Evidence& f, const MatrixView& x, const RootOptions& options) {
  check(f, x, options);
  RootPoints roots{.root = x,
                   .value = Vector(x.rows()),
                   .distance = Vector::Zero(x.rows()),
                   .feasible = std::vector<char>(static_cast<std::size_t>(x.rows()), 1),
                   .start = Labels(static_cast<std::size_t>(x.rows()), -1)};
  for (Index first = 0; first < x.rows(); first += block) {
    const Index count = std::min(block, x.rows() - first);
    const Matrix margins = f.margins(x.middleRows(first, count));
    const Vector value = SoftMin{f.beta}.forward(margins);
    roots.value.segment(first, count) = value;

    Labels positive;
    for (Index n = 0; n < count; ++n)
      if (!(value[n] <= 0)) positive.push_back(n);
    if (positive.empty()) continue;
    for (const Index n : positive) roots.feasible[static_cast<std::size_t>(first + n)] = 0;

    const RootProblem problem{.f = f,
                              .x = x.middleRows(first, count)(positive, Eigen::all),
                              .margins = margins(positive, Eigen::all),
                              .value = value(positive),
                              .slack = (relative_slack * value(positive)).cwiseMin(options.tolerance),
                              .options = options,
                              .thorough = thorough(options.search, x.cols())};
    const Candidates found = search(problem);
    const Vector distance = found.distance(problem);
    for (Index row = 0; row < found.count(); ++row) {
      const Index n = first + positive[static_cast<std::size_t>(found.point[static_cast<std::size_t>(row)])];
      roots.root.row(n) = found.root.row(row);
      roots.value[n] = found.value[row];
      roots.distance[n] = distance[row];
      roots.feasible[static_cast<std::size_t>(n)] = 1;
      roots.start[static_cast<std::size_t>(n)] = found.start[static_cast<std::size_t>(row)];
    }
  }
  return roots;
}

}  // namespace neon
