#include <neon/explain/flip_path.hpp>
#include <neon/explain/network_evidence.hpp>

#include <memory>

namespace neon {
namespace {

/// Scores at from + t (to - from), from the scores at the ends.
Matrix between(const Matrix& from, const Matrix& to, const Vector& t) {
  return from + Matrix((to - from).array().colwise() * t.array());
}

/// Position s of `steps` midpoints on [0, 1].
double midpoint(Index s, Index steps) { return (static_cast<double>(s) + 0.5) / static_cast<double>(steps); }

template <class Net>
Evidence basic_evidence(const std::shared_ptr<const Net>& net, Index features, double beta) {
  return {.features = features,
          .beta = beta,
          .margins = [net](const MatrixView& x) { return net->margins(x); },
          .pullback = [net](const MatrixView& x, const MatrixView& weight) { return net->pullback(x, weight); }};
}

}  // namespace

Evidence evidence(const StandardNetwork& network) {
  const auto net = std::make_shared<const StandardNetwork>(network);
  const auto by_feature = std::make_shared<const Matrix>(network.detection.weight.transpose());
  Evidence f = basic_evidence(net, network.detection.inputs(), network.pool.stiffness);

  f.segment_shortcut = [net](const MatrixView& from, const MatrixView& to) -> Segment {
    const Matrix start = net->margins(from), end = net->margins(to);
    return {.value = [=](const Vector& t) { return net->pool.forward(between(start, end, t)); },
            .mean_gradient =
                [=](Index steps) {
                  Matrix weight = Matrix::Zero(start.rows(), start.cols());
                  for (Index s = 0; s < steps; ++s)
                    weight += net->pool.shares(start + midpoint(s, steps) * (end - start));
                  return net->detection.backward(weight / static_cast<double>(steps));
                }};
  };
  f.flip_shortcut = [net, by_feature](const MatrixView& x, const MatrixView& root, const FlipOrder& order) {
    return flip_standard(*net, *by_feature, net->margins(x), x, root, order);
  };
  return f;
}

Evidence evidence(const KernelNetwork& network) {
  const auto net = std::make_shared<const KernelNetwork>(network);
  const auto by_feature = std::make_shared<const Matrix>(-2 * network.model->support.transpose());
  Evidence f = basic_evidence(net, network.model->features(), network.pool.stiffness);

  f.segment_shortcut = [net](const MatrixView& from, const MatrixView& to) -> Segment {
    const Matrix start = net->distances(from), end = net->distances(to);
    return {.value =
                [=](const Vector& t) {
                  return net->pool.forward(net->margins_of(net->pooling_of(between(start, end, t))));
                },
            .mean_gradient = [=](Index steps) -> Matrix {
              Matrix coefficient = Matrix::Zero(start.rows(), start.cols());
              for (Index s = 0; s < steps; ++s) {
                const KernelPooling pooling = net->pooling_of(start + midpoint(s, steps) * (end - start));
                coefficient += net->pullback_coefficients(pooling, net->pool.shares(net->margins_of(pooling)));
              }
              return coefficient / static_cast<double>(steps) * net->model->support;
            }};
  };
  f.flip_shortcut = [net, by_feature](const MatrixView& x, const MatrixView& root, const FlipOrder& order) {
    return flip_kernel(*net, *by_feature, net->distances(x), x, root, order);
  };
  return f;
}

Evidence evidence(const DeepNetwork& network) {
  const auto net = std::make_shared<const DeepNetwork>(network);
  const auto by_feature = std::make_shared<const Matrix>(network.layers.front().weight.transpose());
  Evidence f = basic_evidence(net, network.layers.front().inputs(), network.head.pool.stiffness);
  f.flip_shortcut = [net, by_feature](const MatrixView& x, const MatrixView& root, const FlipOrder& order) {
    return flip_deep(*net, *by_feature, x, root, order);
  };
  return f;
}

}  // namespace neon
