#include <neon/baselines/background_means.hpp>
#include <neon/baselines/threshold_tree.hpp>
#include <neon/clustering/kmeans.hpp>
#include <neon/core/error.hpp>
#include <neon/core/thread_count.hpp>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <set>

#include "baselines/setting.hpp"
#include "support/laws.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

/// `each` points around every row of `centre`, within +- 1 of it in every feature.
Matrix blobs(const Matrix& centre, Index each, std::uint64_t seed) {
  return centre.replicate(each, 1) + 2 * samples::uniform(centre.rows() * each, centre.cols(), seed) -
         Matrix::Ones(centre.rows() * each, centre.cols());
}

Labels round_robin(Index points, Index clusters) {
  Labels result;
  for (Index n = 0; n < points; ++n) result.push_back(n % clusters);
  return result;
}

Index leaves(const ThresholdTree& tree) {
  std::set<Index> clusters;
  for (const auto& node : tree.nodes)
    if (node.feature < 0) clusters.insert(node.cluster);
  return static_cast<Index>(clusters.size());
}

Index parted(const MatrixView& x, const Labels& cluster, const Matrix& mean, Index feature, double threshold) {
  Index count = 0;
  for (Index n = 0; n < x.rows(); ++n)
    count += (x(n, feature) <= threshold) != (mean(cluster[static_cast<std::size_t>(n)], feature) <= threshold);
  return count;
}

/// The tree by its definition: every node tries every threshold between neighbouring numbers, sorted anew, and counts
/// the points parted from their means one by one.
/// @param points, clusters those that reach the node  @return the node
Index slowly_grown(const Matrix& x, const Labels& cluster, const Matrix& mean, const Labels& points,
                   const Labels& clusters, std::vector<ThresholdTree::Node>& nodes) {
  const std::size_t node = nodes.size();
  nodes.emplace_back();
  double widest = 0;
  ThresholdTree::Node best;
  for (Index i = 0; i < x.cols(); ++i) {
    std::set<double> numbers;
    double lowest = infinity, highest = -infinity;
    for (const Index n : points) numbers.insert(x(n, i));
    for (const Index k : clusters) {
      numbers.insert(mean(k, i));
      lowest = std::min(lowest, mean(k, i));
      highest = std::max(highest, mean(k, i));
    }
    for (auto upper = std::next(numbers.begin()); upper != numbers.end(); ++upper) {
      const double here = *std::prev(upper), gap = *upper - here;
      if (here < lowest || here >= highest) continue;
      Index mistakes = 0;
      for (const Index n : points)
        mistakes += (x(n, i) <= here) != (mean(cluster[static_cast<std::size_t>(n)], i) <= here);
      if (best.feature >= 0 && (mistakes > best.mistakes || (mistakes == best.mistakes && gap <= widest))) continue;
      widest = gap;
      best = {.feature = i, .threshold = 0.5 * here + 0.5 * *upper, .mistakes = mistakes};
    }
  }
  if (best.feature < 0) {
    nodes[node].cluster = clusters.front();
    return static_cast<Index>(node);
  }
  Labels left_points, right_points, left_clusters, right_clusters;
  const auto is_left = [&](double value) { return value <= best.threshold; };
  for (const Index k : clusters) (is_left(mean(k, best.feature)) ? left_clusters : right_clusters).push_back(k);
  for (const Index n : points) {
    const bool left = is_left(x(n, best.feature));
    if (left == is_left(mean(cluster[static_cast<std::size_t>(n)], best.feature)))
      (left ? left_points : right_points).push_back(n);
  }
  best.left = slowly_grown(x, cluster, mean, left_points, left_clusters, nodes);
  best.right = slowly_grown(x, cluster, mean, right_points, right_clusters, nodes);
  nodes[node] = best;
  return static_cast<Index>(node);
}

double slow_cost(const Matrix& x, const Labels& group, Index groups) {
  double sum = 0;
  for (Index k = 0; k < groups; ++k)
    for (Index i = 0; i < x.cols(); ++i) {
      double count = 0, first = 0;
      for (Index n = 0; n < x.rows(); ++n)
        if (group[static_cast<std::size_t>(n)] == k) {
          first += x(n, i);
          ++count;
        }
      for (Index n = 0; n < x.rows(); ++n)
        if (group[static_cast<std::size_t>(n)] == k) sum += std::pow(x(n, i) - first / count, 2);
    }
  return sum;
}

}  // namespace

