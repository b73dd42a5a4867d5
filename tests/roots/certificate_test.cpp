#include <neon/explain/network_evidence.hpp>
#include <neon/roots/first_points.hpp>
#include <neon/roots/root_point.hpp>

#include <algorithm>

#include "support/laws.hpp"
#include "support/sample_neighbours.hpp"

using namespace neon;

namespace {

constexpr Index d = 6, competing = 4;

void certify(const Evidence& f, const Matrix& x, const RootPoints& roots, const Box& box) {
  const Vector before = f.value(x), after = f.value(roots.root);
  laws::equal(after, roots.value, tolerance::rounding);
  laws::equal(Vector((roots.root - x).rowwise().norm()), roots.distance);
  for (Index n = 0; n < x.rows(); ++n) {
    REQUIRE(roots.feasible[static_cast<std::size_t>(n)]);
    CHECK(roots.root.row(n).minCoeff() >= box.lower);
    CHECK(roots.root.row(n).maxCoeff() <= box.upper);
    if (before[n] <= 0) {
      CHECK(roots.root.row(n) == x.row(n));
      CHECK(roots.distance[n] == 0);
    } else {
      CHECK(std::abs(roots.value[n]) <= tolerance::feasible * before[n]);
      CHECK(roots.distance[n] > 0);
    }
  }
}

}  // namespace

TEST_CASE("every root is feasible, in the box, and reported as it is, points with f <= 0 are their own") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Index c = GENERATE(0, 3);
  const Box box = GENERATE(Box{}, Box{0, 1}, Box{0, infinity});
  const Matrix x = samples::uniform(24, d, seed + 20);
  for (const ClusterModel& model : samples::all_models(competing, d, seed)) {
    CAPTURE(kind(model), beta(model));
    const Evidence f = evidence(neuralize(model, samples::one_of(model, c)));
    // Where a cluster of a random model owns the whole box there is nothing to find.
    if (f.value(samples::uniform(1000, d, 99)).minCoeff() > 0) continue;
    certify(f, x, root_points(f, x, {.box = box}), box);
  }
}

TEST_CASE("no root is farther than the first feasible point of any start, and more starts are never worse") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Box box = GENERATE(Box{}, Box{0, 1});
  const ClusterModel model = GENERATE_COPY(from_range(samples::models(competing, d, seed)));
  CAPTURE(kind(model), beta(model));
  const Evidence f = evidence(neuralize(model, 1));
  Matrix x = samples::uniform(40, d, seed + 30);
  const Vector value = f.value(x);
  Labels positive;
  for (Index n = 0; n < x.rows(); ++n)
    if (value[n] > 0) positive.push_back(n);
  if (positive.empty()) return;
  x = Matrix(x(positive, Eigen::all));

  const RootPoints roots = root_points(f, x, {.box = box}), one_start = root_points(f, x, {.box = box, .starts = 1});
  const RootProblem problem(f, x, f.margins(x), f.value(x), {.box = box});
  Candidates first = first_points(problem);
  pull_back(problem, Vector::Ones(first.count()), Vector::Constant(first.count(), tolerance::feasible), first);
  for (Index row = 0; row < first.count(); ++row) {
    const Index n = first.point[static_cast<std::size_t>(row)];
    CHECK(roots.distance[n] <= first.z.row(row).norm() * problem.unit[n] + tolerance::feasible);
  }
  // Boundaries with kinks may stop a start early, and then any start may be the lucky one.
  if (kind(model) != "deep-kmeans") CHECK((roots.distance - one_start.distance).maxCoeff() <= tolerance::oracle);
}

TEST_CASE("a batch is its single points, and a second run gives the same bits") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Evidence f = evidence(neuralize(samples::kernel_kmeans(competing, d, 4, 6, seed), 1));
  const Matrix x = samples::uniform(150, d, seed + 40);
  const RootPoints batch = root_points(f, x, {.box = {0, 1}}), again = root_points(f, x, {.box = {0, 1}});
  CHECK(batch.root == again.root);
  CHECK(batch.value == again.value);
  for (Index n = 0; n < x.rows(); n += 7) {
    const RootPoints single = root_points(f, x.row(n), {.box = {0, 1}});
    CHECK(single.distance[0] == Approx(batch.distance[n]).epsilon(tolerance::oracle));
  }
}

TEST_CASE("the unit of f does not matter") {
  const double scale = GENERATE(1e-12, 1e9, 1e15);
  const Evidence f = evidence(neuralize(samples::kmeans(competing, d, 3, 1), 0));
  const Evidence g = make_evidence(
      d, [=](const MatrixView& x) -> Vector { return scale * f.value(x); },
      [=](const MatrixView& x) -> Matrix { return scale * f.gradient(x); });
  const Matrix x = samples::uniform(40, d, 5);
  const RootPoints a = root_points(f, x), b = root_points(g, x);
  laws::equal(b.distance, a.distance, tolerance::oracle);
  CHECK(b.feasible == std::vector<char>(40, 1));
  CHECK(b.value.cwiseMin(g.value(x)).maxCoeff() <= tolerance::feasible * g.value(x).maxCoeff());
  laws::equal(b.value, g.value(b.root), tolerance::rounding * scale);
}

TEST_CASE("the unit of the features does not matter, and roots lie where f <= 0 up to the tolerance") {
  const double unit = GENERATE(1e-5, 1e6);
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const KMeans model = samples::kmeans(competing, d, 8, seed);
  const KMeans scaled{unit * model.centroids, model.offset, model.beta / (unit * unit)};
  const Matrix x = samples::uniform(100, d, seed + 5);
  const RootPoints a = root_points(evidence(neuralize(model, 0)), x);
  const RootPoints b = root_points(evidence(neuralize(scaled, 0)), unit * x);
  laws::equal(Vector(b.distance / unit), a.distance, tolerance::oracle);
  CHECK(b.feasible == std::vector<char>(100, 1));
  const Vector value = evidence(neuralize(scaled, 0)).value(unit * x);
  for (Index n = 0; n < x.rows(); ++n) CHECK(b.value[n] <= tolerance::feasible * std::max(value[n], 0.0));
}
