#include <neon/clustering/assignment.hpp>
#include <neon/clustering/k_nearest_neighbours.hpp>
#include <neon/core/error.hpp>

#include <algorithm>

#include "support/laws.hpp"
#include "support/samples.hpp"
#include "support/scikit_learn.hpp"

using namespace neon;

namespace {

/// Classes in turn, at places of their own that overlap.
struct Data {
  Matrix x;
  Labels label;
};

Data some_data(Index n, Index features, Index classes, std::uint64_t seed) {
  Data data{samples::normal(n, features, seed), Labels(static_cast<std::size_t>(n))};
  const Matrix place = samples::normal(classes, features, seed + 1);
  for (Index i = 0; i < n; ++i) {
    data.label[static_cast<std::size_t>(i)] = (i * i + i / 3) % classes;
    data.x.row(i) += 0.8 * place.row(data.label[static_cast<std::size_t>(i)]);
  }
  return data;
}

/// The squared distances of the points of these classes, ascending, then infinity for those there are not.
template <class Chosen>
std::vector<double> distances(const Data& data, const Eigen::RowVectorXd& x, std::size_t count, Chosen chosen) {
  std::vector<double> result;
  for (Index n = 0; n < data.x.rows(); ++n) {
    if (!chosen(data.label[static_cast<std::size_t>(n)])) continue;
    double sum = 0;
    for (Index i = 0; i < x.size(); ++i) sum += (x(i) - data.x(n, i)) * (x(i) - data.x(n, i));
    result.push_back(sum);
  }
  std::sort(result.begin(), result.end());
  result.resize(std::max(count, result.size()), infinity);
  return result;
}

/// f_c by its formula.
double slow_logit(const Data& data, const Eigen::RowVectorXd& x, Index c, Index classes, std::size_t k) {
  const auto of = [&](Index j) { return distances(data, x, k, [j](Index label) { return label == j; }); };
  const auto but = [&](Index j) { return distances(data, x, k, [j](Index label) { return label != j; }); };
  const auto spread = [&](Index j) {
    const auto size = static_cast<std::size_t>(std::count(data.label.begin(), data.label.end(), j));
    return of(j)[std::min(k + 1, size) - 1] - of(j)[0];
  };
  double f = infinity;
  for (Index j = 0; j < classes; ++j) {
    if (j == c) continue;
    double h = -infinity;
    for (std::size_t m = 1; m <= k; ++m) {
      const double has = of(c)[m - 1] < infinity ? but(c)[k - m] - of(c)[m - 1] : -infinity,
                   lacks = of(j)[m - 1] < infinity ? of(j)[m - 1] - but(j)[k - m] : infinity;
      h = std::max(h, std::min(has, lacks));
    }
    if (h == infinity) h = spread(c);
    if (h == -infinity) h = -spread(j);
    f = std::min(f, h);
  }
  return f;
}

}  // namespace

TEST_CASE("logits of k nearest neighbours are their formula, index by index: trees and products") {
  const Index features = GENERATE(2, 5, 40), classes = GENERATE(2, 4), k = GENERATE(1, 4, 7, 29);
  const Data data = some_data(30, features, classes, 3);
  const KNearestNeighbours model = make_k_nearest_neighbours(data.x, data.label, k);
  const Matrix x = samples::normal(40, features, 5);
  Matrix expected(x.rows(), classes);
  for (Index n = 0; n < x.rows(); ++n)
    for (Index c = 0; c < classes; ++c)
      expected(n, c) = slow_logit(data, x.row(n), c, classes, static_cast<std::size_t>(k));
  laws::equal(model.logits(x), expected);
  laws::equal(model.outlier_scores(x), Matrix(-expected));
}

TEST_CASE("law: the sign of the logit is the vote, and no f is above 0 where it is tied, on 10,000 points") {
  const Index features = GENERATE(3, 20), classes = GENERATE(2, 5), k = GENERATE(1, 6, 9);
  const Data data = some_data(300, features, classes, 7);
  const KNearestNeighbours model = make_k_nearest_neighbours(data.x, data.label, k);
  const Matrix x = 1.5 * samples::normal(10000, features, 8), f = model.logits(x), votes = model.votes(x);
  CHECK(votes.rowwise().sum() == Vector::Constant(10000, static_cast<double>(k)));
  Index wrong = 0, tied = 0;
  for (Index n = 0; n < x.rows(); ++n) {
    const double most = votes.row(n).maxCoeff();
    const bool tie = (votes.row(n).array() == most).count() > 1;
    tied += tie ? 1 : 0;
    for (Index c = 0; c < classes; ++c) wrong += (f(n, c) > 0) != (!tie && votes(n, c) == most) ? 1 : 0;
  }
  CHECK(wrong == 0);
  CHECK(tied_votes(f) == tied);
  if (classes == 2 && k % 2 == 1) CHECK(tied == 0);
}

TEST_CASE("two classes and odd k: the logit is a difference of order statistics") {
  const Data data = some_data(60, 3, 2, 11);
  const std::size_t k = 7, m = 3;
  const KNearestNeighbours model = make_k_nearest_neighbours(data.x, data.label, static_cast<Index>(k));
  const Matrix x = samples::normal(400, 3, 12);
  Matrix expected(400, 2);
  for (Index n = 0; n < x.rows(); ++n) {
    const auto of = [&](Index c) { return distances(data, x.row(n), k, [c](Index label) { return label == c; }); };
    expected.row(n) << of(1)[m] - of(0)[m], of(0)[m] - of(1)[m];
  }
  laws::equal(model.logits(x), expected);
}

