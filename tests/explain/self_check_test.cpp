#include <neon/clustering/assignment.hpp>
#include <neon/core/error.hpp>
#include <neon/explain/explainer.hpp>
#include <neon/explain/self_check.hpp>

#include <catch2/catch.hpp>

#include <cmath>

#include "support/sample_neighbours.hpp"
#include "support/tolerances.hpp"

using namespace neon;

namespace {

/// A model, points explained for their own clusters, and its scores.
struct Case {
  ClusterModel model;
  Composite composite;
  Matrix x, outlier, own;
  Labels cluster;
  Explanation why;

  Case(ClusterModel made, const std::string& name, std::uint64_t seed, bool competitors = false)
      : model(std::move(made)),
        composite(composites::find(name)),
        x(samples::uniform(40, features(model), seed + 80)),
        outlier(outlier_scores(model, x)),
        own(model->has_logits() ? logits(model, x) : Matrix()),
        cluster(assign(outlier)),
        why(Explainer(model, {composite, competitors})(x, cluster)) {}

  SelfCheck check() const {
    SelfCheck result{.conserving = conserves(composite, model)};
    result.add({outlier, beta(model), cluster, cluster, why, {}, 0, own});
    return result;
  }
};

/// The definition, index by index.  @return [n, 3] gaps of logit, sum and assignment
Matrix slow_gaps(const Case& of) {
  Matrix gaps(of.x.rows(), 3);
  for (Index n = 0; n < of.x.rows(); ++n) {
    const Index c = of.cluster[static_cast<std::size_t>(n)];
    double scale = 0, least = infinity, margin = infinity;
    for (Index k = 0; k < of.outlier.cols(); ++k) {
      scale = std::max(scale, std::abs(of.outlier(n, k)));
      least = std::min(least, of.outlier(n, k));
      if (k != c) margin = std::min(margin, of.outlier(n, k) - of.outlier(n, c));
    }
    double f = margin;
    if (std::isfinite(beta(of.model))) {
      double exponentials = 0;
      for (Index k = 0; k < of.outlier.cols(); ++k)
        if (k != c) exponentials += std::exp(-beta(of.model) * (of.outlier(n, k) - of.outlier(n, c) - margin));
      f = margin - std::log(exponentials) / beta(of.model);
    }
    if (of.own.size() > 0) f = of.own(n, c);
    double sum = of.why.constant.size() > 0 ? of.why.constant(n) : 0, size = std::abs(sum);
    for (Index i = 0; i < of.x.cols(); ++i) {
      sum += of.why.relevance(n, i);
      size += std::abs(of.why.relevance(n, i));
    }
    gaps.row(n) << std::abs(of.why.logit(n) - f) / scale, std::abs(sum - of.why.logit(n)) / (scale + size),
        (of.outlier(n, c) - least) / scale;
  }
  return gaps;
}

void agrees(const Gap& gap, const Vector& slow) {
  Index worst = 0;
  const double most = slow.maxCoeff(&worst);
  CHECK(gap.worst == Approx(most).epsilon(tolerance::gradient).margin(tolerance::rounding));
  CHECK(gap.beyond == (slow.array() > most_rounding).count());
  if (most > tolerance::gradient) CHECK(gap.worst_point == worst);
}

}  // namespace

TEST_CASE("what stands beside the features counts in the sum, and should be finite") {
  Case all(samples::kmeans(3, 4, infinity, 1), "paper-v2", 1);
  REQUIRE(all.check().holds());
  all.why.constant = all.why.relevance.col(2);
  all.why.relevance.col(2).setZero();
  CHECK(all.check().holds());
  CHECK(all.check().sums_to_evidence());
  all.why.constant *= 2;
  CHECK_FALSE(all.check().holds());
  all.why.constant(7) = std::nan("");
  CHECK_THROWS_WITH(all.check(), Catch::Contains("point 7: the relevance nan that stands beside the features"));
  all.why.constant.resize(3);
  CHECK_THROWS_WITH(all.check(), Catch::Contains("3 constants should be 40"));
}

TEST_CASE("a self-check is its definition, and every model passes under every composite") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  for (const ClusterModel& model : samples::all_models(4, 5, seed))
    for (const std::string& name : composites::names()) {
      const Case made(model, name, seed);
      INFO(kind(model) << " " << name);
      const SelfCheck check = made.check();
      CHECK(check.points == 40);
      // A neuron without positive weights has nothing to carry the relevance that z+ gives it.
      if (name != "z+") {
        CHECK(check.holds());
        CHECK((check.sums_to_evidence() || !check.conserving));
      }
      const Matrix slow = slow_gaps(made);
      agrees(check.logit, slow.col(0));
      agrees(check.sum, slow.col(1));
      agrees(check.assigned, slow.col(2));
    }
}

