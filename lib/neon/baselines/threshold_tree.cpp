#include <neon/baselines/background_means.hpp>
#include <neon/baselines/threshold_tree.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/core/error.hpp>

#include <algorithm>
#include <numeric>

namespace neon {
namespace {

struct Split {
  Index feature = -1;
  double threshold = 0, gap = 0;
  Index mistakes = 0;

  bool better_than(const Split& other) const {
    return other.feature < 0 || mistakes < other.mistakes || (mistakes == other.mistakes && gap > other.gap);
  }
};

/// Grows the tree from points and the means of their clusters.
class Growth {
 public:
  Growth(const MatrixView& x, Labels own, const baselines::BackgroundMeans& means)
      : x_(x), own_(std::move(own)), means_(means) {}

  /// @param points, centres rows of x and of the means  @return the node
  Index grow(const Labels& points, const Labels& centres, std::vector<ThresholdTree::Node>& nodes) const {
    const auto node = static_cast<Index>(nodes.size());
    nodes.emplace_back();
    Split best;
    for (Index i = 0; i < x_.cols() && centres.size() > 1; ++i) consider(i, points, centres, best);
    if (best.feature < 0) {
      nodes.back().cluster = means_.cluster[static_cast<std::size_t>(centres.front())];
      return node;
    }
    Labels left_points, right_points, left_centres, right_centres;
    for (const Index k : centres)
      (is_left(means_.mean(k, best.feature), best) ? left_centres : right_centres).push_back(k);
    for (const Index n : points) {
      const bool left = is_left(x_(n, best.feature), best);
      if (left == is_left(mean_of(n, best.feature), best)) (left ? left_points : right_points).push_back(n);
    }
    const Index left = grow(left_points, left_centres, nodes), right = grow(right_points, right_centres, nodes);
    nodes[static_cast<std::size_t>(node)] = {best.feature, best.threshold, left, right, -1, best.mistakes};
    return node;
  }

 private:
  static bool is_left(double value, const Split& split) { return value <= split.threshold; }
  double mean_of(Index point, Index feature) const {
    return means_.mean(own_[static_cast<std::size_t>(point)], feature);
  }

  /// A point and its mean are parted by the thresholds between them: a sweep counts how many pairs are open.
  void consider(Index feature, const Labels& points, const Labels& centres, Split& best) const {
    std::vector<std::pair<double, Index>> events;
    double lowest = infinity, highest = -infinity;
    for (const Index k : centres) {
      events.emplace_back(means_.mean(k, feature), 0);
      lowest = std::min(lowest, events.back().first);
      highest = std::max(highest, events.back().first);
    }
    for (const Index n : points) {
      const double value = x_(n, feature), mean = mean_of(n, feature);
      events.emplace_back(std::min(value, mean), 1);
      events.emplace_back(std::max(value, mean), -1);
    }
    std::sort(events.begin(), events.end());
    Index open = 0;
    for (std::size_t e = 0; e + 1 < events.size(); ++e) {
      open += events[e].second;
      const double here = events[e].first, next = events[e + 1].first;
      if (here == next || here < lowest || here >= highest) continue;
      // Halves first: no overflow; where two neighbours leave no number between them, the lower one.
      const double middle = 0.5 * here + 0.5 * next;
      const Split split{feature, middle < next ? middle : here, next - here, open};
      if (split.better_than(best)) best = split;
    }
  }

  const MatrixView& x_;
  Labels own_;  // of each point, the row of its mean
  const baselines::BackgroundMeans& means_;
};

/// sum_n ‖x_n - mean of its group‖^2
double cost_of(const MatrixView& x, const Labels& group, Index groups) {
  const auto means = baselines::background_means({x, group, groups}, "threshold tree");
  double sum = 0;
  for (Index n = 0; n < x.rows(); ++n)
    sum += (x.row(n) - means.mean.row(means.row_of(group[static_cast<std::size_t>(n)]))).squaredNorm();
  return sum;
}

}  // namespace

double ThresholdTree::cost_ratio() const { return cost == kmeans_cost ? 1 : cost / kmeans_cost; }

Index ThresholdTree::mistakes() const {
  return std::accumulate(nodes.begin(), nodes.end(), Index{0},
                         [](Index sum, const Node& node) { return sum + node.mistakes; });
}

Labels ThresholdTree::assign(const MatrixView& x) const {
  require(x.cols() == features, "ThresholdTree: {} features should be {}", x.cols(), features);
  Labels result;
  for (Index n = 0; n < x.rows(); ++n) {
    const Node* node = &nodes.front();
    while (node->feature >= 0)
      node = &nodes[static_cast<std::size_t>(x(n, node->feature) <= node->threshold ? node->left : node->right)];
    result.push_back(node->cluster);
  }
  return result;
}

ThresholdTree::Box ThresholdTree::leaf(Index cluster) const {
  std::vector<Box> boxes(nodes.size(), {Vector::Constant(features, -infinity), Vector::Constant(features, infinity)});
  for (std::size_t n = 0; n < nodes.size(); ++n) {  // parents come before their children
    const Node& node = nodes[n];
    if (node.feature < 0 && node.cluster == cluster) return boxes[n];
    if (node.feature < 0) continue;
    Box &left = boxes[static_cast<std::size_t>(node.left)], &right = boxes[static_cast<std::size_t>(node.right)];
    left = right = boxes[n];
    left.upper[node.feature] = right.lower[node.feature] = node.threshold;
  }
  throw Error(fmt::format("ThresholdTree: cluster {} should have a leaf, the tree has none of it", cluster));
}

ThresholdTree fit_threshold_tree(const MatrixView& x, const Labels& cluster, Index clusters) {
  require(x.rows() > 0, "threshold tree: 0 points should be at least 1");
  require_finite(x, "threshold tree");
  const auto means = baselines::background_means({x, cluster, clusters}, "threshold tree");
  Labels own, points(cluster.size()), centres(means.cluster.size());
  for (const Index k : cluster) own.push_back(means.row_of(k));
  std::iota(points.begin(), points.end(), Index{0});
  std::iota(centres.begin(), centres.end(), Index{0});

  ThresholdTree tree;
  tree.features = x.cols();
  Growth(x, std::move(own), means).grow(points, centres, tree.nodes);
  tree.kmeans_cost = cost_of(x, cluster, clusters);
  tree.cost = cost_of(x, tree.assign(x), clusters);
  return tree;
}

}  // namespace neon
