#include <neon/explain/network_walk.hpp>
#include <neon/rules/linear_propagation.hpp>

namespace neon {
namespace {

struct LinkageWalk {
  LinkageNetwork net;
  Rule rule;

  /// Where x is told from. The midpoint rule sees differences only, so that digits decide: the network's own origin, or
  /// the point itself where every point has a layer of its own. The other rules speak of x as it is.
  Matrix origins(const MatrixView& x) const {
    if (!rule.midpoint) return Matrix::Zero(x.rows(), x.cols());
    return net.constant() ? Matrix(net.frame.origin.replicate(x.rows(), 1)) : Matrix(x);
  }

  /// The detection layer at each point; where it is the same for all, once.
  std::vector<LinearPropagation> crossings(const MatrixView& x, const Matrix& origin) const {
    std::vector<LinearPropagation> result;
    const Matrix share = net.shares(net.distances(net.constant() ? x.topRows(std::min<Index>(1, x.rows())) : x));
    for (Index n = 0; n < share.rows(); ++n) {
      const LinkageNetwork::Detection detection = net.detection(share.row(n), origin.row(n));
      result.emplace_back(rule, detection.layer,
                          InputReference{.at_root = detection.at_root, .lower = {}, .upper = {}});
    }
    return result;
  }

  Explanation operator()(const MatrixView& x, const Detail& detail) const {
    Explanation result;
    const Matrix origin = origins(x), z = x - origin;
    const std::vector<LinearPropagation> detection = crossings(x, origin);
    const auto down = [&](const LinearPropagation& layer, const MatrixView& points, const MatrixView& relevance,
                          Condition* condition) {
      return detail.per_unit ? layer.per_unit(points, relevance, condition) : layer(points, relevance, condition);
    };
    propagate(x, margin_relevance(net.pool, net.margins(x), rule, detail, result), detail, result,
              [&](const Matrix& relevance, Condition* condition) -> Matrix {
                if (net.constant() && x.rows() > 0) return down(detection.front(), z, relevance, condition);
                Matrix features(x.rows(), x.cols());
                for (Index n = 0; n < x.rows(); ++n) {
                  Condition own(1);
                  features.row(n) = down(detection[static_cast<std::size_t>(n)], z.row(n), relevance.row(n), &own);
                  if (condition) condition->add(n, own.smallest(0), own.negative(0), own.total(0));
                }
                return features;
              });
    return result;
  }
};

}  // namespace

Walk prepare(const LinkageNetwork& net, const Composite& composite) {
  return LinkageWalk{net, composite.detection_at_input};
}

}  // namespace neon
