#include <neon/clustering/models.hpp>
#include <neon/explain/propagator.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

#include "support/moved_models.hpp"
#include "support/samples.hpp"
#include "support/tolerances.hpp"

using namespace neon;
using Long = long double;

namespace {

/// The terms of o_k: of the nearest or farthest member, or mean by mean and feature by feature.  [d]
std::vector<Long> terms(const Agglomerative& model, const Eigen::RowVectorXd& x, Index k) {
  const Matrix points = model.points(k);
  const Index d = x.size();
  const auto square = [&](Index j, Index i) { return (Long(x(i)) - points(j, i)) * (Long(x(i)) - points(j, i)); };
  std::vector<Long> result(static_cast<std::size_t>(d), 0);
  if (model.linkage == Linkage::single || model.linkage == Linkage::complete) {
    std::vector<Long> distance(static_cast<std::size_t>(points.rows()), 0);
    for (Index j = 0; j < points.rows(); ++j)
      for (Index i = 0; i < d; ++i) distance[static_cast<std::size_t>(j)] += square(j, i);
    const auto [nearest, farthest] = std::minmax_element(distance.begin(), distance.end());
    const Index j = (model.linkage == Linkage::single ? nearest : farthest) - distance.begin();
    for (Index i = 0; i < d; ++i) result[static_cast<std::size_t>(i)] = square(j, i);
    return result;
  }
  for (Index i = 0; i < d; ++i) {
    Long mean = 0, squares = 0;
    for (Index j = 0; j < points.rows(); ++j) {
      mean += Long(points(j, i)) / Long(points.rows());
      squares += square(j, i) / Long(points.rows());
    }
    result[static_cast<std::size_t>(i)] = model.linkage == Linkage::ward ? (x(i) - mean) * (x(i) - mean) : squares;
  }
  return result;
}

/// Of one point the relevances, and last f, under hard assignment: the terms of the nearest competitor less its own.
Vector expected(const Agglomerative& model, const Eigen::RowVectorXd& x, Index c) {
  const std::vector<Long> own = terms(model, x, c);
  Vector best;
  for (Index k = 0; k < model.clusters(); ++k) {
    if (k == c) continue;
    const std::vector<Long> other = terms(model, x, k);
    Vector margin(x.size() + 1);
    Long sum = 0;
    for (std::size_t i = 0; i < own.size(); ++i) {
      margin(static_cast<Index>(i)) = static_cast<double>(other[i] - own[i]);
      sum += other[i] - own[i];
    }
    margin(x.size()) = static_cast<double>(sum);
    if (best.size() == 0 || margin(x.size()) < best(x.size())) best = margin;
  }
  return best;
}

/// The worst deviation of R and f from what is expected, relative to the largest of them, point by point.
double worst(const Agglomerative& model, const Matrix& x, double unit = 1, double shift = 0) {
  const ClusterModel moved =
      samples::scaled(samples::shifted(model, Eigen::RowVectorXd::Constant(x.cols(), shift)), unit);
  const Matrix points = unit * (x.array() + shift);
  double largest = 0;
  for (Index c = 0; c < model.clusters(); ++c) {
    const Explanation found = Propagator(neuralize(moved, c), composites::find("paper-v2"))(points);
    for (Index n = 0; n < x.rows(); ++n) {
      const Vector should = expected(model, x.row(n), c);
      Vector is(x.cols() + 1);
      is << found.relevance.row(n).transpose() / unit / unit, found.logit(n) / unit / unit;
      CHECK(is.allFinite());
      largest = std::max(largest, (is - should).cwiseAbs().maxCoeff() / should.cwiseAbs().maxCoeff());
    }
  }
  return largest;
}

Agglomerative some_clusters(Linkage linkage) {
  const Matrix members = samples::on_grid(samples::normal(40, 3, 11));
  return make_agglomerative(members, fit_agglomerative(members, 4, {.linkage = linkage}).labels, linkage);
}

}  // namespace

TEST_CASE("relevance of a tree depends neither on the origin nor on the unit of the points") {
  const Linkage linkage = GENERATE(from_range(linkages()));
  CAPTURE(text(linkage));
  const Agglomerative model = some_clusters(linkage);
  const Matrix x = samples::on_grid(samples::normal(25, 3, 12));
  CHECK(worst(model, x) <= tolerance::rounding);
  for (const double shift : {1e3, 1e5, 1e7, 1e9, 1e12}) {
    CAPTURE(shift);
    CHECK(worst(model, x, 1, shift) <= tolerance::rounding);
  }
  for (const double unit : {1e-149, 1e-30, 1e-9, 1e9, 1e120, 1e149}) {
    CAPTURE(unit);
    CHECK(worst(model, x, unit) <= tolerance::rounding);
  }
}

TEST_CASE("a cluster far away costs the others no digits") {
  const Linkage linkage = GENERATE(from_range(linkages()));
  CAPTURE(text(linkage));
  Agglomerative model = some_clusters(linkage);
  model.members.conservativeResize(41, Eigen::NoChange);
  model.members.row(40) << 1e9, -1e9, 0;
  model.begin.push_back(41);
  const Matrix x = samples::on_grid(samples::normal(25, 3, 13));
  for (Index c = 0; c < 4; ++c) {
    const Explanation found = Propagator(neuralize(model, c), composites::find("paper-v2"))(x);
    for (Index n = 0; n < x.rows(); ++n) {
      const Vector should = expected(model, x.row(n), c);
      const double size = should.cwiseAbs().maxCoeff();
      CHECK((found.relevance.row(n).transpose() - should.head(3)).cwiseAbs().maxCoeff() <= tolerance::rounding * size);
      CHECK(std::abs(found.logit(n) - should(3)) <= tolerance::rounding * size);
    }
  }
}