TEST_CASE("where points of one class tie for the last vote, its logit is not 0: no vote changes there") {
  // Three neighbours: two of class 0 win whichever of the points at -3 and 3 is taken.
  const KNearestNeighbours model =
      make_k_nearest_neighbours(Matrix{{0.0}, {-1.0}, {-3.0}, {3.0}, {9.0}}, {0, 1, 0, 0, 1}, 3);
  for (const double x : {-1e-3, 0.0, 1e-3}) CHECK(model.logits(Matrix{{x}})(0, 0) > 70);
}

TEST_CASE("oracle: the classes are those of scikit-learn's KNeighborsClassifier, ties of votes apart") {
  const Index features = GENERATE(3, 30), k = GENERATE(1, 4, 15);
  const Data data = some_data(400, features, 4, 13);
  const KNearestNeighbours model = make_k_nearest_neighbours(data.x, data.label, k);
  const Matrix x = 1.2 * samples::normal(2000, features, 14);
  const Matrix theirs = oracle::scikit_learn(
      "from sklearn.neighbors import KNeighborsClassifier\n"
      "tell(KNeighborsClassifier(" +
          std::to_string(k) + ").fit(a, b.ravel()).predict_proba(c))",
      {data.x, oracle::column(data.label), x});
  CHECK((model.votes(x) / static_cast<double>(k) - theirs).cwiseAbs().maxCoeff() <= tolerance::rounding);
  const Labels assigned = assign(model.outlier_scores(x));
  const Matrix f = model.logits(x);
  for (Index n = 0; n < x.rows(); ++n) {
    Index most = 0;
    theirs.row(n).maxCoeff(&most);
    if (f.row(n).maxCoeff() > 0) CHECK(assigned[static_cast<std::size_t>(n)] == most);
  }
}

TEST_CASE("ties of distances at the k-th neighbour are no win for anyone they could turn") {
  // One neighbour, two points at the same distance, of different classes.
  const KNearestNeighbours one = make_k_nearest_neighbours(Matrix{{-1.0}, {1.0}, {9.0}}, {0, 1, 1}, 1);
  CHECK(one.logits(Matrix{{0.0}}) == Matrix{{0, 0}});
  // Three neighbours: the class of two wins whichever of the tied points is the third.
  const KNearestNeighbours three =
      make_k_nearest_neighbours(Matrix{{0.0}, {0.5}, {-2.0}, {2.0}, {9.0}}, {0, 0, 1, 0, 1}, 3);
  const Matrix f = three.logits(Matrix{{0.0}});
  CHECK(f(0, 0) == 81 - 0.25);
  CHECK(f(0, 1) == 0.25 - 81);
}

TEST_CASE("classes too small to win have logits below 0, and those that cannot lose to them above") {
  // Three of five voters are of class 0, whatever the point.
  const Matrix x{{0.0}, {1.0}, {3.0}, {4.0}, {8.0}, {10.0}};
  const KNearestNeighbours model = make_k_nearest_neighbours(x, {0, 0, 0, 0, 1, 1}, 5);
  const Matrix f = model.logits(Matrix{{0.5}, {9.0}});
  CHECK(f == Matrix{{12.25 - 0.25, -12}, {81 - 25, -56}});
}

TEST_CASE("duplicates, classes smaller than k and points far away have finite logits") {
  Data data = some_data(40, 3, 3, 15);
  for (Index n = 10; n < 30; ++n) data.x.row(n) = data.x.row(9);
  data.label[0] = 3;  // alone
  const KNearestNeighbours model = make_k_nearest_neighbours(data.x, data.label, 11);
  Matrix x = samples::normal(20, 3, 16);
  x.row(3) = data.x.row(9);
  x.row(4) *= 1e9;
  CHECK(model.logits(x).allFinite());
}

TEST_CASE("k nearest neighbours refuse what they cannot decide") {
  const Data data = some_data(10, 2, 2, 17);
  CHECK_THROWS_WITH(make_k_nearest_neighbours(data.x, data.label, 10),
                    Catch::Contains("k = 10 should be at least 1 and less than the 10 points"));
  CHECK_THROWS_WITH(make_k_nearest_neighbours(data.x, data.label, 0), Catch::Contains("k = 0"));
  CHECK_THROWS_WITH(make_k_nearest_neighbours(data.x, Labels(10, 0), 3),
                    Catch::Contains("1 class should be at least 2"));
  CHECK_THROWS_WITH(make_k_nearest_neighbours(data.x, Labels(9, 0), 3), Catch::Contains("9 labels should be 10"));
  CHECK_THROWS_WITH(make_k_nearest_neighbours(data.x, {0, 0, 0, 2, 2, 2, 0, 0, 0, 0}, 3),
                    Catch::Contains("class 1 has no points"));
  const KNearestNeighbours model = make_k_nearest_neighbours(data.x, data.label, 3);
  CHECK_THROWS_WITH(model.logits(Matrix::Zero(1, 5)), Catch::Contains("5 features should be 2"));
}
