#include <neon/baselines/baselines.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/roots/root_point.hpp>

#include "support/laws.hpp"
#include "support/sample_models.hpp"

using namespace neon;

TEST_CASE("a linear function by hand") {
  // f = 3 x_0 - 4 x_1 + 5 at (2, 1) is 7; the nearest root is x - 7 / 25 (3, -4).
  const Evidence f = make_evidence(
      2, [](const MatrixView& x) -> Vector { return (3 * x.col(0) - 4 * x.col(1)).array() + 5; },
      [](const MatrixView& x) -> Matrix { return Eigen::RowVector2d(3, -4).replicate(x.rows(), 1); });
  const Matrix x = Eigen::RowVector2d(2, 1), root = Eigen::RowVector2d(2 - 0.84, 1 + 1.12);
  const Labels id{0};
  const Question question{f, x, root, id};
  laws::equal(root_points(f, x).root, root);

  const auto explained = [&](const char* name) { return baselines::find(name).explain(question).relevance; };
  laws::equal(explained("SA"), Matrix(Eigen::RowVector2d(9, 16)));
  laws::equal(explained("GI"), Matrix(Eigen::RowVector2d(6, -4)));
  laws::equal(explained("SR"), Matrix(Eigen::RowVector2d(7 * 0.36, 7 * 0.64)));
  laws::equal(explained("IG"), Matrix(Eigen::RowVector2d(0.84 * 3, 1.12 * 4)));
  CHECK(baselines::find("IG").explain(question).error[0] <= tolerance::rounding);
}

TEST_CASE("SA, GI and SR index by index, SR sums to f, and is 0 where a point is its own root") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  for (const ClusterModel& model : samples::models(4, 5, seed)) {
    CAPTURE(kind(model), beta(model));
    const Evidence f = evidence(neuralize(model, 0));
    const Matrix x = samples::uniform(30, 5, seed + 3), root = root_points(f, x).root;
    const Labels id(30, 0);
    const Question question{f, x, root, id};
    const Matrix sa = baselines::find("SA").explain(question).relevance;
    const Matrix gi = baselines::find("GI").explain(question).relevance;
    const Matrix sr = baselines::find("SR").explain(question).relevance;

    const Vector value = f.value(x);
    const Matrix gradient = f.gradient(x);
    Vector expected_sum = value;
    for (Index n = 0; n < x.rows(); ++n) {
      double distance = 0;
      for (Index i = 0; i < x.cols(); ++i) distance += (x(n, i) - root(n, i)) * (x(n, i) - root(n, i));
      if (distance == 0) expected_sum[n] = 0;
      for (Index i = 0; i < x.cols(); ++i) {
        const double move = x(n, i) - root(n, i);
        CHECK(sa(n, i) == Approx(gradient(n, i) * gradient(n, i)).epsilon(tolerance::rounding));
        CHECK(gi(n, i) == Approx(gradient(n, i) * x(n, i)).epsilon(tolerance::rounding));
        CHECK(sr(n, i) == Approx(distance == 0 ? 0 : move * move / distance * value[n]).epsilon(tolerance::rounding));
      }
    }
    laws::conserves(sr, expected_sum);
  }
}
