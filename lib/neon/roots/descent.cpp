#include <neon/roots/crossing.hpp>
#include <neon/roots/descent.hpp>
#include <neon/roots/half_spaces.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace neon {
namespace {

constexpr int max_refusals = 24;
constexpr double contact = 1e-9;  // of the distance: a root that close to a tangent's plane is on it
constexpr double shortest_step = 0.1, longest_step = 10;  // in tangent projections
constexpr double slack_share = 0.1;  // of the improvement in sight, by which the boundary may be missed

/// One candidate on its way.
struct Slide {
  Index point;                  // its row of x
  double distance;              // ‖root - x‖
  Eigen::RowVectorXd aim = {};  // from the root to the projection of x on the tangent
  HalfSpaces tangents;          // of f near the root, newest last
  Eigen::RowVectorXd last_aim = {}, last_move = {};
  double step = 1;   // part of `aim` to try
  double slack = 0;  // how close to f = 0 the next root must be
  int refusals = 0;
};

/// Barzilai and Borwein's step: exact where the aim falls linearly along the move.
double step_length(const Slide& slide) {
  if (slide.last_move.size() == 0) return 1;
  const double curvature = slide.last_move.dot(slide.last_aim - slide.aim);
  if (!(curvature > 0)) return longest_step;
  return std::clamp(slide.last_move.squaredNorm() / curvature, shortest_step, longest_step);
}

/// Projects x on the half-spaces of all tangents inside the box.
/// @return whether that promises progress
bool project_aim(const RootProblem& problem, const RowView& root, double stop, Slide& slide) {
  Eigen::RowVectorXd target(root.size());
  if (!slide.tangents.project(problem.lower.row(slide.point), problem.upper.row(slide.point), slide.distance, target))
    return false;
  const double reach = target.norm(), gain = slide.distance - reach;
  if (!(reach > 0) || !(gain > stop * slide.distance)) return false;
  const double slope = std::abs(slide.tangents.newest_along(target)) / reach;
  slide.aim = target - root;
  slide.slack = std::max(problem.slack(slide.point), slack_share * gain * slope);
  return true;
}

/// Aims anew from a new root. Tangents that exclude it are no longer true here.
/// @return whether there is progress in sight
bool take_aim(const RootProblem& problem, const RowView& root, double value, const RowView& gradient, double stop,
              Slide& slide) {
  slide.tangents.drop_violated(root, contact * slide.distance);
  slide.tangents.add(gradient, gradient.dot(root) - value);
  slide.last_aim = slide.aim;
  slide.refusals = 0;
  if (!project_aim(problem, root, stop, slide)) {
    slide.tangents.keep_newest();
    if (!project_aim(problem, root, stop, slide)) return false;
  }
  slide.step = step_length(slide);
  return true;
}

/// Aims anew from the same root, after a step to `place`, where f > 0: past a kink, its tangent there is the one to
/// respect. If that leaves nothing to aim at, the old aim is tried again with half the step.
void learn(const RootProblem& problem, const RowView& root, const RowView& place, double value, const RowView& gradient,
           double stop, Slide& slide) {
  slide.tangents.add(gradient, gradient.dot(place) - value);
  if (project_aim(problem, root, stop, slide)) {
    slide.step = std::min(slide.step, 1.0);
  } else {
    slide.tangents.drop_newest();
    slide.step /= 2;
  }
}

/// The place at the present distance on the ray from x through root + step * aim, clipped to the box.
/// @return the position of root + step * aim on the segment from x to that place
double place_on_sphere(const RootProblem& problem, const RowView& root, const Slide& slide,
                       Eigen::Ref<Eigen::RowVectorXd> place) {
  place = root + slide.step * slide.aim;
  const double length = place.norm();
  if (!(length > 0)) return 1;
  place = (slide.distance / length * place)
              .cwiseMax(problem.lower.row(slide.point))
              .cwiseMin(problem.upper.row(slide.point));
  return length / slide.distance;
}

class Descent {
 public:
  Descent(const RootProblem& problem, const Pace& pace, Candidates& candidates)
      : problem_(problem), candidates_(candidates), stop_(std::max(pace.stop, problem.options.progress_stop)) {
    const Vector distance = candidates.distance();
    for (Index row = 0; row < candidates.count(); ++row) {
      slides_.push_back({.point = candidates.point[static_cast<std::size_t>(row)],
                         .distance = distance[row],
                         .tangents = HalfSpaces(problem.features(), pace.tangents)});
      moved_.push_back(row);
    }
  }

