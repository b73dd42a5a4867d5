#include <neon/core/error.hpp>
#include <neon/layers/soft_pool.hpp>
#include <neon/roots/candidates.hpp>
#include <neon/roots/descent.hpp>
#include <neon/roots/first_points.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace neon {
namespace {

constexpr Index block = 32;  // points per batch: bounds the memory, several rows for each
constexpr Index small = 64;  // features, up to which a search is thorough by itself
constexpr Index known_starts = 12, many_known_starts = 16;  // the nearest points known to be outside: quick, thorough
constexpr int rounds = 4;             // of scattered starts in a thorough search, each around the nearest root so far
constexpr double first_slack = 0.02;  // of f(x): how closely a first point is pulled back
constexpr double rounding_unit = 1e-15, max_push = 1;  // of the distance, when certifying

/// Which candidates of each point go on, and for how long.
struct Heat {
  Index starts;   // at most so many
  double factor;  // if at most this much farther than the nearest
  double apart;   // and this share of their distance away from nearer ones: closer ones are on the same way
  Pace pace;
};
/// Tangents known at once: while it is open which start wins, and where the nearest of all is sought. Deep networks
/// have dozens of kinks where their nearest points lie.
constexpr Index few = 6, many = 32;
constexpr double coarse = 3e-3;  // a step that promises less tells little of which start will be the nearest
constexpr Heat linearised{3, 1.05, 0, {50, few, coarse}}, race{8, 1.6, 0.05, {3, few, coarse}},
    last_heat{4, 1.2, 0.01, {50, few, coarse}}, polish{1, 1, 0, {50, many, 0}};
constexpr Pace to_the_end{50, 8, 0};
/// A quick search looks farther where the first descent has left less than this of the distance: a boundary that is
/// nearly flat on the way has its nearest point where its tangents say.
constexpr double flat = 0.97;

void check(const Evidence& f, const MatrixView& x, const RootOptions& options) {
  const Box& box = options.box;
  require(x.cols() == f.features, "root points: points of {} features should have {}", x.cols(), f.features);
  require(box.lower <= box.upper, "root points: box [{}, {}] should not be empty", box.lower, box.upper);
  require(options.tolerance > 0 && options.progress_stop >= 0 && options.starts >= 0 && options.max_iterations >= 0,
          "root points: tolerance {} should be positive; progress stop {}, starts {} and iterations {} not negative",
          options.tolerance, options.progress_stop, options.starts, options.max_iterations);
  require(!options.background || options.background->cols() == f.features,
          "root points: a background of {} features should have {}",
          options.background ? options.background->cols() : 0, f.features);
  for (Index n = 0; n < x.rows(); ++n)
    for (Index i = 0; i < x.cols(); ++i)
      require(std::isfinite(x(n, i)) && x(n, i) >= box.lower && x(n, i) <= box.upper,
              "root points: row {}, column {}: {} should be in the box [{}, {}]", n, i, x(n, i), box.lower, box.upper);
}

/// f, point by point: products of one row are not rounded as those of many.
Vector value_alone(const RootProblem& problem, const Labels& point, const Matrix& z) {
  Vector value(z.rows());
  for (Index row = 0; row < z.rows(); ++row)
    value[row] = problem.value_at({point[static_cast<std::size_t>(row)]}, z.row(row))[0];
  return value;
}

/// Ends where f, evaluated at the root itself, alone and among others, is within the tolerance: where rounding is
/// coarser than that, a little farther out than the crossing of the segment. Candidates that no such step saves are
/// dropped.
Candidates certified(const RootProblem& problem, Candidates candidates) {
  Labels open, good;
  for (Index row = 0; row < candidates.count(); ++row) open.push_back(row);
  for (double push = 0; !open.empty() && push < max_push; push = push == 0 ? rounding_unit : 4 * push) {
    const Candidates tried = candidates.subset(open);
    const Matrix z = problem.clipped(tried.point, (1 + push) * tried.z);
    const Vector value = problem.value_at(tried.point, z).cwiseMax(value_alone(problem, tried.point, z));
    Labels rest;
    for (Index i = 0; i < z.rows(); ++i) {
      const Index row = open[static_cast<std::size_t>(i)];
      if (value[i] <= problem.slack(tried.point[static_cast<std::size_t>(i)])) {
        candidates.z.row(row) = z.row(i);
        candidates.value[row] = value[i];
        good.push_back(row);
      } else {
        rest.push_back(row);
      }
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
  Vector least = Vector::Zero(problem.points());
  const Candidates closest = nearest(problem, candidates, 1, 1);
  least(closest.point) = closest.distance();
  return least;
}

/// The points that no start led anywhere from.
Labels without_candidate(const RootProblem& problem, const Candidates& candidates) {
  std::vector<char> found(static_cast<std::size_t>(problem.points()), 0);
  for (const Index n : candidates.point) found[static_cast<std::size_t>(n)] = 1;
  Labels missing;
  for (Index n = 0; n < problem.points(); ++n)
    if (found[static_cast<std::size_t>(n)] == 0) missing.push_back(n);
  return missing;
}

Candidates admitted(const RootProblem& problem, const Candidates& candidates, const Heat& heat) {
  return nearest(problem, distinct(problem, candidates, heat.apart), heat.starts, heat.factor);
}

Candidates run(const RootProblem& problem, const Candidates& candidates, const Heat& heat) {
  Candidates result = admitted(problem, candidates, heat);
  descend(problem, heat.pace, result);
  return result;
}

/// Back towards x, to f within a share of f(x) and never below the tolerance.
Candidates pulled_back(const RootProblem& problem, Candidates candidates, double share) {
  Vector slack(candidates.count());
  for (Index row = 0; row < slack.size(); ++row) {
    const Index n = candidates.point[static_cast<std::size_t>(row)];
    slack[row] = std::max(problem.slack(n), share * problem.value[n]);
  }
  pull_back(problem, Vector::Ones(candidates.count()), slack, candidates);
  return candidates;
}

/// The points whose boundary is not nearly flat on the way of the first descent.
Labels not_flat(const Vector& before, const Vector& after) {
  Labels points;
  for (Index n = 0; n < before.size(); ++n)
    if (!(after[n] > flat * before[n])) points.push_back(n);
  return points;
}

Candidates of_points(const Candidates& candidates, const Labels& points) {
  Labels rows;
  for (Index row = 0; row < candidates.count(); ++row)
    if (std::binary_search(points.begin(), points.end(), candidates.point[static_cast<std::size_t>(row)]))
      rows.push_back(row);
  return candidates.subset(rows);
}

/// Points known to be outside, found when they are first asked for.
class Outside {
 public:
  Outside(const Evidence& f, const RootOptions& options) : f_(f), options_(options) {}
  const Matrix& points() {
    if (!points_) points_ = known_outside(f_, options_);
    return *points_;
  }

 private:
  const Evidence& f_;
  const RootOptions& options_;
  std::optional<Matrix> points_;
};

Candidates quick_search(const RootProblem& problem, const Candidates& first, Outside& outside) {
  Candidates candidates = run(problem, first, linearised);
  const Labels curved = not_flat(least_distance(problem, first), least_distance(problem, candidates));
  if (!curved.empty()) {
    Candidates more = of_points(first, curved);
    more.append(of_points(candidates, curved));
    more.append(pulled_back(problem, outside_points(problem, curved, outside.points(), known_starts), first_slack));
    candidates.append(run(problem, run(problem, more, race), last_heat));
  }
  return run(problem, candidates, polish);
}

Candidates thorough_search(const RootProblem& problem, Candidates candidates, Outside& outside) {
  Labels all(static_cast<std::size_t>(problem.points()));
  std::iota(all.begin(), all.end(), Index{0});
  candidates.append(
      pulled_back(problem, outside_points(problem, all, outside.points(), many_known_starts), first_slack));
  descend(problem, to_the_end, candidates);
  for (int round = 0; round < rounds; ++round) {
    Candidates more =
        pulled_back(problem, scattered_points(problem, least_distance(problem, candidates), round), first_slack);
    descend(problem, to_the_end, more);
    candidates.append(more);
  }
  candidates.append(run(problem, candidates, polish));
  return candidates;
}

Candidates search(const RootProblem& problem, Outside& outside) {
  Candidates first = first_points(problem);
  first.append(distant_points(problem, without_candidate(problem, first)));
  first = pulled_back(problem, std::move(first), first_slack);
  Candidates candidates =
      problem.thorough ? thorough_search(problem, std::move(first), outside) : quick_search(problem, first, outside);
  return nearest(problem, certified(problem, pulled_back(problem, std::move(candidates), 0)), 1, 1);
}

}  // namespace

RootPoints root_points(const Evidence& f, const MatrixView& x, const RootOptions& options) {
  check(f, x, options);
  Outside outside(f, options);
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
    for (Index n = 0; n < count; ++n) {
      if (value[n] <= 0) continue;
      roots.feasible[static_cast<std::size_t>(first + n)] = 0;
      if (std::isfinite(value[n])) positive.push_back(n);
    }
    if (positive.empty()) continue;

    RootProblem problem(f, x.middleRows(first, count)(positive, Eigen::all), margins(positive, Eigen::all),
                        value(positive), options);
    problem.thorough = thorough(options.search, x.cols());
    const Candidates found = search(problem, outside);
    const Matrix root = problem.place(found.point, found.z);
    for (Index row = 0; row < found.count(); ++row) {
      const Index at = found.point[static_cast<std::size_t>(row)], n = first + positive[static_cast<std::size_t>(at)];
      roots.root.row(n) = root.row(row);
      roots.value[n] = found.value[row] * problem.f_unit[at];
      roots.distance[n] = ((root.row(row) - x.row(n)) / problem.unit[at]).norm() * problem.unit[at];
      roots.feasible[static_cast<std::size_t>(n)] = 1;
      roots.start[static_cast<std::size_t>(n)] = found.start[static_cast<std::size_t>(row)];
    }
  }
  return roots;
}

}  // namespace neon