TEST_CASE("a tree by hand: two splits, thresholds midway in the widest gap") {
  Matrix x(6, 2);
  x << 0, 0, 1, 0, 10, 0, 11, 0, 10, 20, 11, 20;
  const ThresholdTree tree = fit_threshold_tree(x, {0, 0, 1, 1, 2, 2}, 3);
  REQUIRE(tree.nodes.size() == 5);
  CHECK(tree.nodes[0].feature == 1);  // the gap of 20 before that of 9
  CHECK(tree.nodes[0].threshold == 10);
  const auto& left = tree.nodes[static_cast<std::size_t>(tree.nodes[0].left)];
  CHECK(left.feature == 0);
  CHECK(left.threshold == 5.5);
  CHECK(tree.assign(x) == Labels{0, 0, 1, 1, 2, 2});
  CHECK(tree.cost == Approx(1.5));
  CHECK(tree.cost_ratio() == 1);
  const ThresholdTree::Box leaf = tree.leaf(1);
  CHECK(leaf.lower == Eigen::Vector2d(5.5, -infinity));
  CHECK(leaf.upper == Eigen::Vector2d(infinity, 10));

  const Background background{x, {0, 0, 1, 1, 2, 2}, 3};
  const Matrix points = (Matrix(2, 2) << 7, 1, 4, 13).finished();
  const Evidence f = linear_evidence(Vector::Ones(2), 0);
  const Labels id{0, 1};
  const Question question{f, points, points, id, 0, 1, &background};
  const Matrix relevance = baselines::find("IMM").explain(question).relevance;
  laws::equal(relevance, Matrix((Matrix(2, 2) << 1.5, 9, -1.5, -3).finished()));
}

TEST_CASE("well-separated clusters cost nothing and are never mistaken") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix centre = 5 * (10 * samples::uniform(6, 4, seed)).array().floor();
  const Matrix x = blobs(centre, 25, seed + 1);
  const Labels cluster = round_robin(x.rows(), 6);
  const ThresholdTree tree = fit_threshold_tree(x, cluster, 6);
  CHECK(tree.assign(x) == cluster);
  CHECK(tree.mistakes() == 0);
  CHECK(leaves(tree) == 6);
  CHECK(tree.nodes.size() == 11);
  CHECK(tree.cost_ratio() == Approx(1).epsilon(tolerance::rounding));
}

TEST_CASE("clusters that overlap: the first split makes the fewest mistakes, and the costs are the sums they say") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix x = samples::normal(150, 3, seed);
  const KMeansFit fit = fit_kmeans(x, 5, {.seed = seed});
  const ThresholdTree tree = fit_threshold_tree(x, fit.labels, 5);
  const Matrix& mean = fit.model.centroids;
  Index fewest = x.rows();
  for (Index i = 0; i < 3; ++i)
    for (Index n = 0; n < x.rows(); ++n)
      for (const double threshold : {x(n, i) - 1e-9, x(n, i) + 1e-9})
        if (threshold >= mean.col(i).minCoeff() && threshold < mean.col(i).maxCoeff())
          fewest = std::min(fewest, parted(x, fit.labels, mean, i, threshold));
  const auto& root = tree.nodes.front();
  CHECK(root.mistakes == fewest);
  CHECK(parted(x, fit.labels, mean, root.feature, root.threshold) == fewest);
  CHECK(leaves(tree) == 5);
  CHECK(tree.mistakes() >= fewest);
  CHECK(tree.kmeans_cost == Approx(fit.inertia).epsilon(tolerance::rounding));
  const Labels assigned = tree.assign(x);
  CHECK(tree.cost == Approx(slow_cost(x, assigned, 5)).epsilon(tolerance::rounding));
  CHECK(tree.cost_ratio() > 1);
  Index wrong = 0;
  for (std::size_t n = 0; n < assigned.size(); ++n) wrong += assigned[n] != fit.labels[n];
  CHECK(wrong <= tree.mistakes());
}

