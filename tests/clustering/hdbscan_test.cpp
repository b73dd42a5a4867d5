#include <neon/clustering/assignment.hpp>
#include <neon/clustering/hdbscan.hpp>
#include <neon/clustering/model.hpp>
#include <neon/core/error.hpp>

#include <map>
#include <set>

#include "support/hdbscan_labels.hpp"
#include "support/laws.hpp"
#include "support/samples.hpp"
#include "support/slow_networks.hpp"

using namespace neon;

namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

/// Groups of different density and size, of whole numbers / 64 so that they are the same in any language, and
/// scattered points: the sample of hdbscan_labels.
Matrix sample(Index points, Index features) {
  Matrix x(points, features);
  std::uint64_t state = 12345;
  const auto draw = [&] {
    state = (state * 1103515245 + 12345) % 2147483648;
    return static_cast<double>(state / 65536 % 4096);
  };
  for (Index n = 0; n < points; ++n) {
    const Index group = n % 10;
    for (Index i = 0; i < features; ++i) {
      double value = 0;
      for (int term = 0; term < 4; ++term) value += draw() - 2048;
      if (group == 9)
        value *= 8;  // scattered
      else
        value = value * (group < 5 ? 0.5 : 1) + (i == group % 4 ? 24576 : 0);
      x(n, i) = std::floor(value) / 64;
    }
  }
  return x;
}

Matrix reachability(const Matrix& x, Index min_samples) {
  const Index n = x.rows();
  Matrix square(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) square(i, j) = slow::squared_distance(x, i, x, j);
  Vector core(n);
  for (Index i = 0; i < n; ++i) {
    std::vector<double> row(square.row(i).data(), square.row(i).data() + n);
    std::sort(row.begin(), row.end());
    core(i) = row[at(min_samples - 1)];
  }
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) square(i, j) = std::max({square(i, j), core(i), core(j)});
  return square;
}

/// min over ways of the longest edge, by Floyd and Warshall.
Matrix bottlenecks(Matrix square) {
  const Index n = square.rows();
  for (Index k = 0; k < n; ++k)
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < n; ++j) square(i, j) = std::min(square(i, j), std::max(square(i, k), square(k, j)));
  return square;
}

/// Stability of single linkage's clusters straight from their definition, top down: the points that can reach each
/// other by edges of at most a length, for every length that occurs.
struct SlowTree {
  const Matrix& gap;  ///< bottlenecks
  Index min_size;

  /// Parts of a set at edges shorter than `square`.
  std::vector<Labels> parts(const Labels& set, double square) const {
    std::vector<Labels> result;
    for (const Index p : set) {
      Labels* home = nullptr;
      for (Labels& part : result)
        if (gap(part.front(), p) < square) home = &part;
      if (home == nullptr) home = &result.emplace_back();
      home->push_back(p);
    }
    return result;
  }
  /// Tells the clusters inside a set that was born at an edge of that square.  @return their stability
  double tell(Labels set, double born, bool whole, HdbscanSelection how, std::vector<Labels>& told) const {
    const Labels all = set;
    const double birth = std::isinf(born) ? 0 : 1 / std::sqrt(born);
    double own = 0, inside = 0;
    std::vector<Labels> inner;
    while (!set.empty()) {
      double longest = 0;
      for (const Index i : set)
        for (const Index j : set)
          if (i != j) longest = std::max(longest, gap(i, j));
      const double lambda = 1 / std::sqrt(longest);
      std::vector<Labels> large;
      for (const Labels& part : parts(set, longest))
        if (static_cast<Index>(part.size()) >= min_size) large.push_back(part);
      if (large.size() == 1) {
        own += static_cast<double>(set.size() - large.front().size()) * (lambda - birth);
        set = large.front();
        continue;
      }
      own += static_cast<double>(set.size()) * (lambda - birth);
      for (const Labels& part : large) inside += tell(part, longest, false, how, inner);
      break;
    }
    const bool leaf = inner.empty();
    if (!whole && (leaf || (how == HdbscanSelection::excess_of_mass && inside <= own))) {
      told.push_back(all);
      return own;
    }
    told.insert(told.end(), inner.begin(), inner.end());
    return inside;
  }
};

std::set<std::set<Index>> groups(const Labels& labels) {
  std::map<Index, std::set<Index>> by_label;
  for (std::size_t n = 0; n < labels.size(); ++n)
    if (labels[n] >= 0) by_label[labels[n]].insert(static_cast<Index>(n));
  std::set<std::set<Index>> result;
  for (auto& [label, points] : by_label) result.insert(points);
  return result;
}

}  // namespace