TEST_CASE("an explanation that is broken on purpose is noticed, and its worst point named") {
  for (const ClusterModel& model : samples::models(4, 5, 7)) {
    INFO(kind(model));
    const Case whole(model, "paper-v2", 7, true);
    REQUIRE(whole.check().competitors.beyond == 0);

    Case lost = whole;  // a floor under a denominator, say
    lost.why.relevance.row(11) *= 0.99;
    CHECK(lost.check().sum.beyond == (lost.check().conserving ? 1 : whole.check().sum.beyond));
    if (lost.check().conserving) CHECK(lost.check().sum.worst_point == 11);
    CHECK(lost.check().competitors.beyond == 1);
    CHECK_FALSE(lost.check().holds());

    Case shifted = whole;
    shifted.why.logit(5) += 1e-6 * whole.outlier.cwiseAbs().maxCoeff();
    CHECK(shifted.check().logit.worst_point == 5);
    CHECK(shifted.check().logit.beyond == 1);
    CHECK_FALSE(shifted.check().holds());

    Case moved = whole;
    moved.cluster[23] = (moved.cluster[23] + 1) % 4;
    CHECK(moved.check().assigned.worst_point == 23);
    CHECK(moved.check().assigned.beyond == 1);
    CHECK_FALSE(moved.check().holds());
  }
}

TEST_CASE("what rules leave to biases is told, and is no fault") {
  const Case made(samples::kmeans(4, 5, 3, 1), "z", 1);
  const SelfCheck check = made.check();
  CHECK_FALSE(check.conserving);
  CHECK_FALSE(check.sums_to_evidence());
  CHECK(check.holds());
  const Vector residual = made.why.relevance.rowwise().sum() - made.why.logit;
  CHECK(check.kept_share() ==
        Approx(residual.cwiseAbs().sum() / made.why.logit.cwiseAbs().sum()).epsilon(tolerance::rounding));
}

TEST_CASE("why not k: the margin over it takes the logit's place") {
  for (const ClusterModel& model : samples::models(4, 5, 3)) {
    INFO(kind(model));
    Case made(model, "paper-v2", 3);
    made.why = Explainer(model).against(2, made.x, made.cluster);
    SelfCheck check{.conserving = conserves(made.composite, model)};
    check.add({made.outlier, beta(model), made.cluster, made.cluster, made.why, 2});
    CHECK(check.holds());
  }
}

TEST_CASE("blocks add up, with their points' numbers") {
  const Case made(samples::kmeans(4, 5, 3, 1), "paper-v2", 1);
  SelfCheck whole = made.check(), parts;
  for (Index first = 0; first < 40; first += 15) {
    const Index count = std::min<Index>(15, 40 - first);
    const Labels cluster(made.cluster.begin() + first, made.cluster.begin() + first + count);
    Explanation why;
    why.relevance = made.why.relevance.middleRows(first, count);
    why.logit = made.why.logit.segment(first, count);
    SelfCheck part;
    part.add({made.outlier.middleRows(first, count), beta(made.model), cluster, cluster, why, {}, first});
    parts.add(part);
  }
  CHECK(parts.points == 40);
  CHECK(parts.sum.worst == whole.sum.worst);
  CHECK(parts.sum.worst_point == whole.sum.worst_point);
  CHECK(parts.logit.worst_point == whole.logit.worst_point);
  CHECK(parts.evidence == Approx(whole.evidence).epsilon(tolerance::rounding));
}

TEST_CASE("what is not finite is an error that names the point") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Case made(samples::kmeans(4, 5, 3, 1), "paper-v2", 1);
  made.why.relevance(17, 3) = nan;
  CHECK_THROWS_WITH(made.check(), "point 17: the relevance nan of feature 3 should be finite");
  Case far(samples::kmeans(4, 5, 3, 1), "paper-v2", 1);
  far.outlier(9, 1) = infinity;
  CHECK_THROWS_WITH(far.check(), "point 9: its outlier score inf for cluster 1 should be finite");
  far.outlier(9, 1) = nan;
  CHECK_THROWS_WITH(far.check(), "point 9: its outlier score nan for cluster 1 should be finite");
  Case odd(samples::kmeans(4, 5, 3, 1), "paper-v2", 1);
  odd.why.logit(2) = -infinity;
  CHECK_THROWS_WITH(odd.check(), "point 2: its evidence -inf should be finite");
}

TEST_CASE("a self-check refuses shapes that do not fit") {
  Case made(samples::kmeans(4, 5, 3, 1), "paper-v2", 1);
  made.cluster.pop_back();
  CHECK_THROWS_AS(made.check(), Error);
  Case other(samples::kmeans(4, 5, 3, 1), "paper-v2", 1);
  other.cluster[0] = 4;
  CHECK_THROWS_AS(other.check(), Error);
}
