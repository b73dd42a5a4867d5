#include <neon/clustering/assignment.hpp>
#include <neon/clustering/kernel_density.hpp>
#include <neon/clustering/neighbour_distance.hpp>
#include <neon/clustering/one_class_svm.hpp>
#include <neon/core/error.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/explain/propagator.hpp>

#include <cmath>

#include "support/laws.hpp"
#include "support/samples.hpp"
#include "support/scikit_learn.hpp"

using namespace neon;

namespace {

/// o, member by member.
double slow_score(const KernelThreshold& model, const Eigen::RowVectorXd& x) {
  double sum = 0;
  for (Index j = 0; j < model.support.rows(); ++j) {
    double d = model.offset(j);
    for (Index i = 0; i < x.size(); ++i) d += (x(i) - model.support(j, i)) * (x(i) - model.support(j, i));
    sum += std::exp(-model.gamma * d);
  }
  return -std::log(sum) / model.gamma;
}

void check_network(const KernelThreshold& model, const Matrix& x) {
  const Matrix outlier = model.outlier_scores(x);
  for (Index n = 0; n < x.rows(); ++n) CHECK(outlier(n, 0) == Approx(slow_score(model, x.row(n))).epsilon(1e-9));
  CHECK(outlier.col(1) == Vector::Constant(x.rows(), model.threshold));
  for (Index c = 0; c < 2; ++c) {
    const Evidence f = evidence(model.neuralize(c));
    laws::equal(f.value(x), Vector((c == 0 ? 1 : -1) * (outlier.col(1) - outlier.col(0))));
    laws::differentiates(f, x);
    for (const std::string name : {"paper-v2", "w^2"}) {
      const Explanation why = Propagator(model.neuralize(c), composites::find(name))(x);
      laws::conserves(why.relevance, why.logit);
    }
  }
}

}  // namespace

TEST_CASE("kernel density and one-class SVM: scores and networks are their formulas") {
  const Matrix x = samples::normal(40, 3, 31), asked = 1.5 * samples::normal(12, 3, 32);
  check_network(make_kernel_density(x, 0.6, 0.1), asked);
  check_network(fit_one_class_svm(x, 0.2, 0.4), asked);
}

TEST_CASE("what a fitted point owes to its own kernel is told, and without it the score is that of the others") {
  Matrix x = samples::normal(30, 3, 31);
  x.row(7) = x.row(3);
  const KernelDensity density = make_kernel_density(x, 0.5, 0.1);
  const OneClassSvm machine = fit_one_class_svm(x, 0.5, 0.7);
  const auto check = [&](const KernelThreshold& model) {
    const Vector own = model.own_share(x);
    const Matrix outlier = model.outlier_scores(x);
    for (Index n = 0; n < 30; ++n) {
      double all = 0, others = 0;
      for (Index j = 0; j < model.support.rows(); ++j) {
        double d = model.offset(j);
        for (Index i = 0; i < 3; ++i) d += (x(n, i) - model.support(j, i)) * (x(n, i) - model.support(j, i));
        all += std::exp(-model.gamma * d);
        if (x.row(n) != model.support.row(j)) others += std::exp(-model.gamma * d);
      }
      CHECK(own(n) == Approx(1 - others / all).margin(tolerance::rounding));
      CHECK(outlier(n, 0) - std::log1p(-own(n)) / model.gamma ==
            Approx(-std::log(others) / model.gamma).epsilon(tolerance::rounding));
    }
    CHECK(model.own_share(x.array() + 1e-3).isZero(0));
  };
  check(density);
  check(machine);
  CHECK((density.own_share(x).array() > 0).all());
  CHECK_THROWS_WITH(density.own_share(x.leftCols(2)), Catch::Contains("2 features should be 3"));
}

TEST_CASE("the threshold of a kernel density leaves the asked share of the points outside") {
  const Matrix x = samples::normal(200, 2, 33);
  const double share = GENERATE(0.01, 0.05, 0.3);
  const Labels label = assign(make_kernel_density(x, 0.5, share).outlier_scores(x));
  CHECK(std::count(label.begin(), label.end(), 1) == std::lround(share * 200));
}

TEST_CASE("oracle: distances to the k-th neighbour are scikit-learn's, and their networks and explanations hold") {
  const Matrix x = samples::normal(60, 3, 41), asked = 1.5 * samples::normal(12, 3, 42);
  const Index k = GENERATE(1, 5, 60);
  const NeighbourDistance model = make_neighbour_distance(x, k, 0.1);
  const Matrix theirs = oracle::scikit_learn(
      "from sklearn.neighbors import NearestNeighbors\n"
      "tell(NearestNeighbors(n_neighbors=" +
          std::to_string(k) + ").fit(a).kneighbors(b)[0][:, -1:] ** 2)",
      {x, asked});
  laws::equal(Matrix(model.outlier_scores(asked).leftCols(1)), theirs);
  for (Index c = 0; c < 2; ++c) {
    const Evidence f = evidence(model.neuralize(c));
    laws::equal(f.value(asked), Vector((c == 0 ? 1 : -1) * (model.threshold - theirs.col(0).array())));
    laws::differentiates(f, asked);
    for (const std::string name : {"paper-v2", "w^2"}) {
      const Explanation why = Propagator(model.neuralize(c), composites::find(name))(asked);
      laws::conserves(why.relevance, why.logit);
    }
  }
  CHECK_THROWS_WITH(make_neighbour_distance(x, 61, 0.1), Catch::Contains("k = 61 should be at least 1 and at most 60"));
  CHECK_THROWS_WITH(make_neighbour_distance(x, 0, 0.1), Catch::Contains("k = 0"));
}

