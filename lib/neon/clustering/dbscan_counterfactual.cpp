#include <neon/clustering/assignment.hpp>
#include <neon/clustering/dbscan.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/core/error.hpp>

#include <cmath>

namespace neon {
namespace {

/// What rounding of a point on a ball makes of its logit, in units of eps^2.
constexpr double rounding = 1e-9;

/// The core point nearest to x among rows [first, last).
Index nearest(const Dbscan& model, const Eigen::RowVectorXd& x, Index first, Index last) {
  Index best = first;
  double least = infinity;
  for (Index j = first; j < last; ++j)
    if (const double square = squared_distance(x.data(), model.core.row(j).data(), model.features()); square < least) {
      least = square;
      best = j;
    }
  return best;
}

}  // namespace

DensityCounterfactual counterfactual(const Dbscan& model, const Eigen::RowVectorXd& x, Index c) {
  require(c >= 0 && c < model.clusters(), "counterfactual: cluster {} should be in [0, {})", c, model.clusters());
  require(x.size() == model.features(), "counterfactual: {} features should be {}", x.size(), model.features());
  const bool leaves = c == model.noise();
  const Index first = leaves ? 0 : model.begin[static_cast<std::size_t>(c)],
              last = leaves ? model.core.rows() : model.begin[static_cast<std::size_t>(c) + 1];
  const double eps = std::sqrt(model.squared_radius);

  DensityCounterfactual result;
  result.core = nearest(model, x, first, last);
  Eigen::RowVectorXd away = x - model.core.row(result.core);
  const double apart = away.stableNorm();
  require(leaves == (apart <= eps),
          "counterfactual: the point is {} from the nearest core point{}, should be {} eps {}", apart,
          leaves ? "" : fmt::format(" of cluster {}", c), leaves ? "at most" : "more than", eps);
  if (apart == 0) away = Eigen::RowVectorXd::Unit(x.size(), 0);  // all directions are alike
  result.point = model.core.row(result.core) + eps / (apart == 0 ? 1 : apart) * away;
  result.distance = std::abs(apart - eps);
  result.logit = logits(model.outlier_scores(result.point), infinity)(0, c);
  result.certified = result.logit >= -rounding * model.squared_radius;
  return result;
}

}  // namespace neon
