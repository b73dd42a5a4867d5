#include <neon/core/error.hpp>
#include <neon/explain/kernel_propagation.hpp>
#include <neon/explain/propagator.hpp>
#include <neon/rules/linear_propagation.hpp>

#include <utility>

namespace neon {

namespace {

/// The messages into one branch alone.
Matrix only(const Matrix& relevance, Index column) {
  Matrix result = Matrix::Zero(relevance.rows(), relevance.cols());
  result.col(column) = relevance.col(column);
  return result;
}

/// The output end, common to all networks: the logit and what each margin passes to the detection layer's rule, its
/// min-take-most share of the logit or, for the affine rule, the slope of its relevance model: the share alone.
Matrix margin_relevance(const SoftMin& pool, const Matrix& margins, const Rule& rule, const Detail& detail,
                        Explanation& result) {
  Matrix share;
  if (detail.against) {
    require(*detail.against >= 0 && *detail.against < margins.cols(), "explain: competitor {} should be in [0, {})",
            *detail.against, margins.cols());
    share = only(Matrix::Ones(margins.rows(), margins.cols()), *detail.against);
    result.logit = margins.col(*detail.against);
  } else {
    share = pool.shares(margins);
    result.logit = pool.forward(margins);
  }
  return rule.affine ? share : Matrix(share.array().colwise() * result.logit.array());
}

/// Propagates all branches together, or one by one, with `down`: relevance of the margins -> relevance of the features.
template <class Down>
void propagate(const MatrixView& x, const Matrix& margins, const Detail& detail, Explanation& result,
               const Down& down) {
  Condition condition(margins.rows());
  result.relevance = down(margins, &condition);
  const Vector sum =
      detail.per_unit ? Vector(result.relevance.cwiseProduct(x).rowwise().sum()) : result.relevance.rowwise().sum();
  result.residual = sum - result.logit;
  result.smallest_denominator = condition.smallest;
  result.negative_share = condition.negative_share();
  if (!detail.competitors) return;
  for (Index k = 0; k < margins.cols(); ++k) result.by_competitor.push_back(down(only(margins, k), nullptr));
}

struct StandardWalk {
  StandardNetwork net;
  LinearPropagation detection;

  StandardWalk(const StandardNetwork& network, const Composite& composite)
      : net(network), detection(composite.detection_at_input, network.detection, network.root) {}

  Explanation operator()(const MatrixView& x, const Detail& detail) const {
    Explanation result;
    propagate(x, margin_relevance(net.pool, net.margins(x), detection.rule(), detail, result), detail, result,
              [&](const Matrix& relevance, Condition* condition) {
                return detail.per_unit ? detection.per_unit(x, relevance, condition)
                                       : detection(x, relevance, condition);
              });
    return result;
  }
};

struct KernelWalk {
  std::shared_ptr<const KernelNetwork> net;
  KernelPropagation pairs;

  KernelWalk(const KernelNetwork& network, const Composite& composite)
      : net(std::make_shared<const KernelNetwork>(network)), pairs(net, composite.detection_at_input) {}

  Explanation operator()(const MatrixView& x, const Detail& detail) const {
    Explanation result;
    const KernelPooling pooling = net->pooling(x);
    propagate(x, margin_relevance(net->pool, net->margins_of(pooling), pairs.rule(), detail, result), detail, result,
              [&](const Matrix& relevance, Condition* condition) {
                return detail.per_unit ? pairs.per_unit(pooling, relevance, condition)
                                       : pairs(x, pooling, relevance, condition);
              });
    return result;
  }
};

struct DeepWalk {
  DeepNetwork net;
  LinearPropagation detection;
  std::vector<LinearPropagation> layers;

  DeepWalk(const DeepNetwork& network, const Composite& composite)
      : net(network), detection(composite.detection, network.head.detection, network.head.root) {
    for (std::size_t l = 0; l < net.layers.size(); ++l)
      layers.emplace_back(l == 0 ? composite.input : composite.hidden, net.layers[l]);
  }

  Explanation operator()(const MatrixView& x, const Detail& detail) const {
    Explanation result;
    const std::vector<Matrix> inputs = net.activations(x);
    propagate(x, margin_relevance(net.head.pool, net.head.margins(inputs.back()), detection.rule(), detail, result),
              detail, result, [&](const Matrix& relevance, Condition* condition) {
                Matrix down = detection(inputs.back(), relevance, condition);
                for (std::size_t l = layers.size(); l-- > 1;) down = layers[l](inputs[l], down);
                return detail.per_unit ? layers[0].per_unit(x, down) : layers[0](x, down);
              });
    return result;
  }
};

using Walk = std::function<Explanation(const MatrixView&, const Detail&)>;
Walk prepare(const StandardNetwork& net, const Composite& composite) { return StandardWalk(net, composite); }
Walk prepare(const KernelNetwork& net, const Composite& composite) { return KernelWalk(net, composite); }
Walk prepare(const DeepNetwork& net, const Composite& composite) { return DeepWalk(net, composite); }

}  // namespace

Propagator::Propagator(const Network& network, const Composite& composite)
    : walk_(std::visit([&](const auto& net) { return prepare(net, composite); }, network)) {}

Explanation Propagator::operator()(const MatrixView& x, const Detail& detail) const { return walk_(x, detail); }

Attributor neon_attributor(const Network& network, const Composite& composite) {
  return {.name = "NEON " + composite.name,
          .source = composite.source,
          .explain = [propagator = Propagator(network, composite)](const Question& question) -> Attribution {
            return {propagator(question.x).relevance};
          },
          .competitors = true};
}

}  // namespace neon
