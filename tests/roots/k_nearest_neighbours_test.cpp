#include <neon/clustering/assignment.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/roots/counterfactual.hpp>

#include <algorithm>

#include "support/laws.hpp"
#include "support/sample_neighbours.hpp"

using namespace neon;

namespace {

/// a_r . z <= b_r
struct Polyhedron {
  Matrix a;
  Vector b;
};

/// min ‖z‖ in a polyhedron, by Hildreth's ascent of the dual; infinity if that is more than `most`, or it is empty.
double nearest_in(const Polyhedron& cell, double most) {
  constexpr double exact = 1e-9;  // of what it converges to
  const Vector square = cell.a.rowwise().squaredNorm();
  Vector multiplier = Vector::Zero(cell.b.size());
  Eigen::RowVectorXd z = Eigen::RowVectorXd::Zero(cell.a.cols());
  for (int sweep = 0; sweep < 100000; ++sweep) {
    for (Index r = 0; r < cell.b.size(); ++r) {
      const double step = std::max(-multiplier[r], (cell.a.row(r).dot(z) - cell.b[r]) / square[r]);
      multiplier[r] += step;
      z -= step * cell.a.row(r);
    }
    const double primal = 0.5 * z.squaredNorm(), dual = -primal - multiplier.dot(cell.b);
    if (dual > 0.5 * most * most) return infinity;
    const Vector beyond = (cell.a * z.transpose() - cell.b).array() / square.array().sqrt();
    if (beyond.maxCoeff() <= exact * z.norm() && primal - dual <= exact * primal) return z.norm();
  }
  FAIL("Hildreth's ascent should have converged");
  return infinity;
}

/// The places, told from x, whose k nearest points are these, inside the box.
Polyhedron places_of(const Matrix& points, const std::vector<char>& nearest, const Eigen::RowVectorXd& x,
                     const Box& box) {
  Polyhedron cell{Matrix(0, x.size()), Vector(0)};
  const auto add = [&](const Eigen::RowVectorXd& a, double b) {
    cell.a.conservativeResize(cell.a.rows() + 1, Eigen::NoChange);
    cell.a.bottomRows(1) = a;
    cell.b.conservativeResize(cell.a.rows());
    cell.b(cell.b.size() - 1) = b;
  };
  for (Index p = 0; p < points.rows(); ++p)
    for (Index q = 0; q < points.rows(); ++q)
      if (nearest[static_cast<std::size_t>(p)] != 0 && nearest[static_cast<std::size_t>(q)] == 0)
        add(2 * (points.row(q) - points.row(p)), (points.row(q) - x).squaredNorm() - (points.row(p) - x).squaredNorm());
  for (Index i = 0; i < x.size() && box.upper < infinity; ++i) {
    const Eigen::RowVectorXd axis = Eigen::RowVectorXd::Unit(x.size(), i);
    add(axis, box.upper - x(i));
    add(-axis, x(i) - box.lower);
  }
  return cell;
}

/// How far it is to where class c, or with `to` the class asked for, has not (has) more votes than every other, by all
/// sets of k points; infinity: more than `most`.
double exact_distance(const KNearestNeighbours& model, const Eigen::RowVectorXd& x, Index c, bool wins, const Box& box,
                      double most) {
  const Matrix& points = model.points.points();
  const Labels label = model.points.labels();
  std::vector<char> chosen(label.size(), 0);
  std::fill(chosen.end() - model.neighbours, chosen.end(), char{1});
  double best = infinity;
  do {
    std::vector<Index> votes(static_cast<std::size_t>(model.clusters()), 0);
    for (std::size_t p = 0; p < label.size(); ++p) votes[static_cast<std::size_t>(label[p])] += chosen[p];
    const Index own = std::exchange(votes[static_cast<std::size_t>(c)], 0);
    if ((own > *std::max_element(votes.begin(), votes.end())) != wins) continue;
    best = std::min(best, nearest_in(places_of(points, chosen, x, box), std::min(best, most)));
  } while (std::next_permutation(chosen.begin(), chosen.end()));
  return best;
}

constexpr Index classes = 3;

KNearestNeighbours some_model(Index d, Index k, std::uint64_t seed) {
  const samples::LabelledPoints data = samples::grouped_points(12, d, classes, seed);
  return make_k_nearest_neighbours(data.x, data.label, k);
}

}  // namespace

TEST_CASE("oracle: roots of k nearest neighbours are the nearest points of all sets of k points whose vote is lost") {
  const Index d = GENERATE(2, 5), k = GENERATE(1, 2, 3, 4);
  const Box box = GENERATE(Box{}, Box{0, 1});
  CAPTURE(d, k, box.upper);
  int compared = 0;
  for (const std::uint64_t seed : {1, 2}) {
    const KNearestNeighbours model = some_model(d, k, seed);
    const Matrix x = samples::uniform(8, d, seed + 5);
    for (Index c = 0; c < classes; ++c) {
      const Evidence f = evidence(model.neuralize(c));
      const Vector value = f.value(x);
      const RootPoints roots = root_points(f, x, {.box = box});
      for (Index n = 0; n < x.rows(); ++n) {
        if (value[n] <= 0) continue;
        CAPTURE(seed, c, n);
        REQUIRE(roots.feasible[static_cast<std::size_t>(n)]);
        const double exact =
            exact_distance(model, x.row(n), c, false, box, roots.distance[n] * (1 + tolerance::oracle));
        CHECK(roots.distance[n] == Approx(exact).epsilon(tolerance::oracle));
        ++compared;
      }
    }
  }
  CHECK(compared >= 5);
}

TEST_CASE("oracle: counterfactuals of k nearest neighbours are the nearest places where the class asked for wins") {
  const Index d = GENERATE(2, 4), k = GENERATE(1, 3);
  CAPTURE(d, k);
  const KNearestNeighbours model = some_model(d, k, 3);
  const Matrix x = samples::uniform(8, d, 8);
  const Labels own = assign(model.outlier_scores(x));
  for (Index to = 0; to < classes; ++to) {
    const std::vector<Counterfactual> all = counterfactuals(model, x, own, {.to = to});
    for (std::size_t n = 0; n < all.size(); ++n) {
      if (own[n] == to) continue;
      CAPTURE(to, n);
      REQUIRE(all[n].found);
      const double exact =
          exact_distance(model, x.row(static_cast<Index>(n)), to, true, {}, all[n].distance * (1 + tolerance::oracle));
      CHECK(all[n].distance == Approx(exact).epsilon(tolerance::oracle));
    }
  }
}
