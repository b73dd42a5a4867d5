#include <neon/clustering/assignment.hpp>
#include <neon/clustering/dbscan.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/core/error.hpp>

#include <cmath>

namespace neon {
namespace {

/// What rounding of a point on a ball makes of its logit, in units of eps^2.
constexpr double rounding = 1e-9;

/// The features that may change, and those that may not.
struct Split {
  Labels free, fixed;

  Split(Index features, const Labels& stay) : fixed(stay) {
    std::vector<char> stays(static_cast<std::size_t>(features), 0);
    for (const Index i : stay) {
      require(i >= 0 && i < features, "counterfactual: fixed feature {} should be in [0, {})", i, features);
      stays[static_cast<std::size_t>(i)] = 1;
    }
    for (Index i = 0; i < features; ++i)
      if (stays[static_cast<std::size_t>(i)] == 0) free.push_back(i);
    require(!free.empty(), "counterfactual: all {} features are fixed, should leave at least one", features);
  }
};

/// A ball as the free features see it: the points that have the fixed ones of x.
struct Ball {
  Index core = -1;
  double apart = 0;   ///< of x from its centre, by the free features
  double radius = 0;  ///< of what the fixed features leave of it

  /// How far x is outside of it; below 0: inside.
  double outside() const { return apart - radius; }
};

/// Of the balls of rows [first, last) the one that x is least far outside of, or deepest inside; core -1: the fixed
/// features are outside of all of them.
Ball nearest_ball(const Dbscan& model, const Eigen::RowVectorXd& x, Index first, Index last, const Split& split) {
  Ball best;
  for (Index j = first; j < last; ++j) {
    const Eigen::RowVectorXd away = x - model.core.row(j);
    const Eigen::RowVectorXd stay = away(split.fixed), change = away(split.free);
    const double left = model.squared_radius - stay.squaredNorm();
    if (left < 0) continue;
    const Ball ball{j, change.stableNorm(), std::sqrt(left)};
    if (best.core < 0 || ball.outside() < best.outside()) best = ball;
  }
  return best;
}

/// The point of its surface towards x. @param away from the centre to the point, of unit length in the free features
Eigen::RowVectorXd surface_point(const Dbscan& model, const Eigen::RowVectorXd& x, const Ball& ball, const Labels& free,
                                 const Eigen::RowVectorXd& away) {
  Eigen::RowVectorXd point = x;
  for (const Index i : free) point(i) = model.core(ball.core, i) + ball.radius * away(i);
  return point;
}

/// The directions from a ball's centre in which its surface is nearest: that of x, or at the centre, where all are
/// alike, up and down each free feature.
std::vector<Eigen::RowVectorXd> directions(const Dbscan& model, const Eigen::RowVectorXd& x, const Ball& ball,
                                           const Labels& free) {
  if (ball.apart > 0) return {(x - model.core.row(ball.core)) / ball.apart};
  std::vector<Eigen::RowVectorXd> all;
  for (const Index i : free)
    for (const double sign : {1.0, -1.0}) all.emplace_back(sign * Eigen::RowVectorXd::Unit(x.size(), i));
  return all;
}

/// No point at which a core point of another cluster is as near as the nearest of cluster c is nearer than this: the
/// least distance of x, by the free features, from the middle planes between that core point and all those.
double distance_to_others(const Dbscan& model, const Eigen::RowVectorXd& x, Index c, const Labels& free) {
  const auto at = static_cast<std::size_t>(c);
  Index own = model.begin[at];
  for (Index j = own; j < model.begin[at + 1]; ++j)
    if (squared_distance(x.data(), model.core.row(j).data(), x.size()) <
        squared_distance(x.data(), model.core.row(own).data(), x.size()))
      own = j;
  const double square = squared_distance(x.data(), model.core.row(own).data(), x.size());
  double least = infinity;
  for (Index j = 0; j < model.core.rows(); ++j) {
    if (j >= model.begin[at] && j < model.begin[at + 1]) continue;
    const Eigen::RowVectorXd between = (model.core.row(j) - model.core.row(own))(free);
    const double margin = squared_distance(x.data(), model.core.row(j).data(), x.size()) - square,
                 steepest = 2 * between.stableNorm();
    least = std::min(least, margin <= 0 ? 0 : margin / steepest);
  }
  return least;
}

}  // namespace

DensityCounterfactual counterfactual(const Dbscan& model, const Eigen::RowVectorXd& x, Index c, const Labels& fixed) {
  require(c >= 0 && c < model.clusters(), "counterfactual: cluster {} should be in [0, {})", c, model.clusters());
  require(x.size() == model.features(), "counterfactual: {} features should be {}", x.size(), model.features());
  const Split split(model.features(), fixed);
  const bool leaves = c == model.noise();
  const Index first = leaves ? 0 : model.begin[static_cast<std::size_t>(c)],
              last = leaves ? model.core.rows() : model.begin[static_cast<std::size_t>(c) + 1];
  const Ball ball = nearest_ball(model, x, first, last, split);

  DensityCounterfactual result;
  result.point = x;
  if (ball.core < 0 && !leaves) {
    result.certified = true;  // of there being none
    return result;
  }
  require(ball.core >= 0 && leaves == (ball.outside() <= 0),
          "counterfactual: the point is {}{} of eps {}, should be {} one",
          ball.core >= 0 && ball.outside() <= 0 ? "in a ball" : "in no ball",
          leaves ? "" : fmt::format(" of cluster {}", c), std::sqrt(model.squared_radius), leaves ? "in" : "outside");
  result.core = ball.core;
  result.distance = std::abs(ball.outside());
  for (const Eigen::RowVectorXd& away : directions(model, x, ball, split.free)) {
    result.point = surface_point(model, x, ball, split.free, away);
    result.logit = logits(model.outlier_scores(result.point), infinity)(0, c);
    result.certified = result.logit >= -rounding * model.squared_radius;
    if (result.certified) break;
  }
  return result;
}

std::optional<DensityCounterfactual> certified_counterfactual(const Dbscan& model, const Eigen::RowVectorXd& x,
                                                              Index from, std::optional<Index> to,
                                                              const Labels& fixed) {
  if (std::isfinite(model.gamma)) return std::nullopt;
  const Index noise = model.noise();
  const Matrix outlier = model.outlier_scores(x);
  const bool in_a_ball = outlier.row(0).head(noise).minCoeff() <= model.squared_radius;
  DensityCounterfactual found{.point = x, .certified = true};
  if (to && *to != noise) {
    if (outlier(0, *to) <= model.squared_radius) return std::nullopt;
    found = counterfactual(model, x, *to, fixed);
  } else if (to || from != noise) {
    if (!in_a_ball) return std::nullopt;
    found = counterfactual(model, x, noise, fixed);
    if (!to && found.distance > distance_to_others(model, x, from, Split(model.features(), fixed).free))
      return std::nullopt;
  } else {
    if (in_a_ball) return std::nullopt;
    for (Index c = 0; c < noise; ++c)
      if (DensityCounterfactual into = counterfactual(model, x, c, fixed);
          into.core >= 0 && (found.core < 0 || into.distance < found.distance))
        found = std::move(into);
  }
  if (!found.certified) return std::nullopt;
  return found;
}

}  // namespace neon
