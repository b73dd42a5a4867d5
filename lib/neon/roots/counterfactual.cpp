#include <neon/clustering/dbscan.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/roots/counterfactual.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace neon {
namespace {

Labels free_features(Index features, const Labels& fixed) {
  std::vector<char> stays(static_cast<std::size_t>(features), 0);
  for (const Index i : fixed) {
    require(i >= 0 && i < features, "counterfactual: fixed feature {} should be in [0, {})", i, features);
    stays[static_cast<std::size_t>(i)] = 1;
  }
  Labels free;
  for (Index i = 0; i < features; ++i)
    if (stays[static_cast<std::size_t>(i)] == 0) free.push_back(i);
  require(!free.empty(), "counterfactual: all {} features are fixed, should leave at least one", features);
  return free;
}

/// f as the clusters are decided: the smallest margin, whatever the stiffness of assignment.
Evidence decision(const Network& network) {
  Evidence f = evidence(network);
  f.beta = infinity;
  f.segment_shortcut = {};
  f.flip_shortcut = {};
  f.scores_shortcut = {};
  return f;
}

/// -f, which is positive outside of the cluster.
Evidence outside_of(const Evidence& f) {
  Evidence negative = make_evidence(
      f.features, [f](const MatrixView& x) { return Vector(-f.value(x)); },
      [f](const MatrixView& x) { return Matrix(-f.gradient(x)); });
  negative.prototypes = f.prototypes;
  return negative;
}

/// f as a function of the free features, at a point that says the others.
Evidence of_free(const Evidence& f, const Eigen::RowVectorXd& x, const Labels& free) {
  const auto whole = [x, free](const MatrixView& part) {
    Matrix points = x.replicate(part.rows(), 1);
    points(Eigen::all, free) = part;
    return points;
  };
  Evidence restricted;
  restricted.features = static_cast<Index>(free.size());
  restricted.beta = f.beta;
  restricted.margins = [f, whole](const MatrixView& part) { return f.margins(whole(part)); };
  restricted.pullback = [f, whole, free](const MatrixView& part, const MatrixView& weight) {
    return Matrix(f.pullback(whole(part), weight)(Eigen::all, free));
  };
  if (f.prototypes) restricted.prototypes = std::make_shared<const Matrix>((*f.prototypes)(Eigen::all, free));
  return restricted;
}

RootPoints roots_of(const Evidence& f, const Eigen::RowVectorXd& x, const Labels& free, RootOptions options) {
  if (static_cast<Index>(free.size()) == f.features) return root_points(f, x, options);
  if (options.background) options.background = std::make_shared<const Matrix>((*options.background)(Eigen::all, free));
  const Eigen::RowVectorXd part = x(free);
  RootPoints roots = root_points(of_free(f, x, free), part, options);
  Matrix whole = x;
  whole(Eigen::all, free) = roots.root;
  roots.root = std::move(whole);
  return roots;
}

bool is_unbounded(const Box& box) { return box.lower == -infinity && box.upper == infinity; }

/// The features that differ, those that change most first.
Labels changed_features(const Eigen::RowVectorXd& from, const Eigen::RowVectorXd& to) {
  const Eigen::RowVectorXd change = (to - from).cwiseAbs();
  Labels order(static_cast<std::size_t>(change.size()));
  std::iota(order.begin(), order.end(), Index{0});
  std::erase_if(order, [&](Index i) { return change(i) == 0; });
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return change(a) > change(b); });
  return order;
}

/// The other cluster of largest logit.
Index largest_but(const Vector& logits, Index own) {
  Index best = own == 0 ? 1 : 0;
  for (Index k = 0; k < logits.size(); ++k)
    if (k != own && logits(k) > logits(best)) best = k;
  return best;
}

}  // namespace

std::vector<Counterfactual> counterfactuals(const ClusterModel& model, const MatrixView& x, const Labels& cluster,
                                            const CounterfactualOptions& options) {
  const Index d = features(model), k = clusters(model);
  require(x.cols() == d, "counterfactual: {} features should be {}", x.cols(), d);
  require(static_cast<Index>(cluster.size()) == x.rows(),
          "counterfactual: {} clusters should be {}, one for each point", cluster.size(), x.rows());
  for (const Index c : cluster) require(c >= 0 && c < k, "counterfactual: cluster {} should be in [0, {})", c, k);
  require(!options.to || (*options.to >= 0 && *options.to < k), "counterfactual: to cluster {} should be in [0, {})",
          options.to.value_or(0), k);
  const Labels free = free_features(d, options.fixed);
  std::vector<Evidence> f;
  for (Index c = 0; c < k; ++c) f.push_back(decision(neuralize(model, c)));

  const auto* const dense = model.as<Dbscan>();
  std::vector<Counterfactual> result(cluster.size());
  parallel_blocks(x.rows(), 1, [&](Index n, Index) {
    const Eigen::RowVectorXd point = x.row(n);
    const Index own = cluster[static_cast<std::size_t>(n)];
    const Evidence& asked = f[static_cast<std::size_t>(options.to.value_or(own))];
    Counterfactual& found = result[static_cast<std::size_t>(n)];
    const double start = asked.value(point)[0];
    std::optional<DensityCounterfactual> exact;
    if (dense != nullptr && is_unbounded(options.roots.box) && (options.to ? start < 0 : start > 0))
      exact = certified_counterfactual(*dense, point, own, options.to, options.fixed);
    if (exact) {
      found.point = exact->point;
      found.distance = exact->distance;
      found.found = exact->core >= 0;
      found.certified = true;
    } else {
      const RootPoints roots = roots_of(options.to ? outside_of(asked) : asked, point, free, options.roots);
      found.point = roots.root.row(0);
      found.distance = roots.distance[0];
      found.found = roots.feasible.front() != 0;
    }
    found.from = own;
    found.logits = Vector(k);
    for (Index c = 0; c < k; ++c) found.logits[c] = f[static_cast<std::size_t>(c)].value(found.point)[0];
    found.to = !found.found ? own : options.to ? *options.to : largest_but(found.logits, own);
    found.changed = changed_features(point, found.point);
  });
  return result;
}

}  // namespace neon