TEST_CASE("a tree whose features are sorted once is the one whose nodes sort anew, with any number of threads") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const bool ties = GENERATE(false, true);
  const Index clusters = 7;
  Matrix x = samples::normal(160, 5, seed);
  if (ties) x = (2 * x).array().round();  // most numbers many times, some on a mean
  x.col(4).setConstant(-0.0);
  Labels cluster = fit_kmeans(x, clusters, {.seed = seed, .max_iterations = 3}).labels;
  for (std::size_t n = 0; n < cluster.size(); n += 9) cluster[n] = (cluster[n] + 1) % clusters;
  const auto means = baselines::background_means({x, cluster, clusters}, "test");
  REQUIRE(means.mean.rows() == clusters);
  Labels points(cluster.size()), all(static_cast<std::size_t>(clusters));
  std::iota(points.begin(), points.end(), 0);
  std::iota(all.begin(), all.end(), 0);
  std::vector<ThresholdTree::Node> slow;
  slowly_grown(x, cluster, means.mean, points, all, slow);
  for (const int threads : {1, 2}) {
    const ThreadCount count(threads);
    const ThresholdTree tree = fit_threshold_tree(x, cluster, clusters);
    REQUIRE(tree.nodes.size() == slow.size());
    for (std::size_t n = 0; n < slow.size(); ++n) {
      CAPTURE(n);
      CHECK(tree.nodes[n].feature == slow[n].feature);
      CHECK(tree.nodes[n].threshold == slow[n].threshold);
      CHECK(tree.nodes[n].mistakes == slow[n].mistakes);
      CHECK(tree.nodes[n].cluster == slow[n].cluster);
      CHECK(tree.nodes[n].left == slow[n].left);
      CHECK(tree.nodes[n].right == slow[n].right);
    }
  }
}

TEST_CASE("no relevance of the tree is negative exactly where it has the point in the cluster") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Setting setting(samples::kmeans(4, 3, 5, seed), seed + 3, 60, 80);
  const Background& background = setting.background;
  const ThresholdTree tree = fit_threshold_tree(background.x, background.cluster, background.clusters);
  const Labels assigned = tree.assign(setting.x);
  const Matrix relevance = setting.relevance("IMM");
  for (Index n = 0; n < setting.x.rows(); ++n)
    CHECK((relevance.row(n).minCoeff() >= 0) == (assigned[static_cast<std::size_t>(n)] == setting.cluster));
}

TEST_CASE("clusters without points, or with the mean of another, have no leaf, one cluster is a tree of one leaf") {
  const Matrix x = blobs(20 * Matrix::Identity(2, 3), 5, 1);
  const ThresholdTree tree = fit_threshold_tree(x, round_robin(10, 2), 4);
  CHECK(leaves(tree) == 2);
  CHECK_THROWS_WITH(tree.leaf(3), Contains("cluster 3"));
  CHECK_THROWS_WITH(tree.assign(Matrix(1, 2)), Contains("2 features should be 3"));

  const ThresholdTree twins = fit_threshold_tree(Matrix::Ones(4, 3), {0, 1, 0, 1}, 2);
  CHECK(twins.nodes.size() == 1);
  CHECK(twins.assign(Matrix::Zero(1, 3)) == Labels{0});
  CHECK(twins.cost_ratio() == 1);

  const ThresholdTree one = fit_threshold_tree(x, Labels(10, 2), 4);
  CHECK(one.nodes.size() == 1);
  CHECK(one.leaf(2).lower.minCoeff() == -infinity);
}

TEST_CASE("what a threshold tree cannot be grown from") {
  Matrix x = Matrix::Ones(3, 2);
  CHECK_THROWS_WITH(fit_threshold_tree(x, {0, 1, 2}, 2), Contains("cluster 2") && Contains("[0, 2)"));
  CHECK_THROWS_WITH(fit_threshold_tree(x, {0, 1}, 2), Contains("2 clusters") && Contains("3"));
  CHECK_THROWS_WITH(fit_threshold_tree(Matrix(0, 2), {}, 2), Contains("0 points"));
  x(1, 1) = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH(fit_threshold_tree(x, {0, 1, 1}, 2), Contains("threshold tree") && Contains("row 1"));
}
