#include <neon/baselines/baselines.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/roots/root_point.hpp>

#include <rapidcheck/catch.h>

#include "support/random_models.hpp"
#include "support/tolerances.hpp"

using namespace neon;

namespace {

/// Random points of one cluster of a random model, and their root points.
struct Case {
  ClusterModel model = samples::any_model();
  Evidence f = evidence(neuralize(model, *rc::gen::inRange<Index>(0, clusters(model))));
  Matrix x = samples::any_points(features(model)), root = root_points(f, x).root;
  Labels id = Labels(static_cast<std::size_t>(x.rows()), 0);

  Question question() const { return {f, x, root, id}; }
  Matrix relevance(const char* baseline) const { return baselines::find(baseline).explain(question()).relevance; }
};

double difference(const Vector& a, const Vector& b) {
  return (a - b).cwiseAbs().maxCoeff() / (1 + b.cwiseAbs().maxCoeff());
}

}  // namespace

TEST_CASE("laws of the baselines") {
  rc::prop(
      "IG: sum R = f(x) - f(root), up to the error that it reports, which is within its tolerance or the last steps'",
      [] {
        const Case c;
        const Attribution ig = baselines::find("IG").explain(c.question());
        const Vector value = c.f.value(c.x), gain = value - c.f.value(c.root), sum = ig.relevance.rowwise().sum();
        RC_ASSERT(difference((sum - gain).cwiseAbs(), ig.error) <= tolerance::rounding);
        // Where it is not, at kinks, all steps were taken.
        const Matrix finest = (c.x - c.root).cwiseProduct(segment(c.f, c.root, c.x).mean_gradient(2048));
        for (Index n = 0; n < value.size(); ++n)
          if (ig.error[n] > tolerance::completeness * std::abs(value[n]))
            RC_ASSERT(difference(ig.relevance.row(n), finest.row(n)) <= tolerance::rounding);
      });
  rc::prop("IG and SR: features that the root leaves as they are have no relevance", [] {
    Case c;
    const Index kept = *rc::gen::inRange<Index>(0, c.x.cols());
    c.root.col(kept) = c.x.col(kept);
    RC_ASSERT(c.relevance("IG").col(kept).isZero(0));
    RC_ASSERT(c.relevance("SR").col(kept).isZero(0));
  });
  rc::prop("SR: sums to f where there is a root, 0 where a point is its own; no relevance is negative inside", [] {
    const Case c;
    const Vector value = c.f.value(c.x), moved = (c.x - c.root).rowwise().squaredNorm();
    const Matrix relevance = c.relevance("SR");
    const Vector expected = (moved.array() > 0).select(value, 0);
    RC_ASSERT(difference(relevance.rowwise().sum(), expected) <= tolerance::rounding);
    for (Index n = 0; n < value.size(); ++n)
      if (value[n] > 0) RC_ASSERT(relevance.row(n).minCoeff() >= 0);
  });
  rc::prop("SA: never negative, and sums to the squared length of the gradient", [] {
    const Case c;
    const Matrix relevance = c.relevance("SA");
    RC_ASSERT(relevance.minCoeff() >= 0);
    RC_ASSERT(difference(relevance.rowwise().sum(), c.f.gradient(c.x).rowwise().squaredNorm()) <= tolerance::rounding);
  });
  rc::prop("GI of hard k-means sums to f less the bias of the margin that is met first", [] {
    const ClusterModel model = samples::any_centroids(infinity);
    const StandardNetwork network = neuralize(model.get<KMeans>(), 0);
    const Matrix x = samples::any_points(features(model)), h = network.detection.forward(x);
    const Matrix bias = network.detection.forward(Matrix::Zero(1, x.cols()));
    const Labels id(static_cast<std::size_t>(x.rows()), 0);
    const Evidence f = evidence(network);
    const Vector sum = baselines::find("GI").explain({f, x, x, id}).relevance.rowwise().sum();
    for (Index n = 0; n < x.rows(); ++n) {
      Index first = 0;
      const double least = h.row(n).minCoeff(&first);
      RC_ASSERT(std::abs(sum[n] - (least - bias(0, first))) <= tolerance::rounding * (1 + std::abs(least)));
    }
  });
  rc::prop("the unit of f is the unit of every relevance; of sensitivities its square", [] {
    const Case c;
    const double unit = *rc::gen::element(1e-3, 2.0, 1e4);
    Case scaled = c;
    scaled.f = make_evidence(
        c.f.features, [=](const MatrixView& x) -> Vector { return unit * c.f.value(x); },
        [=](const MatrixView& x) -> Matrix { return unit * c.f.gradient(x); });
    for (const char* baseline : {"SA", "GI", "SR", "IG"}) {
      const double power = baseline == std::string("SA") ? unit * unit : unit;
      const Matrix before = c.relevance(baseline), after = scaled.relevance(baseline);
      const double scale = 1 + before.cwiseAbs().maxCoeff();
      const double allowed = baseline == std::string("IG") ? tolerance::completeness : tolerance::rounding;
      RC_ASSERT((after / power - before).cwiseAbs().maxCoeff() <= allowed * scale);
    }
  });
}
