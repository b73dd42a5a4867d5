#include <neon/roots/box_projection.hpp>
#include <neon/roots/crossing.hpp>
#include <neon/roots/descent.hpp>

#include <algorithm>
#include <utility>

namespace neon {
namespace {

constexpr int max_refusals = 6;
constexpr double shortest_step = 0.1, longest_step = 10;  // in tangent projections
constexpr double slack_share = 0.1;  // of the improvement in sight, by which the boundary may be missed

/// One candidate on its way.
struct Slide {
  Index point;                  // its row of x
  double distance;              // ‖root - x‖
  Eigen::RowVectorXd aim = {};  // from the root to the projection of x on the tangent
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

/// Projects x on the tangent half-space { f + gradient.(xi - root) <= 0 } inside the box.
/// @return whether the tangent promises progress
bool take_aim(const RootProblem& problem, const RowView& root, double value, const RowView& gradient, Slide& slide) {
  const auto x = problem.x.row(slide.point);
  Eigen::RowVectorXd target(x.size());
  project_on_half_space(x, gradient, gradient.dot(root) - value, problem.options.box, target);
  const double reach = (target - x).norm(), gain = slide.distance - reach;
  if (!(reach > 0) || !(gain > problem.options.progress_stop * slide.distance)) return false;
  slide.last_aim = std::exchange(slide.aim, target - root);
  slide.step = step_length(slide);
  slide.slack = std::max(problem.slack[slide.point], slack_share * gain * std::abs(gradient.dot(target - x)) / reach);
  slide.refusals = 0;
  return true;
}

/// The place at the present distance on the ray from x through root + step * aim, clipped to the box.
/// @return the position of root + step * aim on the segment from x to that place
double place_on_sphere(const RootProblem& problem, const RowView& root, const Slide& slide,
                       Eigen::Ref<Eigen::RowVectorXd> place) {
  const auto x = problem.x.row(slide.point);
  place = root + slide.step * slide.aim - x;
  const double length = place.norm();
  if (!(length > 0)) return 1;
  place = (x + slide.distance / length * place).cwiseMax(problem.options.box.lower).cwiseMin(problem.options.box.upper);
  return length / slide.distance;
}

void refuse(Labels& refused, Index row, Slide& slide) {
  slide.step /= 2;
  if (++slide.refusals <= max_refusals) refused.push_back(row);
}

}  // namespace

void descend(const RootProblem& problem, Candidates& candidates) {
  const Vector distance = candidates.distance(problem);
  std::vector<Slide> slides;
  Labels moved, refused;
  for (Index row = 0; row < candidates.count(); ++row) {
    slides.push_back({.point = candidates.point[static_cast<std::size_t>(row)], .distance = distance[row]});
    moved.push_back(row);
  }
  const auto at = [&slides](Index row) -> Slide& { return slides[static_cast<std::size_t>(row)]; };

  for (Index pass = 0; pass < problem.options.max_iterations; ++pass) {
    Labels active = std::exchange(refused, {});
    if (!moved.empty()) {
      const Matrix gradient = problem.f.gradient(Matrix(candidates.root(moved, Eigen::all)));
      Index i = 0;
      for (const Index row : std::exchange(moved, {}))
        if (take_aim(problem, candidates.root.row(row), candidates.value[row], gradient.row(i++), at(row)))
          active.push_back(row);
    }
    if (active.empty()) return;

    Candidates trial = candidates.subset(active);
    Vector guess(trial.count()), slack(trial.count());
    for (Index i = 0; i < trial.count(); ++i) {
      const Index row = active[static_cast<std::size_t>(i)];
      guess[i] = place_on_sphere(problem, candidates.root.row(row), at(row), trial.root.row(i));
      slack[i] = at(row).slack;
    }
    trial.value = problem.f.value(trial.root);

    Labels inside;  // rows of trial, and of candidates
    Labels accepted;
    for (Index i = 0; i < trial.count(); ++i) {
      const Index row = active[static_cast<std::size_t>(i)];
      if (!(trial.value[i] <= 0)) {
        refuse(refused, row, at(row));
        continue;
      }
      inside.push_back(i);
      accepted.push_back(row);
    }
    trial = trial.subset(inside);
    pull_back(problem, guess(inside), slack(inside), trial);
    const Vector reached = trial.distance(problem);
    for (Index i = 0; i < trial.count(); ++i) {
      const Index row = accepted[static_cast<std::size_t>(i)];
      Slide& slide = at(row);
      if (!(reached[i] < slide.distance)) {
        refuse(refused, row, slide);
        continue;
      }
      slide.last_move = trial.root.row(i) - candidates.root.row(row);
      slide.distance = reached[i];
      candidates.root.row(row) = trial.root.row(i);
      candidates.value[row] = trial.value[i];
      moved.push_back(row);
    }
  }
}

}  // namespace neon
