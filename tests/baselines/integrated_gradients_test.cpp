#include <neon/baselines/baselines.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/roots/root_point.hpp>

#include <cmath>

#include "support/laws.hpp"
#include "support/sample_models.hpp"

using namespace neon;

namespace {

Vector measured_error(const Question& q, const Attribution& answer) {
  const Vector sum = answer.relevance.rowwise().sum();
  return (sum - (q.evidence.value(q.x) - q.evidence.value(q.root))).cwiseAbs();
}

}  // namespace

TEST_CASE("IG is complete to its tolerance and reports the error it has") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  for (const ClusterModel& model : samples::models(4, 5, seed)) {
    CAPTURE(kind(model), beta(model));
    const Evidence f = evidence(neuralize(model, 2));
    const Matrix x = samples::uniform(40, 5, seed + 3), root = root_points(f, x).root;
    const Labels id(40, 0);
    const Question question{f, x, root, id};
    const Attribution answer = baselines::find("IG").explain(question);
    laws::equal(measured_error(question, answer), answer.error);
    const Vector value = f.value(x);
    for (Index n = 0; n < x.rows(); ++n)
      if (value[n] > 0) CHECK(answer.error[n] <= tolerance::completeness * value[n]);
  }
}

TEST_CASE("IG is the mean gradient times the displacement, by many midpoints one at a time") {
  const Evidence f = evidence(neuralize(samples::kernel_kmeans(4, 5, 4, 6, 1), 2));
  const Matrix x = samples::uniform(6, 5, 4), root = 0.5 * samples::uniform(6, 5, 5);
  const Labels id(6, 0);
  const Matrix relevance = baselines::find("IG").explain({f, x, root, id}).relevance;
  constexpr Index steps = 4000;
  Matrix expected = Matrix::Zero(6, 5);
  for (Index s = 0; s < steps; ++s) {
    const double t = (static_cast<double>(s) + 0.5) / steps;
    expected += f.gradient(root + t * (x - root)).cwiseProduct(x - root) / steps;
  }
  laws::equal(relevance, expected, tolerance::completeness);
}

TEST_CASE("only the points that need more steps get them") {
  Index gradients = 0;
  // A smooth step: sharp enough for the rows near it to need more than the first 32 midpoints.
  const Evidence f = make_evidence(
      1, [](const MatrixView& x) -> Vector { return (200 * (x.col(0).array() - 0.3712)).tanh() + 1.1; },
      [&](const MatrixView& x) -> Matrix {
        gradients += x.rows();
        return 200 * (1 - (200 * (x.array() - 0.3712)).tanh().square());
      });
  const Matrix x = Eigen::Vector3d(1, 0.1, 0.9), root = Eigen::Vector3d(0, 0, 0.8);
  const Labels id(3, 0);
  const Question question{f, x, root, id};
  const Attribution answer = baselines::find("IG").explain(question);
  laws::equal(measured_error(question, answer), answer.error);
  CHECK((answer.error.array() <= tolerance::completeness * f.value(x).array()).all());
  CHECK(gradients > 3 * 32 + 64);
  CHECK(gradients <= 2 * 32 + 2 * 512);
}

TEST_CASE("an integral that midpoints cannot reach keeps its error, and says so") {
  const Evidence f = make_evidence(
      1, [](const MatrixView& x) -> Vector { return (x.col(0).array() > 0.5).cast<double>(); },
      [](const MatrixView& x) -> Matrix { return Matrix::Zero(x.rows(), 1); });
  const Matrix x = Matrix::Ones(1, 1), root = Matrix::Zero(1, 1);
  const Labels id(1, 0);
  const Attribution answer = baselines::find("IG").explain({f, x, root, id});
  CHECK(answer.error[0] == 1);
  CHECK(answer.relevance(0, 0) == 0);
}
