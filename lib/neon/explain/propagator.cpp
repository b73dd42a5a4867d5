#include <neon/core/error.hpp>
#include <neon/explain/kernel_propagation.hpp>
#include <neon/explain/network_walk.hpp>
#include <neon/explain/propagator.hpp>
#include <neon/rules/linear_propagation.hpp>

#include <utility>

namespace neon {

namespace {

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
                return detail.per_unit ? pairs.per_unit(x, pooling, relevance, condition)
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

}  // namespace

Walk prepare(const StandardNetwork& net, const Composite& composite) { return StandardWalk(net, composite); }
Walk prepare(const KernelNetwork& net, const Composite& composite) { return KernelWalk(net, composite); }
Walk prepare(const DeepNetwork& net, const Composite& composite) { return DeepWalk(net, composite); }

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
