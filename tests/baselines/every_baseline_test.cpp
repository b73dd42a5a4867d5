#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>

#include <set>

#include "baselines/setting.hpp"
#include "support/laws.hpp"

using namespace neon;
using Catch::Matchers::Contains;

TEST_CASE("every baseline has a name of its own and a source, and is found by its name, in capitals or not") {
  std::set<std::string> names;
  for (const Attributor& baseline : baselines::all()) {
    CHECK(names.insert(baseline.name).second);
    CHECK_FALSE(baseline.name.empty());
    CHECK_FALSE(baseline.source.empty());
    CHECK(baselines::find(baseline.name).source == baseline.source);
  }
  for (const char* name : {"SA", "GI", "SR", "IG", "random", "Occlusion", "SmoothGrad", "EG", "LIME", "KernelSHAP",
                           "Shapley", "PermutationSHAP", "LOCO", "IMM", "CD"})
    CHECK(names.count(name) == 1);
  CHECK(baselines::find("kernelshap").name == "KernelSHAP");
  CHECK(baselines::find("RANDOM").name == "random");
}

TEST_CASE("an unknown baseline is answered with the known ones") {
  CHECK_THROWS_AS(baselines::find("saa"), Error);
  for (const Attributor& baseline : baselines::all())
    CHECK_THROWS_WITH(baselines::find("s"), Contains("'s'") && Contains(baseline.name));
}

TEST_CASE("what every experiment runs is the first of all, and asks for no background") {
  const std::vector<Attributor> all = baselines::all(), everywhere = baselines::everywhere(),
                                on_leaderboard = baselines::on_leaderboard();
  REQUIRE(everywhere.size() >= 5);
  REQUIRE(everywhere.size() < all.size());
  for (std::size_t i = 0; i < everywhere.size(); ++i) {
    CHECK(everywhere[i].name == all[i].name);
    CHECK_FALSE(everywhere[i].uses_background);
    CHECK(everywhere[i].most_features > 1000);
  }
  REQUIRE(on_leaderboard.size() > everywhere.size());
  REQUIRE(on_leaderboard.size() < all.size());
  for (std::size_t i = 0; i < on_leaderboard.size(); ++i) CHECK(on_leaderboard[i].name == all[i].name);
}

TEST_CASE("every baseline answers with finite relevances, the same in every order of the points and every time") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2));
  const Attributor baseline = GENERATE(from_range(baselines::all()));
  for (const ClusterModel& model : samples::models(4, 6, seed)) {
    CAPTURE(baseline.name, kind(model), beta(model));
    const Setting setting(model, seed + 5);
    const Attribution answer = setting.ask(baseline, 7);
    REQUIRE(answer.relevance.rows() == setting.x.rows());
    REQUIRE(answer.relevance.cols() == setting.x.cols());
    CHECK(answer.relevance.allFinite());
    if (answer.error.size() > 0) {
      REQUIRE(answer.error.size() == setting.x.rows());
      CHECK((answer.error.array() >= 0).all());
    }
    CHECK(setting.ask(baseline, 7).relevance == answer.relevance);
    CHECK(setting.ask(fitted(baseline, setting.background), 7).relevance == answer.relevance);

    Labels order(setting.id.size());
    std::iota(order.begin(), order.end(), Index{0});
    Random(seed).shuffle(order);
    Setting shuffled = setting;
    shuffled.x = setting.x(order, Eigen::all);
    shuffled.root = setting.root(order, Eigen::all);
    for (std::size_t n = 0; n < order.size(); ++n) shuffled.id[n] = setting.id[static_cast<std::size_t>(order[n])];
    laws::equal(shuffled.ask(baseline, 7).relevance, Matrix(answer.relevance(order, Eigen::all)));

    for (const Index n : {Index{0}, Index{5}, setting.x.rows() - 1}) {
      const Matrix x = setting.x.row(n), root = setting.root.row(n);
      const Labels id{setting.id[static_cast<std::size_t>(n)]};
      const Question alone{setting.evidence, x, root, id, 7, setting.cluster, &setting.background};
      laws::equal(baseline.explain(alone).relevance, Matrix(answer.relevance.row(n)));
    }
  }
}

TEST_CASE("every baseline is the same for any number of threads") {
  const Attributor baseline = GENERATE(from_range(baselines::all()));
  CAPTURE(baseline.name);
  const Setting setting(samples::kernel_kmeans(4, 6, 4, 6, 1), 2);
  const auto explained = [&](int count) {
    set_threads(count);
    Matrix relevance(setting.x.rows(), setting.x.cols());
    parallel_blocks(setting.x.rows(), 5, [&](Index first, Index last) {
      const Matrix x = setting.x.middleRows(first, last - first), root = setting.root.middleRows(first, last - first);
      const Labels id(setting.id.begin() + first, setting.id.begin() + last);
      const Question q{setting.evidence, x, root, id, 3, setting.cluster, &setting.background};
      relevance.middleRows(first, last - first) = baseline.explain(q).relevance;
    });
    set_threads(0);
    return relevance;
  };
  CHECK(explained(1) == explained(2));
}