  void run(Index passes) {
    for (Index pass = 0; pass < passes; ++pass) {
      const Labels active = take_aims();
      if (active.empty()) return;
      step(active);
    }
  }

 private:
  Slide& slide(Index row) { return slides_[static_cast<std::size_t>(row)]; }
  Labels take_aims();
  void step(const Labels& active);
  void learn_tangents(const Labels& blocked, const Candidates& places, const Matrix& margins);
  void accept(Index row, const Candidates& reached, Index at, double distance);
  void refuse(Index row);

  const RootProblem& problem_;
  Candidates& candidates_;
  double stop_;
  std::vector<Slide> slides_;
  Labels moved_, refused_;  // rows that need a new tangent, and those that try again from where they are
};

/// @return the rows that have somewhere to go
Labels Descent::take_aims() {
  Labels active = std::exchange(refused_, {});
  const Labels moved = std::exchange(moved_, {});
  if (moved.empty()) return active;
  const Candidates places = candidates_.subset(moved);
  const Matrix gradient = problem_.gradient_at(places.point, places.z);
  Index i = 0;
  for (const Index row : moved)
    if (take_aim(problem_, candidates_.z.row(row), candidates_.value[row], gradient.row(i++), stop_, slide(row)))
      active.push_back(row);
  return active;
}

void Descent::step(const Labels& active) {
  Candidates trial = candidates_.subset(active);
  Vector guess(trial.count()), slack(trial.count());
  for (Index i = 0; i < trial.count(); ++i) {
    const Index row = active[static_cast<std::size_t>(i)];
    guess[i] = place_on_sphere(problem_, candidates_.z.row(row), slide(row), trial.z.row(i));
    slack[i] = slide(row).slack;
  }
  const Matrix margins = problem_.margins_at(trial.point, trial.z);
  trial.value = problem_.pooled(trial.point, margins);

  Labels inside, rows, outside, blocked;  // of `trial`, and of the candidates
  for (Index i = 0; i < trial.count(); ++i) {
    const Index row = active[static_cast<std::size_t>(i)];
    if (trial.value[i] <= 0) {
      inside.push_back(i);
      rows.push_back(row);
    } else {
      outside.push_back(i);
      blocked.push_back(row);
    }
  }
  learn_tangents(blocked, trial.subset(outside), margins(outside, Eigen::all));
  trial = trial.subset(inside);
  pull_back(problem_, guess(inside), slack(inside), trial);
  const Vector distance = trial.distance();
  for (Index i = 0; i < trial.count(); ++i) {
    const Index row = rows[static_cast<std::size_t>(i)];
    if (distance[i] < slide(row).distance) {
      accept(row, trial, i, distance[i]);
    } else {
      slide(row).step /= 2;
      refuse(row);
    }
  }
}

void Descent::learn_tangents(const Labels& blocked, const Candidates& places, const Matrix& margins) {
  if (blocked.empty()) return;
  const Matrix gradient = problem_.gradient_at(places.point, places.z, margins);
  Index i = 0;
  for (const Index row : blocked) {
    learn(problem_, candidates_.z.row(row), places.z.row(i), places.value[i], gradient.row(i), stop_, slide(row));
    refuse(row);
    ++i;
  }
}

void Descent::accept(Index row, const Candidates& reached, Index at, double distance) {
  slide(row).last_move = reached.z.row(at) - candidates_.z.row(row);
  slide(row).distance = distance;
  candidates_.z.row(row) = reached.z.row(at);
  candidates_.value[row] = reached.value[at];
  moved_.push_back(row);
}

void Descent::refuse(Index row) {
  if (++slide(row).refusals <= max_refusals) refused_.push_back(row);
}

}  // namespace

void descend(const RootProblem& problem, const Pace& pace, Candidates& candidates) {
  Descent(problem, pace, candidates).run(std::min(pace.steps, problem.options.max_iterations));
}

}  // namespace neon
