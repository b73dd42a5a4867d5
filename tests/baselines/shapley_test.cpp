#include <neon/baselines/coalitions.hpp>
#include <neon/baselines/sampling.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>

#include <algorithm>
#include <map>
#include <set>

#include "baselines/setting.hpp"
#include "support/laws.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

/// v(S) of one point, reference by reference.
double value_of(const Setting& setting, Index n, const std::vector<bool>& in) {
  double sum = 0;
  for (Index b = 0; b < setting.background.x.rows(); ++b) {
    Matrix mixed = setting.background.x.row(b);
    for (Index i = 0; i < mixed.cols(); ++i)
      if (in[static_cast<std::size_t>(i)]) mixed(0, i) = setting.x(n, i);
    sum += setting.evidence.value(mixed)[0];
  }
  return sum / static_cast<double>(setting.background.x.rows());
}

/// What each feature adds when it comes, averaged over all orders of coming.
Vector by_permutations(const Setting& setting, Index n) {
  const Index d = setting.x.cols();
  Labels order(static_cast<std::size_t>(d));
  std::iota(order.begin(), order.end(), Index{0});
  Vector sum = Vector::Zero(d);
  double orders = 0;
  do {
    std::vector<bool> in(static_cast<std::size_t>(d), false);
    double before = value_of(setting, n, in);
    for (const Index i : order) {
      in[static_cast<std::size_t>(i)] = true;
      const double after = value_of(setting, n, in);
      sum[i] += after - before;
      before = after;
    }
    ++orders;
  } while (std::next_permutation(order.begin(), order.end()));
  return sum / orders;
}

Vector gain_of(const Setting& setting) {
  return setting.evidence.value(setting.x).array() - setting.evidence.value(setting.background.x).mean();
}

/// How many different sets features form on the way of PermutationSHAP's orders.
Index sets_asked(Index d, Index pairs, Random random) {
  std::set<std::vector<bool>> sets;
  for (const Labels& order : baselines::antithetic_orders(d, pairs, random)) {
    std::vector<bool> in(static_cast<std::size_t>(d), false);
    for (Index step = 0; step < d - 1; ++step) {
      in[static_cast<std::size_t>(order[static_cast<std::size_t>(step)])] = true;
      sets.insert(in);
    }
  }
  return static_cast<Index>(sets.size());
}

double kernel(Index d, Index size) {
  double sets = 1;
  for (Index j = 1; j <= size; ++j) sets *= static_cast<double>(d - size + j) / static_cast<double>(j);
  return static_cast<double>(d - 1) / (sets * static_cast<double>(size * (d - size)));
}

}  // namespace

TEST_CASE("exact Shapley values are the mean over all orders of the features") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  for (const ClusterModel& model : samples::models(3, 4, seed)) {
    CAPTURE(kind(model), beta(model));
    Setting setting(model, seed + 3, 2, 3);
    const Matrix relevance = setting.relevance("Shapley");
    for (Index n = 0; n < 2; ++n) laws::equal(Vector(relevance.row(n)), by_permutations(setting, n));
    setting.evidence.scores_shortcut = nullptr;
    laws::equal(setting.relevance("Shapley"), relevance);
  }
}

TEST_CASE("KernelSHAP with all coalitions is exact, and both sum to f(x) - mean f of the background") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2));
  const Index d = GENERATE(1, 2, 3, 7, 10);
  for (const ClusterModel& model : samples::models(3, d, seed)) {
    CAPTURE(kind(model), beta(model), d);
    const Setting setting(model, seed + 3, 3, 4);
    const Matrix exact = setting.relevance("Shapley");
    laws::equal(setting.relevance("KernelSHAP"), exact);
    laws::conserves(exact, gain_of(setting));
  }
}

TEST_CASE("KernelSHAP converges to the exact values, and sums to the gain on the way") {
  const Setting setting(samples::kernel_kmeans(4, 13, 1.5, 6, 1), 2, 6, 5);
  const Matrix exact = setting.relevance("Shapley");
  std::vector<double> error;
  for (const Index coalitions : {30, 300, 3000}) {
    const Matrix relevance = setting.ask(baselines::kernel_shap(coalitions)).relevance;
    laws::conserves(relevance, gain_of(setting));
    error.push_back((relevance - exact).norm() / exact.norm());
  }
  CAPTURE(error);
  CHECK(error[0] < 1);
  CHECK(error[1] < 0.5 * error[0]);
  CHECK(error[2] < 0.5 * error[1]);
  CHECK(setting.ask(baselines::kernel_shap(300), 1).relevance != setting.ask(baselines::kernel_shap(300), 2).relevance);
  laws::equal(setting.ask(baselines::kernel_shap(1 << 13)).relevance, exact);
}

