#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
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
    propagate(x, margin_relevance(net.pool, net.margins(x), detection.rule(), result), detail, result,
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
    propagate(x, margin_relevance(net->pool, net->margins_of(pooling), pairs.rule(), result), detail, result,
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
    propagate(x, margin_relevance(net.head.pool, net.head.margins(inputs.back()), detection.rule(), result), detail,
              result, [&](const Matrix& relevance, Condition* condition) {
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

Explanation explain(const ClusterModel& model, const MatrixView& x, const Labels& cluster,
                    const ExplainOptions& options) {
  const Index n = x.rows(), d = x.cols(), count = clusters(model);
  require(d == features(model), "explain: {} features should be {}", d, features(model));
  require(static_cast<Index>(cluster.size()) == n, "explain: {} clusters for {} points: there should be one each",
          cluster.size(), n);
  std::vector<Labels> rows(static_cast<std::size_t>(count));
  for (Index i = 0; i < n; ++i) {
    const Index c = cluster[static_cast<std::size_t>(i)];
    require(c >= 0 && c < count, "explain: cluster {} of point {} should be in [0, {})", c, i, count);
    rows[static_cast<std::size_t>(c)].push_back(i);
  }

  Explanation result{Matrix(n, d), Vector(n), Vector(n), Vector(n), Vector(n)};
  if (options.competitors) result.by_competitor.assign(static_cast<std::size_t>(count - 1), Matrix(n, d));
  for (Index c = 0; c < count; ++c) {
    const Labels& members = rows[static_cast<std::size_t>(c)];
    if (members.empty()) continue;
    const Propagator propagator(neuralize(model, c), options.composite);
    parallel_blocks(static_cast<Index>(members.size()), 64, [&](Index first, Index last) {
      const Labels block(members.begin() + first, members.begin() + last);
      const Explanation part = propagator(Matrix(x(block, Eigen::all)), {options.competitors, options.per_unit});
      result.relevance(block, Eigen::all) = part.relevance;
      result.logit(block) = part.logit;
      result.residual(block) = part.residual;
      result.smallest_denominator(block) = part.smallest_denominator;
      result.negative_share(block) = part.negative_share;
      for (std::size_t k = 0; k < part.by_competitor.size(); ++k)
        result.by_competitor[k](block, Eigen::all) = part.by_competitor[k];
    });
  }
  return result;
}

}  // namespace neon
