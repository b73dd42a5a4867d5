#include <neon/explain/network_walk.hpp>
#include <neon/rules/linear_propagation.hpp>

#include <algorithm>

namespace neon {
namespace {

/// What the rules know of (y, y^2): each feature's part of the bias, and the bounds of x carried over to x^2.
InputReference reference_of(const QuadraticNetwork& net, const Rule& rule) {
  const Index d = net.features();
  InputReference reference{.at_root = Matrix::Zero(net.constant.rows(), 2 * d), .lower = Vector(2 * d), .upper = {}};
  reference.at_root.leftCols(d) = -net.constant;
  const double least = rule.lower * rule.lower, most = rule.upper * rule.upper;
  reference.lower << Vector::Constant(d, rule.lower),
      Vector::Constant(d, rule.lower <= 0 && rule.upper >= 0 ? 0 : std::min(least, most));
  reference.upper = Vector(2 * d);
  reference.upper << Vector::Constant(d, rule.upper), Vector::Constant(d, std::max(least, most));
  return reference;
}

struct QuadraticWalk {
  QuadraticNetwork net;
  QuadraticNetwork expansion;  ///< midpoint: about the centre; other rules read the features themselves, about 0
  LinearPropagation detection;

  QuadraticWalk(const QuadraticNetwork& network, const Composite& composite)
      : net(network),
        expansion(composite.detection_at_input.midpoint ? network
                                                        : network.about(Eigen::RowVectorXd::Zero(network.features()))),
        detection(composite.detection_at_input, expansion.detection,
                  reference_of(expansion, composite.detection_at_input)) {}

  Explanation operator()(const MatrixView& x, const Detail& detail) const {
    Explanation result;
    const Index d = net.features();
    const Matrix expanded = expansion.expand(x), margins = net.margins(x);
    propagate(x, margin_relevance(net.pool, margins, detection.rule(), detail, result), detail, result,
              [&](const Matrix& relevance, Condition* condition) -> Matrix {
                if (!detail.per_unit) {
                  const Matrix down = detection(expanded, relevance, condition, &margins);
                  return down.leftCols(d) + down.rightCols(d);
                }
                const Matrix down = detection.per_unit(expanded, relevance, condition, &margins);
                return down.leftCols(d) + x.cwiseProduct(down.rightCols(d));
              });
    return result;
  }
};

}  // namespace

Walk prepare(const QuadraticNetwork& net, const Composite& composite) { return QuadraticWalk(net, composite); }

}  // namespace neon