TEST_CASE("PermutationSHAP is the mean of what features add on the way of its orders, and sums to the gain") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2));
  const Index d = GENERATE(2, 5), pairs = 3;
  for (const ClusterModel& model : samples::models(3, d, seed)) {
    CAPTURE(kind(model), beta(model), d);
    const Setting setting(model, seed + 3, 2, 3);
    const Matrix relevance = setting.ask(baselines::permutation_shap(2 * (d - 1) * pairs - 2 * d + 1), 7).relevance;
    laws::conserves(relevance, gain_of(setting));
    const std::vector<Labels> orders = baselines::antithetic_orders(d, pairs, Random(7, 2));
    for (Index n = 0; n < 2; ++n) {
      Vector sum = Vector::Zero(d);
      for (const Labels& order : orders) {
        std::vector<bool> in(static_cast<std::size_t>(d), false);
        for (const Index i : order) {
          const double before = value_of(setting, n, in);
          in[static_cast<std::size_t>(i)] = true;
          sum[i] += value_of(setting, n, in) - before;
        }
      }
      laws::equal(Vector(relevance.row(n)), Vector(sum / static_cast<double>(2 * pairs)));
    }
  }
}

TEST_CASE("orders come in pairs, one the reverse of the other, and every feature at every place as often") {
  const std::vector<Labels> orders = baselines::antithetic_orders(4, 3000, Random(5));
  REQUIRE(orders.size() == 6000);
  Matrix count = Matrix::Zero(4, 4);
  for (std::size_t o = 0; o < orders.size(); o += 2) {
    Labels reverse(orders[o].rbegin(), orders[o].rend());
    CHECK(orders[o + 1] == reverse);
    for (std::size_t place = 0; place < 4; ++place) ++count(orders[o][place], static_cast<Index>(place));
  }
  CHECK((count / 3000 - Matrix::Constant(4, 4, 0.25)).cwiseAbs().maxCoeff() < tolerance::sampling);
}

TEST_CASE("at equal evaluations the error of PermutationSHAP is at most 1.6 times KernelSHAP's") {
  const Index d = 10;
  for (const Index pairs : {3, 8, 20}) {
    double of_permutations = 0, of_kernel = 0;
    for (const std::uint64_t seed : {1, 2, 3, 4})
      for (const ClusterModel& model :
           std::vector<ClusterModel>{samples::kmeans(4, d, 5, seed), samples::kernel_kmeans(4, d, 1.5, 6, seed)}) {
        const Setting setting(model, seed + 3, 4, 5);
        const Matrix exact = setting.relevance("Shapley");
        const auto error = [&](const Attributor& method) {
          return (setting.ask(method, seed).relevance - exact).norm() / exact.norm();
        };
        of_permutations += error(baselines::permutation_shap(2 * (d - 1) * pairs - 2 * d)) / 8;
        of_kernel += error(baselines::kernel_shap(sets_asked(d, pairs, Random(seed, 2)) - 2 * d)) / 8;
      }
    CAPTURE(pairs, of_permutations, of_kernel);
    CHECK(of_permutations < 1.6 * of_kernel);
    CHECK(of_permutations < 0.3);
  }
}

