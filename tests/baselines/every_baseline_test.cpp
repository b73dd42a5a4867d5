#include <neon/baselines/baselines.hpp>
#include <neon/core/error.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/roots/root_point.hpp>

#include <numeric>
#include <set>

#include "support/laws.hpp"
#include "support/sample_models.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

/// Points, their root points and numbers, and the evidence of one cluster.
struct Setting {
  Evidence evidence;
  Matrix x, root;
  Labels id;

  Setting(const ClusterModel& model, std::uint64_t seed)
      : evidence(neon::evidence(neuralize(model, 1))), x(samples::uniform(40, features(model), seed)), id(40) {
    root = root_points(evidence, x).root;
    std::iota(id.begin(), id.end(), Index{1000});
  }
  Question question(std::uint64_t seed = 0) const { return {evidence, x, root, id, seed}; }
};

}  // namespace

TEST_CASE("every baseline has a name of its own and a source, and is found by its name") {
  std::set<std::string> names;
  for (const Attributor& baseline : baselines::all()) {
    CHECK(names.insert(baseline.name).second);
    CHECK_FALSE(baseline.name.empty());
    CHECK_FALSE(baseline.source.empty());
    CHECK(baselines::find(baseline.name).source == baseline.source);
  }
  for (const char* name : {"SA", "GI", "SR", "IG", "random"}) CHECK(names.count(name) == 1);
}

TEST_CASE("an unknown baseline is answered with the known ones") {
  CHECK_THROWS_AS(baselines::find("sa"), Error);
  for (const Attributor& baseline : baselines::all())
    CHECK_THROWS_WITH(baselines::find("sa"), Contains("'sa'") && Contains(baseline.name));
}

TEST_CASE("every baseline answers with finite relevances, the same in every order of the points and every time") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Attributor baseline = GENERATE(from_range(baselines::all()));
  for (const ClusterModel& model : samples::models(4, 6, seed)) {
    CAPTURE(baseline.name, kind(model), beta(model));
    const Setting setting(model, seed + 5);
    const Attribution answer = baseline.explain(setting.question(7));
    REQUIRE(answer.relevance.rows() == setting.x.rows());
    REQUIRE(answer.relevance.cols() == setting.x.cols());
    CHECK(answer.relevance.allFinite());
    if (answer.error.size() > 0) {
      REQUIRE(answer.error.size() == setting.x.rows());
      CHECK((answer.error.array() >= 0).all());
    }
    CHECK(baseline.explain(setting.question(7)).relevance == answer.relevance);

    Labels order(setting.id.size());
    std::iota(order.begin(), order.end(), Index{0});
    Random(seed).shuffle(order);
    Setting shuffled = setting;
    shuffled.x = setting.x(order, Eigen::all);
    shuffled.root = setting.root(order, Eigen::all);
    for (std::size_t n = 0; n < order.size(); ++n) shuffled.id[n] = setting.id[static_cast<std::size_t>(order[n])];
    laws::equal(baseline.explain(shuffled.question(7)).relevance, Matrix(answer.relevance(order, Eigen::all)));

    for (const Index n : {0, 17, 39}) {
      const Matrix x = setting.x.row(n), root = setting.root.row(n);
      const Labels id{setting.id[static_cast<std::size_t>(n)]};
      laws::equal(baseline.explain({setting.evidence, x, root, id, 7}).relevance, Matrix(answer.relevance.row(n)));
    }
  }
}

TEST_CASE("a baseline that says it does without root points does") {
  const Attributor baseline = GENERATE(from_range(baselines::all()));
  const Setting setting(samples::kernel_kmeans(4, 6, 4, 6, 1), 2);
  Setting displaced = setting;
  displaced.root.array() += 0.25;
  const bool same = baseline.explain(setting.question()).relevance == baseline.explain(displaced.question()).relevance;
  CHECK(same == !baseline.uses_root);
}

TEST_CASE("the random control changes with the seed and the point, and lies in [0, 1)") {
  const Setting setting(samples::kmeans(3, 50, 5, 1), 2);
  const Attributor random = baselines::find("random");
  const Matrix a = random.explain(setting.question(1)).relevance, b = random.explain(setting.question(2)).relevance;
  CHECK((a.array() != b.array()).all());
  CHECK((a.row(0).array() != a.row(1).array()).all());
  CHECK(a.minCoeff() >= 0);
  CHECK(a.maxCoeff() < 1);
  CHECK(a.mean() == Approx(0.5).margin(0.03));
}