TEST_CASE("clusters of HDBSCAN are scikit-learn's, up to their order") {
  for (const samples::HdbscanLabels& theirs : samples::hdbscan_labels()) {
    CAPTURE(theirs.features, theirs.options.min_cluster_size, theirs.options.min_samples);
    Labels expected;
    for (const char label : theirs.labels) expected.push_back(label == '-' ? -1 : label - 'a');
    CHECK(groups(fit_hdbscan(sample(240, theirs.features), theirs.options).labels) == groups(expected));
  }
}

TEST_CASE("the whole as a cluster: one blob and its outliers, up to epsilon or to the last edge that takes some away") {
  Matrix x = 0.1 * samples::normal(60, 2, 7);
  x.row(58) << 5, 0;
  x.row(59) << 0, -7;
  const HdbscanOptions one{.min_cluster_size = 30, .min_samples = 3, .single_cluster = true};
  CHECK_THROWS_WITH(fit_hdbscan(x, {.min_cluster_size = 30}), Catch::Contains("or a single cluster be allowed"));
  HdbscanOptions wide = one;
  wide.epsilon = 2;
  const HdbscanFit fit = fit_hdbscan(x, wide);
  CHECK(fit.clusters == 1);
  CHECK(fit.noise == 2);
  CHECK(fit.birth_square == Vector::Constant(1, 4));
  // What the tree says of every point, its rule says too: the model has one cluster and noise.
  for (const HdbscanOptions& options : {wide, one}) {
    const HdbscanFit told = fit_hdbscan(x, options);
    const Hdbscan model = make_hdbscan(x, told.labels, told.birth_square, options.rank());
    Labels expected = told.labels;
    std::replace(expected.begin(), expected.end(), Index{-1}, model.noise());
    CHECK(model.clusters() == 2);
    CHECK(assign(model.outlier_scores(x)) == expected);
  }
  CHECK(fit_hdbscan(x, one).noise > 2);
  wide.epsilon = 1e-6;
  CHECK_THROWS_WITH(fit_hdbscan(x, wide), Catch::Contains("all are noise") && Catch::Contains("epsilon larger"));
  CHECK_THROWS_WITH(fit_hdbscan(Matrix::Ones(60, 2), one), Catch::Contains("copies of each other"));
  wide.epsilon = -1;
  CHECK_THROWS_WITH(fit_hdbscan(x, wide), Catch::Contains("epsilon -1 should be 0 or larger"));
  CHECK_THROWS_WITH(fit_hdbscan(x, {.max_cluster_size = -1}), Catch::Contains("max_cluster_size -1 should be"));
  CHECK_THROWS_WITH(fit_hdbscan(sample(240, 3), {.max_cluster_size = 1}),
                    Catch::Contains("max_cluster_size 1 should be larger"));
}

TEST_CASE("the tree of mutual reachability has the least gaps on all of its ways") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2));
  const Index features = GENERATE(2, 20), min_samples = GENERATE(1, 5);
  const Matrix x = samples::normal(60, features, seed);
  const Matrix square = reachability(x, min_samples), gap = bottlenecks(square);
  const HdbscanFit fit = fit_hdbscan(x, {.min_cluster_size = 2, .min_samples = min_samples});
  REQUIRE(fit.tree.size() == 59);
  double total = 0;
  for (std::size_t e = 0; e < fit.tree.size(); ++e) {
    const TreeEdge& edge = fit.tree[e];
    CHECK(edge.square == Approx(square(edge.from, edge.to)).epsilon(tolerance::rounding));
    if (e > 0) CHECK(edge.square >= fit.tree[e - 1].square);
    total += edge.square;
  }
  // The ultrametric's own tree weighs the same.
  std::vector<double> least(60, infinity);
  std::vector<bool> in(60, false);
  double expected = 0;
  least[0] = 0;
  for (Index step = 0; step < 60; ++step) {
    Index next = -1;
    for (Index i = 0; i < 60; ++i)
      if (!in[at(i)] && (next < 0 || least[at(i)] < least[at(next)])) next = i;
    in[at(next)] = true;
    expected += least[at(next)];
    for (Index i = 0; i < 60; ++i) least[at(i)] = std::min(least[at(i)], gap(next, i));
  }
  CHECK(total == Approx(expected).epsilon(tolerance::rounding));
}

