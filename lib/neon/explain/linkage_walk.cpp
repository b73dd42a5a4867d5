#include <neon/explain/network_walk.hpp>
#include <neon/rules/linear_propagation.hpp>

namespace neon {
namespace {

struct LinkageWalk {
  LinkageNetwork net;
  Rule rule;

  /// The detection layer at each point, told from that point; where it is the same for all, once.
  std::vector<LinearPropagation> crossings(const MatrixView& x) const {
    std::vector<LinearPropagation> result;
    const Matrix share = net.shares(net.distances(net.constant() ? x.topRows(std::min<Index>(1, x.rows())) : x));
    for (Index n = 0; n < share.rows(); ++n) {
      const LinkageNetwork::Detection detection =
          net.detection(share.row(n), net.constant() ? net.frame.origin : Eigen::RowVectorXd(x.row(n)));
      result.emplace_back(rule, detection.layer,
                          InputReference{.at_root = detection.at_root, .lower = {}, .upper = {}});
    }
    return result;
  }

  Explanation operator()(const MatrixView& x, const Detail& detail) const {
    Explanation result;
    const std::vector<LinearPropagation> detection = crossings(x);
    const auto down = [&](const LinearPropagation& layer, const MatrixView& points, const MatrixView& relevance,
                          Condition* condition) {
      return detail.per_unit ? layer.per_unit(points, relevance, condition) : layer(points, relevance, condition);
    };
    propagate(x, margin_relevance(net.pool, net.margins(x), rule, detail, result), detail, result,
              [&](const Matrix& relevance, Condition* condition) -> Matrix {
                if (net.constant() && x.rows() > 0) return down(detection.front(), x, relevance, condition);
                Matrix features(x.rows(), x.cols());
                for (Index n = 0; n < x.rows(); ++n) {
                  Condition own(1);
                  features.row(n) = down(detection[static_cast<std::size_t>(n)], x.row(n), relevance.row(n), &own);
                  if (condition) condition->add(n, {own.smallest(0), own.negative(0), own.total(0)});
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
