#include <neon/baselines/background_means.hpp>
#include <neon/baselines/threshold_tree.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/radix_sort.hpp>

#include <algorithm>
#include <array>
#include <bit>
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

/// Grows the tree from points and the means of their clusters. Every feature is sorted once: a node has the same rows
/// of all orders, and its children get theirs by parting these.
class Growth {
 public:
  Growth(const MatrixView& x, const Labels& own, const baselines::BackgroundMeans& means)
      : points_(x.rows()), means_(means), orders_(at(x.size())), side_(own.size()) {
    require(points_ <= std::numeric_limits<std::int32_t>::max(), "threshold tree: {} points should be at most {}",
            points_, std::numeric_limits<std::int32_t>::max());
    parallel_blocks(x.cols(), 1, [&](Index i, Index) { sort(x, own, i); });
  }

  /// @param first, last rows of the orders  @param centres rows of the means  @return the node
  Index grow(Index first, Index last, const Labels& centres, std::vector<ThresholdTree::Node>& nodes) {
    const auto node = static_cast<Index>(nodes.size());
    nodes.emplace_back();
    const Split best = best_split(first, last, centres);
    if (best.feature < 0) {
      nodes.back().cluster = means_.cluster[at(centres.front())];
      return node;
    }
    Labels left_centres, right_centres;
    for (const Index k : centres)
      (is_left(means_.mean(k, best.feature), best) ? left_centres : right_centres).push_back(k);
    const auto [middle, end] = part(first, last, best, left_centres.size() > 1, right_centres.size() > 1);
    const Index left = grow(first, middle, left_centres, nodes), right = grow(middle, end, right_centres, nodes);
    nodes[at(node)] = {best.feature, best.threshold, left, right, -1, best.mistakes};
    return node;
  }

 private:
  struct Place {
    double value;
    std::int32_t point, centre;  ///< a row of x, and that of its mean
  };
  enum class Side : char { left, right, neither };

  static std::size_t at(Index i) { return static_cast<std::size_t>(i); }
  static bool is_left(double value, const Split& split) { return value <= split.threshold; }
  Index features() const { return means_.mean.cols(); }
  Place* order(Index feature) { return orders_.data() + feature * points_; }

  void sort(const MatrixView& x, const Labels& own, Index feature) {
    constexpr std::uint64_t sign = std::uint64_t{1} << 63;
    std::vector<Keyed<std::uint64_t, std::int32_t>> keys(at(points_)), scratch;
    for (Index n = 0; n < points_; ++n) {
      const auto bits = std::bit_cast<std::uint64_t>(x(n, feature));
      keys[at(n)] = {bits & sign ? ~bits : bits | sign, static_cast<std::int32_t>(n)};  // in the order of the numbers
    }
    radix_sort<11>(keys, scratch);
    Place* to = order(feature);
    for (const auto& key : keys)
      *to++ = {x(key.value, feature), key.value, static_cast<std::int32_t>(own[at(key.value)])};
  }

  Split best_split(Index first, Index last, const Labels& centres) {
    constexpr Index places_at_once = 16384;
    if (centres.size() < 2 || features() == 0) return {};
    std::vector<Index> size(at(means_.mean.rows()), 0);
    for (Index n = first; n < last; ++n) ++size[at(order(0)[n].centre)];
    std::vector<Split> best(at(features()));
    parallel_blocks(features(), 1 + places_at_once / (1 + last - first), [&](Index from, Index to) {
      for (Index i = from; i < to; ++i) best[at(i)] = best_of(i, order(i) + first, order(i) + last, centres, size);
    });
    Split result;
    for (const Split& split : best)
      if (split.feature >= 0 && split.better_than(result)) result = split;
    return result;
  }

  /// A point and its mean are parted by the thresholds between them: a sweep counts how many pairs are open. What a
  /// point does to them depends on whether its mean has been passed, and a mean closes the pairs of the points before
  /// it and opens those of the others.
  /// @param size points of each mean
  Split best_of(Index feature, const Place* point, const Place* last, const Labels& centres,
                const std::vector<Index>& size) const {
    std::vector<std::pair<double, Index>> means;
    for (const Index k : centres) means.emplace_back(means_.mean(k, feature), k);
    std::sort(means.begin(), means.end());
    struct Passed {
      Index step = 1, points = 0;
    };
    std::vector<Passed> passed(size.size());
    Split best;
    Index open = 0;
    double here = -infinity;
    for (auto mean = means.begin(); mean != means.end();) {
      const bool at_point = point != last && point->value <= mean->first;
      const double next = at_point ? point->value : mean->first;
      if (next > here && here >= means.front().first && (best.feature < 0 || open <= best.mistakes)) {
        // Halves first: no overflow; where two neighbours leave no number between them, the lower one.
        const double middle = 0.5 * here + 0.5 * next;
        const Split split{feature, middle < next ? middle : here, next - here, open};
        if (split.better_than(best)) best = split;
      }
      here = next;
      if (at_point) {
        Passed& own = passed[at(point++->centre)];
        open += own.step;
        ++own.points;
      } else {
        Passed& own = passed[at(mean->second)];
        open += size[at(mean++->second)] - 2 * own.points;
        own.step = -1;
      }
    }
    return best;
  }

  /// Parts the rows of all orders: those of the left child, of the right one, and those of neither: points that are
  /// parted from their mean, and points of a child that is a leaf.
  /// @return where the rows of the right child begin and end
  std::pair<Index, Index> part(Index first, Index last, const Split& split, bool left_splits, bool right_splits) {
    std::array<Index, 3> count{};
    for (const Place* place = order(split.feature) + first; place != order(split.feature) + last; ++place) {
      const bool left = is_left(place->value, split), kept = left ? left_splits : right_splits;
      Side& side = side_[at(place->point)];
      side = left != is_left(means_.mean(place->centre, split.feature), split) || !kept ? Side::neither
             : left                                                                     ? Side::left
                                                                                        : Side::right;
      ++count[static_cast<std::size_t>(side)];
    }
    const Index middle = first + count[0], end = middle + count[1];
    if (middle == end && end == first) return {middle, end};
    parallel_blocks(features(), 1, [&](Index i, Index) {
      std::vector<Place> right;
      right.reserve(at(end - middle));
      Place* to = order(i) + first;
      for (const Place *place = to, *stop = order(i) + last; place != stop; ++place) {
        const Side side = side_[at(place->point)];
        if (side == Side::left) *to++ = *place;
        if (side == Side::right) right.push_back(*place);
      }
      std::copy(right.begin(), right.end(), to);
    });
    return {middle, end};
  }

  Index points_;
  const baselines::BackgroundMeans& means_;
  std::vector<Place> orders_;  // [features, points], each feature's by value
  std::vector<Side> side_;     // [points] of the node that is parted
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
  Labels row(static_cast<std::size_t>(clusters)), own, centres(means.cluster.size());
  for (std::size_t k = 0; k < means.cluster.size(); ++k)
    row[static_cast<std::size_t>(means.cluster[k])] = static_cast<Index>(k);
  for (const Index k : cluster) own.push_back(row[static_cast<std::size_t>(k)]);
  std::iota(centres.begin(), centres.end(), Index{0});

  ThresholdTree tree;
  tree.features = x.cols();
  Growth(x, own, means).grow(0, x.rows(), centres, tree.nodes);
  tree.kmeans_cost = cost_of(x, cluster, clusters);
  tree.cost = cost_of(x, tree.assign(x), clusters);
  return tree;
}

}  // namespace neon
