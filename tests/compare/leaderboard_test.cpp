#include <neon/clustering/assignment.hpp>
#include <neon/clustering/models.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/explain/explainer.hpp>
#include <neon/explain/network_evidence.hpp>

#include <cmath>

#include "support/laws.hpp"
#include "support/sample_comparison.hpp"

using namespace neon;
using Catch::Matchers::Contains;
using samples::same;

namespace {

Index column(const Leaderboard& board, const std::string& name) {
  for (std::size_t m = 0; m < board.metrics.size(); ++m)
    if (board.metrics[m].name == name) return static_cast<Index>(m);
  FAIL("no metric " << name);
  return -1;
}

Matrix neon_relevance(const samples::Comparison& sample) {
  const Labels assigned = assign(outlier_scores(sample.model, sample.x));
  return explain(sample.model, sample.x, assigned).relevance;
}

}  // namespace

TEST_CASE("the leaderboard is full, and the same whatever the number of threads") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  for (const ClusterModel& model : samples::models(3, 5, seed)) {
    CAPTURE(kind(model), beta(model));
    const samples::Comparison sample(seed, model);
    set_threads(1);
    const Leaderboard one = sample.board();
    set_threads(2);
    const Leaderboard two = sample.board();
    set_threads(0);
    REQUIRE(one.score.rows() == 4);
    for (Index row = 0; row < 4; ++row)
      for (Index m = 0; m < one.score.cols(); ++m)
        CHECK(std::isfinite(one.score(row, m)) ==
              one.missing[static_cast<std::size_t>(row)][static_cast<std::size_t>(m)].empty());
    CHECK(one.score.col(0).allFinite());
    CHECK_FALSE((one.low.array() > one.high.array()).any());
    CHECK(one.agreement.allFinite());
    CHECK(one.points + one.left_out == 40);
    CHECK(same(one.score, two.score));
    CHECK(same(one.low, two.low));
    CHECK(same(one.high, two.high));
    CHECK(one.agreement == two.agreement);
    for (const auto& method : one.methods) CHECK(method.seconds > 0);
  }
}

TEST_CASE("an import of NEON's own relevances has NEON's scores wherever it needs not be asked again") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  samples::Comparison sample(seed);
  sample.contenders.push_back(imported("mine", neon_relevance(sample), "mine.npy"));
  const Leaderboard board = sample.board();
  const Index neon = 0, mine = 4;
  CHECK(std::isnan(board.methods[4].seconds));
  for (std::size_t m = 0; m < board.metrics.size(); ++m) {
    const auto i = static_cast<Index>(m);
    CAPTURE(board.metrics[m].name);
    const Metric& metric = sample.options.metrics[m];
    if (metric.needs_method || metric.needs_randomised) {
      CHECK(std::isnan(board.score(mine, i)));
      CHECK_THAT(board.missing[4][m], Contains("imported"));
      continue;
    }
    CHECK(board.score(mine, i) == Approx(board.score(neon, i)).epsilon(tolerance::rounding));
    CHECK(board.low(mine, i) == Approx(board.low(neon, i)).epsilon(tolerance::rounding));
    CHECK(board.high(mine, i) == Approx(board.high(neon, i)).epsilon(tolerance::rounding));
    CHECK(board.ties(mine, i) == board.ties(neon, i));
  }
  CHECK(board.agreement(neon, mine) == Approx(1).epsilon(tolerance::rounding));
}

TEST_CASE("scores are those of the metrics on all points, one part") {
  const samples::Comparison sample(2);
  const Leaderboard board = sample.board();
  const Labels assigned = assign(outlier_scores(sample.model, sample.x));
  const Matrix relevance = neon_relevance(sample);
  double gap = 0, sparse = 0, count = 0;
  for (Index n = 0; n < 40; ++n) {
    const Evidence f = evidence(neuralize(sample.model, assigned[static_cast<std::size_t>(n)]));
    if (f.value(sample.x.row(n))[0] <= 0) continue;
    count += 1;
    const Matrix root = root_points(f, sample.x.row(n), sample.options.roots).root;
    const Matrix r = relevance.row(n).cwiseAbs();
    double differences = 0;
    for (Index i = 0; i < 6; ++i)
      for (Index j = 0; j < 6; ++j) differences += std::abs(r(0, i) - r(0, j));
    sparse += differences / (12 * r.sum());
    gap += (root - sample.x.row(n)).norm();
  }
  CHECK(gap > 0);
  CHECK(static_cast<double>(board.points) == count);
  CHECK(board.score(0, column(board, "sparseness")) == Approx(sparse / count).epsilon(tolerance::rounding));
  CHECK(board.score(0, column(board, "conservation")) == 0);
}