TEST_CASE("a baseline that says it does without root points or a background does") {
  const Attributor baseline = GENERATE(from_range(baselines::all()));
  CAPTURE(baseline.name);
  const Setting setting(samples::kernel_kmeans(4, 6, 4, 6, 1), 2);
  Setting moved_root = setting, other = setting;
  moved_root.root.array() += 0.25;
  other.background.x.array() *= 1 + 0.1 * samples::uniform(other.background.x.rows(), 6, 9).array();
  other.background.without = {};
  const Matrix relevance = setting.ask(baseline).relevance;
  CHECK((relevance == moved_root.ask(baseline).relevance) == !baseline.uses_root);
  CHECK((relevance == other.ask(baseline).relevance) == !baseline.uses_background);
}

TEST_CASE("a baseline that asks for a background says so, by its name, where there is none that fits") {
  const Attributor baseline = GENERATE(from_range(baselines::all()));
  CAPTURE(baseline.name);
  const Setting setting(samples::kmeans(3, 6, 5, 1), 2);
  const Question none{setting.evidence, setting.x, setting.root, setting.id};
  if (!baseline.uses_background) {
    CHECK(baseline.explain(none).relevance.allFinite());
    return;
  }
  CHECK_THROWS_WITH(baseline.explain(none), Contains(baseline.name) && Contains("background") && Contains("none"));
  Setting narrow = setting;
  narrow.background.x = samples::uniform(30, 5, 3);
  CHECK_THROWS_WITH(narrow.ask(baseline), Contains(baseline.name) && Contains("[30, 5]") && Contains("6 features"));
  if (baseline.fit)
    CHECK_THROWS_WITH(setting.ask(fitted(baseline, narrow.background)),
                      Contains(baseline.name) && Contains("5") && Contains("6"));
  Setting empty = setting;
  empty.background = {Matrix(0, 6), {}, 3};
  CHECK_THROWS_WITH(empty.ask(baseline), Contains(baseline.name) && Contains("[0, 6]"));
}

TEST_CASE("every baseline explains one feature, and a feature that never varies") {
  const Attributor baseline = GENERATE(from_range(baselines::all()));
  CAPTURE(baseline.name);
  CHECK(Setting(samples::kmeans(3, 1, 5, 1), 2).ask(baseline).relevance.allFinite());

  Setting constant(samples::kernel_kmeans(4, 6, 4, 6, 1), 2);
  constant.x.col(2).setConstant(0.5);
  constant.root.col(2).setConstant(0.5);
  constant.background.x.col(2).setConstant(0.5);
  const Matrix relevance = constant.ask(baseline).relevance;
  CHECK(relevance.allFinite());
  for (const char* contribution : {"SR", "IG", "EG", "LIME"})
    if (baseline.name == contribution) CHECK(relevance.col(2).isZero(0));
  for (const char* contribution : {"Occlusion", "Shapley", "KernelSHAP", "PermutationSHAP", "IMM", "CD"})
    if (baseline.name == contribution) CHECK(relevance.col(2).isZero(tolerance::rounding));
}

TEST_CASE("every baseline does with one background point, or says what it misses") {
  const Attributor baseline = GENERATE(from_range(baselines::all()));
  CAPTURE(baseline.name);
  const Setting setting(samples::kmeans(3, 4, 5, 1), 2, 6, 1);
  if (baseline.name == "CD")
    CHECK_THROWS_WITH(setting.ask(baseline), Contains("CD") && Contains("1 cluster should be of at least 2"));
  else
    CHECK(setting.ask(baseline).relevance.allFinite());
}

TEST_CASE("the random control changes with the seed and the point, and lies in 0 to 1") {
  const Setting setting(samples::kmeans(3, 50, 5, 1), 2, 40);
  const Attributor random = baselines::find("random");
  const Matrix a = setting.ask(random, 1).relevance, b = setting.ask(random, 2).relevance;
  CHECK((a.array() != b.array()).all());
  CHECK((a.row(0).array() != a.row(1).array()).all());
  CHECK(a.minCoeff() >= 0);
  CHECK(a.maxCoeff() < 1);
  CHECK(a.mean() == Approx(0.5).margin(0.03));
}
