#include <neon/clustering/unit_rows.hpp>
#include <neon/explain/network_walk.hpp>
#include <neon/rules/linear_propagation.hpp>

namespace neon {
namespace {

struct SphericalWalk {
  StandardNetwork head;
  LinearPropagation detection;

  SphericalWalk(const SphericalNetwork& network, const Composite& composite)
      : head(network.head), detection(composite.detection_at_input, head.detection, head.root) {}

  Explanation operator()(const MatrixView& x, const Detail& detail) const {
    Explanation result;
    Vector norm;
    const Matrix unit = unit_rows(x, &norm);
    const Vector per_norm = (norm.array() > 0).select(norm.cwiseInverse(), 0);
    propagate(x, margin_relevance(head.pool, head.margins(unit), detection.rule(), detail, result), detail, result,
              [&](const Matrix& relevance, Condition* condition) -> Matrix {
                if (!detail.per_unit) return detection(unit, relevance, condition);
                return detection.per_unit(unit, relevance, condition).array().colwise() * per_norm.array();
              });
    return result;
  }
};

}  // namespace

Walk prepare(const SphericalNetwork& net, const Composite& composite) { return SphericalWalk(net, composite); }

}  // namespace neon