TEST_CASE("HDBSCAN tells the clusters that its definition tells, level by level") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3, 4));
  const auto how = GENERATE(HdbscanSelection::excess_of_mass, HdbscanSelection::leaf);
  const Index min_samples = 1,
              min_size = GENERATE(3, 6);  // with core distances edges tie, and points at them are in either part
  Matrix x = 0.5 * samples::normal(90, 2, seed);
  for (Index n = 0; n < 90; ++n) x(n, n % 2) += 1.5 * static_cast<double>(n % 4);
  const Matrix gap = bottlenecks(reachability(x, min_samples));
  std::vector<Labels> told;
  Labels all(90);
  for (Index n = 0; n < 90; ++n) all[at(n)] = n;
  SlowTree{gap, min_size}.tell(all, infinity, true, how, told);
  std::set<std::set<Index>> expected;
  for (const Labels& set : told) expected.insert(std::set<Index>(set.begin(), set.end()));
  if (expected.empty()) {
    CHECK_THROWS_WITH(fit_hdbscan(x, {min_size, min_samples, how}), Catch::Contains("all are noise"));
    return;
  }
  const HdbscanFit fit = fit_hdbscan(x, {min_size, min_samples, how});
  CHECK(groups(fit.labels) == expected);
  CHECK(fit.clusters == static_cast<Index>(expected.size()));
  CHECK(fit.noise == std::count(fit.labels.begin(), fit.labels.end(), -1));
  CHECK(fit.birth_square.size() == fit.clusters);
}

TEST_CASE("why two points are together: no way has a narrower bottleneck, and its features make it up") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2));
  const Index min_samples = GENERATE(1, 6);
  Matrix x = samples::normal(50, 3, seed);
  for (Index n = 0; n < 50; ++n) x(n, 0) += 5.0 * static_cast<double>(n % 2);
  const HdbscanFit fit = fit_hdbscan(x, {.min_cluster_size = 2, .min_samples = min_samples});
  const Matrix square = reachability(x, min_samples), gap = bottlenecks(square);
  std::set<PairExplanation::Active> seen;
  for (Index i = 0; i < 50; ++i)
    for (Index j = 0; j < 50; ++j) {
      if (i == j) continue;
      const PairExplanation why = explain_pair(x, fit, min_samples, i, j);
      CHECK(why.path.front() == i);
      CHECK(why.path.back() == j);
      double longest = 0;
      for (std::size_t p = 1; p < why.path.size(); ++p)
        longest = std::max(longest, square(why.path[p - 1], why.path[p]));
      CHECK(longest == Approx(gap(i, j)).epsilon(tolerance::rounding));
      CHECK(why.bottleneck.square == Approx(gap(i, j)).epsilon(tolerance::rounding));
      CHECK(why.relevance.sum() == Approx(gap(i, j)).epsilon(tolerance::rounding));
      CHECK((why.relevance.array() >= 0).all());
      seen.insert(why.active);
    }
  CHECK((seen.size() == 1) == (min_samples == 1));  // core distances are told where they are the bottleneck
  CHECK_THROWS_WITH(explain_pair(x, fit, min_samples, 3, 3), Catch::Contains("should be two in [0, 50)"));
  CHECK_THROWS_WITH(explain_pair(x, fit, 0, 1, 2), Catch::Contains("min_samples 0 should be"));
  CHECK_THROWS_WITH(explain_pair(x.topRows(20), fit, 1, 1, 2),
                    Catch::Contains("the tree of 50 points should be of 20"));
}

TEST_CASE("HDBSCAN neither sees the unit nor the origin") {
  const Matrix x = sample(240, 3);
  const HdbscanFit fit = fit_hdbscan(x);
  for (const double unit : {0x1p-480, 0x1p480}) CHECK(fit_hdbscan(unit * x).labels == fit.labels);
  CHECK(fit_hdbscan(x.array() + 0x1p30).labels == fit.labels);
}

TEST_CASE("copies of a point are a cluster, and what has none is refused") {
  Matrix x = Matrix::Zero(20, 2);
  x.bottomRows(10).setOnes();
  const HdbscanFit fit = fit_hdbscan(x);
  CHECK(fit.clusters == 2);
  CHECK(fit.noise == 0);
  CHECK(fit.birth_square == Vector::Constant(2, 2));
  CHECK_THROWS_WITH(fit_hdbscan(x, {.min_cluster_size = 11}), Catch::Contains("never splits into two parts of 11"));
  CHECK_THROWS_WITH(fit_hdbscan(x, {.min_cluster_size = 1}),
                    Catch::Contains("min_cluster_size 1 should be at least 2"));
  CHECK_THROWS_WITH(fit_hdbscan(x, {.min_samples = 21}), Catch::Contains("min_samples 21 should be"));
  CHECK_THROWS_WITH(fit_hdbscan(Matrix::Constant(20, 2, std::nan(""))), Catch::Contains("fit_hdbscan"));
}