TEST_CASE("oracle: log densities are scikit-learn's") {
  const Matrix x = samples::normal(50, 3, 34), asked = samples::normal(20, 3, 35);
  const double h = scott_bandwidth(x);
  const Matrix theirs = oracle::scikit_learn(
      "from sklearn.neighbors import KernelDensity\n"
      "tell(KernelDensity(bandwidth=c[0, 0]).fit(a).score_samples(b).reshape(-1, 1))",
      {x, asked, Matrix::Constant(1, 1, h)});
  const KernelDensity model = make_kernel_density(x, h, 0.05);
  const Matrix ours =
      -model.gamma * model.outlier_scores(asked).leftCols(1).array() - std::log(50) - 1.5 * std::log(2 * M_PI * h * h);
  laws::equal(ours, theirs);
}

TEST_CASE("oracle: rules of thumb are scikit-learn's on points of deviation 1") {
  Matrix x = samples::normal(50, 3, 36);
  x.rowwise() -= x.colwise().mean();
  x.array().rowwise() /= (x.array().square().colwise().mean()).sqrt();
  const Matrix theirs = oracle::scikit_learn(
      "from sklearn.neighbors import KernelDensity\n"
      "tell([[KernelDensity(bandwidth=rule).fit(a).bandwidth_ for rule in ('scott', 'silverman')]])",
      {x});
  laws::equal(Matrix{{scott_bandwidth(x), silverman_bandwidth(x)}}, theirs);
}

TEST_CASE("the leave-one-out bandwidth is the most likely, in any unit and from any origin") {
  const Matrix x = samples::normal(80, 2, 37);
  const double h = leave_one_out_bandwidth(x);
  const auto likelihood = [&](double bandwidth) {
    double sum = 0;
    for (Index i = 0; i < x.rows(); ++i) {
      double density = 0;
      for (Index j = 0; j < x.rows(); ++j)
        if (j != i) density += std::exp(-(x.row(i) - x.row(j)).squaredNorm() / (2 * bandwidth * bandwidth));
      sum += std::log(density) - 2 * std::log(bandwidth);
    }
    return sum;
  };
  CHECK(likelihood(h) > likelihood(1.01 * h));
  CHECK(likelihood(h) > likelihood(0.99 * h));
  CHECK(leave_one_out_bandwidth(0x1p40 * x) == Approx(0x1p40 * h).epsilon(tolerance::rounding));
  Matrix twice(160, 2);
  twice << x, x;
  CHECK_THROWS_WITH(leave_one_out_bandwidth(twice), Catch::Contains("duplicates"));
}

TEST_CASE("oracle: decision values and labels of the one-class SVM are scikit-learn's") {
  const Matrix x = samples::normal(150, 3, 38), asked = 1.5 * samples::normal(1000, 3, 39);
  const double nu = GENERATE(0.05, 0.5), gamma = GENERATE(0.1, 1.0);
  const Matrix theirs = oracle::scikit_learn(
      "from sklearn.svm import OneClassSVM\n"
      "tell(OneClassSVM(nu=c[0, 0], gamma=c[0, 1], tol=1e-8).fit(a).decision_function(b).reshape(-1, 1))",
      {x, asked, Matrix{{nu, gamma}}});
  const OneClassSvm model = fit_one_class_svm(x, nu, gamma, 1e-8);
  laws::equal(Matrix(model.decision(asked)), theirs, tolerance::oracle);
  const Labels label = assign(model.outlier_scores(asked));
  for (Index n = 0; n < asked.rows(); ++n)
    if (std::abs(theirs(n)) > tolerance::oracle) CHECK((label[static_cast<std::size_t>(n)] == 0) == (theirs(n) > 0));
}

TEST_CASE("bad widths and shares are refused") {
  const Matrix x = samples::normal(10, 2, 40);
  CHECK_THROWS_WITH(fit_one_class_svm(x, 0, 1), Catch::Contains("nu 0 should be in (0, 1]"));
  CHECK_THROWS_WITH(fit_one_class_svm(x, 1.5, 1), Catch::Contains("nu 1.5 should be in (0, 1]"));
  CHECK_THROWS_WITH(fit_one_class_svm(x, 0.5, 0), Catch::Contains("gamma 0 should be positive"));
  CHECK_THROWS_WITH(fit_one_class_svm(x, 0.5, -1), Catch::Contains("gamma -1 should be positive"));
  CHECK_THROWS_WITH(make_kernel_density(x, 0, 0.1), Catch::Contains("bandwidth 0 should be positive"));
  CHECK_THROWS_WITH(make_kernel_density(x, 1, 1), Catch::Contains("share of outliers 1 should be in (0, 1)"));
  CHECK_THROWS_WITH(scott_bandwidth(Matrix::Ones(5, 2)), Catch::Contains("all 5 points are equal"));
}