TEST_CASE("the best of a metric is the best, and nobody better is told from it, a control is never the best") {
  const samples::Comparison sample(3);
  const Leaderboard board = sample.board();
  CHECK(board.methods[3].control);
  for (std::size_t m = 0; m < board.metrics.size(); ++m) {
    const Leaderboard::Column& metric = board.metrics[m];
    const auto i = static_cast<Index>(m);
    const double sign = metric.better == Better::lower ? 1 : -1;
    REQUIRE(metric.best >= 0);
    CHECK(metric.best < 3);
    for (Index row = 0; row < 3; ++row) CHECK(sign * board.score(metric.best, i) <= sign * board.score(row, i));
    CHECK(board.ties(metric.best, i) == 1);
    CHECK(board.ties(3, i) == 0);
  }
  CHECK(board.score(3, column(board, "deletion")) > board.score(0, column(board, "deletion")));
}

TEST_CASE("a metric that prefers nothing has no best") {
  samples::Comparison sample(1);
  sample.options.metrics = {metrics::find("sparseness")};
  sample.options.metrics[0].better = Better::neither;
  CHECK(sample.board().metrics[0].best == -1);
}

TEST_CASE("agreement is the mean rank correlation, the higher the more alike") {
  samples::Comparison sample(1);
  sample.contenders = {imported("a", sample.x, "a"), imported("b", 2 * sample.x, "b"), imported("c", -sample.x, "c")};
  const Leaderboard board = sample.board();
  laws::equal(board.agreement, (Matrix(3, 3) << 1, 1, -1, 1, 1, -1, -1, -1, 1).finished());
}

TEST_CASE("a method that cannot answer, or answers wrongly, leaves a gap with its reason") {
  samples::Comparison sample(1);
  sample.contenders.push_back(contender({"refuses", "none", [](const Question& q) -> Attribution {
                                           throw Error(fmt::format("{} features are too many", q.x.cols()));
                                         }}));
  sample.contenders.push_back(
      contender({"short", "none", [](const Question& q) -> Attribution { return {Matrix::Zero(q.x.rows(), 2)}; }}));
  sample.contenders.push_back(contender({"nan", "none", [](const Question& q) -> Attribution {
                                           return {Matrix::Constant(q.x.rows(), q.x.cols(), std::nan(""))};
                                         }}));
  const Leaderboard board = sample.board();
  CHECK_THAT(board.methods[4].missing, Contains("6 features are too many"));
  CHECK_THAT(board.methods[5].missing, Contains("short") && Contains("should be"));
  CHECK_THAT(board.methods[6].missing, Contains("nan"));
  CHECK(board.score.bottomRows(3).array().isNaN().all());
  CHECK(board.score.topRows(4).allFinite());
  const samples::Comparison without(1);
  CHECK(same(board.score.topRows(4), without.board().score));
}

TEST_CASE("a metric that fails leaves a gap") {
  samples::Comparison sample(1);
  sample.options.metrics = {
      metrics::find("sparseness"),
      {"refuses", "", "", Better::lower, [](const Explained&) -> PointScores { throw Error("cannot tell"); }}};
  const Leaderboard board = sample.board();
  CHECK(board.missing[0][1] == "cannot tell");
  CHECK(std::isnan(board.score(0, 1)));
  CHECK(std::isfinite(board.score(0, 0)));
}

TEST_CASE("the comparison refuses bad input") {
  samples::Comparison sample(1);
  SECTION("imported relevances of another shape") {
    sample.contenders.push_back(imported("mine", Matrix::Zero(39, 6), "mine.npy"));
    CHECK_THROWS_WITH(sample.board(), Contains("mine.npy") && Contains("[39, 6] should be [40, 6]"));
  }
  SECTION("imported relevances that are not finite") {
    Matrix relevance = Matrix::Zero(40, 6);
    relevance(3, 2) = infinity;
    sample.contenders.push_back(imported("mine", relevance, "mine.npy"));
    CHECK_THROWS_WITH(sample.board(), Contains("mine.npy") && Contains("row 3, column 2"));
  }
  SECTION("two methods of one name") {
    sample.contenders.push_back(sample.contenders[1]);
    CHECK_THROWS_WITH(sample.board(), Contains("two methods are called 'SA'"));
  }
  SECTION("points of another model") {
    sample.x = samples::uniform(5, 7, 1);
    CHECK_THROWS_WITH(sample.board(), Contains("7 features should have the model's 6"));
  }
  SECTION("numbers of other points") {
    sample.options.id = {1, 2};
    CHECK_THROWS_WITH(sample.board(), Contains("2 numbers for 40 points"));
  }
  SECTION("no evidence at all") {
    sample.model = KMeans{Matrix::Ones(2, 6), Vector::Zero(2), 1};
    CHECK_THROWS_WITH(sample.board(), Contains("none of 40 points has positive evidence"));
  }
}