TEST_CASE("what is kept for points one by one changes nothing: other seeds, features and functions, by threads") {
  const bool permutations = GENERATE(false, true);
  const auto method = [=] { return permutations ? baselines::permutation_shap(200) : baselines::kernel_shap(200); };
  const ClusterModel model = samples::kernel_kmeans(4, 13, 1.5, 6, 1);
  const Setting few(model, 2, 8, 5), many(samples::kmeans(3, 15, 5, 1), 2, 3, 5);
  Setting other = few, moved = few;
  other.evidence = evidence(neuralize(model, few.cluster == 0 ? 1 : 0));
  moved.background.x(2, 3) += 0.5;
  const Attributor kept = method();
  const auto asked = [&](const Setting& setting, std::uint64_t seed) {
    CHECK(setting.ask(kept, seed).relevance == setting.ask(method(), seed).relevance);
  };
  for (int time = 0; time < 3; ++time) asked(few, 1);
  for (const Setting* setting : std::vector<const Setting*>{&many, &other, &few, &moved}) {
    for (int time = 0; time < 3; ++time) asked(*setting, 2);
    asked(few, 1);
  }
  const Matrix together = few.ask(method(), 3).relevance;
  parallel_blocks(few.x.rows(), 1, [&](Index n, Index) {
    const Matrix x = few.x.row(n), root = few.root.row(n);
    const Labels id{few.id[static_cast<std::size_t>(n)]};
    for (const std::uint64_t seed : {3, 3, 4}) {
      const Matrix alone = kept.explain({few.evidence, x, root, id, seed, few.cluster, &few.background}).relevance;
      if (seed == 3 && (alone - together.row(n)).cwiseAbs().maxCoeff() > tolerance::rounding)
        throw Error("a point alone should be explained as among others");
    }
  });
}

TEST_CASE("a budget for all coalitions takes each once, with the weight of the Shapley kernel") {
  const Index d = GENERATE(2, 3, 6, 11);
  const auto sets = baselines::kernel_coalitions(d, (Index{1} << d) - 2, Random(1));
  CAPTURE(d);
  REQUIRE(sets.member.rows() == (Index{1} << d) - 2);
  std::map<std::vector<double>, int> seen;
  for (Index s = 0; s < sets.member.rows(); ++s) {
    const Vector row = sets.member.row(s);
    CHECK(++seen[{row.begin(), row.end()}] == 1);
    CHECK(sets.weight[s] == Approx(kernel(d, static_cast<Index>(row.sum()))).epsilon(tolerance::rounding));
  }
}

TEST_CASE("a smaller budget keeps the kernel's mass, pairs sets with their complements, and is kept to") {
  const Index d = GENERATE(5, 12, 40), budget = GENERATE(12, 100, 333);
  const auto sets = baselines::kernel_coalitions(d, budget, Random(3));
  CAPTURE(d, budget);
  CHECK(sets.member.rows() <= std::max<Index>(budget, 2 * d));
  CHECK(sets.member.rows() == sets.weight.size());
  double mass = 0;
  for (Index size = 1; size < d; ++size) mass += static_cast<double>(d - 1) / static_cast<double>(size * (d - size));
  CHECK(sets.weight.sum() == Approx(mass).epsilon(tolerance::rounding));
  const Vector size = sets.member.rowwise().sum(), covered = sets.member.transpose() * sets.weight;
  CHECK(size.minCoeff() >= 1);
  CHECK(size.maxCoeff() <= static_cast<double>(d - 1));
  laws::equal(covered, Vector(Vector::Constant(d, 0.5 * sets.weight.sum())));
}

TEST_CASE("a large background is sampled: Shapley and KernelSHAP see the same points") {
  Setting setting(samples::kmeans(3, 4, 5, 1), 2, 4, 300);
  const Matrix exact = setting.relevance("Shapley");
  laws::equal(setting.relevance("KernelSHAP"), exact);
  setting.background.x.conservativeResize(100, Eigen::NoChange);
  CHECK((setting.relevance("Shapley") - exact).norm() < 0.5 * exact.norm());
  CHECK(setting.relevance("Shapley") != exact);
}

TEST_CASE("too many features for 2^d, too few coalitions for a regression") {
  const Setting wide(linear_evidence(Vector::Ones(16), 0), Matrix::Ones(1, 16), Matrix::Zero(2, 16));
  CHECK_THROWS_WITH(wide.relevance("Shapley"), Contains("16 features") && Contains("at most 15"));
  CHECK(baselines::find("Shapley").most_features == 15);
  CHECK_THROWS_WITH(baselines::kernel_shap(0), Contains("KernelSHAP") && Contains("0 coalitions"));
  CHECK_THROWS_WITH(baselines::permutation_shap(0), Contains("PermutationSHAP") && Contains("0 sets"));
}
