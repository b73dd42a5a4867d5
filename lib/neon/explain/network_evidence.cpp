#include <neon/explain/flip_path.hpp>
#include <neon/explain/lanes.hpp>
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

/// The coefficients u of grad f = u * support (KernelNetwork::pullback_coefficients), averaged over the midpoints of
/// the segment: up to `lanes` midpoints are pooled side by side.
Matrix mean_coefficients(const KernelNetwork& net, const Matrix& start, const Matrix& end, Index steps) {
  const KernelKMeans& model = *net.model;
  const Index m = model.support.rows(), c = net.cluster;
  Matrix coefficient = Matrix::Zero(start.rows(), m);
  std::vector<Lanes> rows(static_cast<std::size_t>(m)), outliers(static_cast<std::size_t>(model.clusters()));
  for (Index n = 0; n < start.rows(); ++n)
    for (Index first = 0; first < steps; first += static_cast<Index>(lanes)) {
      Lanes position{}, counted{};  // lanes beyond the last midpoint count 0
      for (std::size_t t = 0; t < lanes; ++t) {
        position[t] = midpoint(first + static_cast<Index>(t), steps);
        counted[t] = first + static_cast<Index>(t) < steps ? 1 : 0;
      }
      outliers.clear();
      for (Index k = 0; k < model.clusters(); ++k) {  // one cluster's rows at a time stay in the cache
        for (Index j = model.first(k); j < model.first(k + 1); ++j) {
          const double from = start(n, j), slope = end(n, j) - from;
          for (std::size_t t = 0; t < lanes; ++t) rows[static_cast<std::size_t>(j)][t] = from + position[t] * slope;
        }
        const Lanes outlier = soft_min_shares(rows.data() + model.first(k), model.members(k), model.gamma);
        if (k != c) outliers.push_back(outlier);
      }
      soft_min_shares(outliers.data(), model.clusters() - 1, net.pool.stiffness);
      for (Index k = 0; k < model.clusters(); ++k) {
        Lanes factor = counted;
        if (k != c)
          for (std::size_t t = 0; t < lanes; ++t)
            factor[t] *= -outliers[static_cast<std::size_t>(k < c ? k : k - 1)][t];
        for (Index j = model.first(k); j < model.first(k + 1); ++j) {
          double sum = 0;
#pragma omp simd reduction(+ : sum)
          for (std::size_t t = 0; t < lanes; ++t) sum += factor[t] * rows[static_cast<std::size_t>(j)][t];
          coefficient(n, j) += sum;
        }
      }
    }
  return 2 / static_cast<double>(steps) * coefficient;
}

template <class Net>
Evidence basic_evidence(const std::shared_ptr<const Net>& net, Index features, double beta) {
  return {.features = features,
          .beta = beta,
          .margins = [net](const MatrixView& x) { return net->margins(x); },
          .pullback = [net](const MatrixView& x, const MatrixView& weight) { return net->pullback(x, weight); }};
}

/// f from the scores alone, without the shares that gradients need.
Vector logit_of(const KernelNetwork& net, Matrix score) {
  const KernelKMeans& model = *net.model;
  KernelPooling pooling{{}, {}, Matrix(score.rows(), model.clusters())};
  Matrix& outlier = pooling.outlier;
  for (Index row = 0; row < score.rows(); ++row)
    for (Index k = 0; k < model.clusters(); ++k) {
      double* const d = score.row(row).data() + model.first(k);
      const Index members = model.members(k);
      double least = d[0];
      for (Index j = 1; j < members; ++j) least = d[j] < least ? d[j] : least;
      outlier(row, k) = least;
      for (Index j = 0; j < members; ++j) d[j] = model.gamma * (least - d[j]);
    }
  double* const weight = score.data();
  for (Index j = 0; j < score.size(); ++j) weight[j] = vector_exp(weight[j]);
  for (Index row = 0; row < score.rows(); ++row)
    for (Index k = 0; k < model.clusters(); ++k)
      outlier(row, k) -= vector_log(score.row(row).segment(model.first(k), model.members(k)).sum()) / model.gamma;
  return net.pool.forward(net.margins_of(pooling));
}

std::shared_ptr<const AffineScores> affine_scores(AffineScores scores) {
  return std::make_shared<const AffineScores>(std::move(scores));
}

}  // namespace

Evidence evidence(const StandardNetwork& network) {
  const auto net = std::make_shared<const StandardNetwork>(network);
  const auto path =
      std::make_shared<const PoolPath>(PoolPath::of_one_pool(network.detection.weight, network.pool.stiffness));
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
  f.flip_shortcut = [net, path](const MatrixView& x, const MatrixView& root, const FlipOrder& order) {
    return flip_standard(*path, net->margins(x), x, root, order);
  };
  f.scores_shortcut = affine_scores({network.detection.weight.transpose(), f.margins,
                                     [net](const Matrix& margins) { return net->pool.forward(margins); }});
  return f;
}

Evidence evidence(const KernelNetwork& network) {
  const auto net = std::make_shared<const KernelNetwork>(network);
  std::vector<Index> first;
  for (Index k = 0; k <= network.model->clusters(); ++k) first.push_back(network.model->first(k));
  const auto path = std::make_shared<const PoolPath>(-2 * network.support, first, network.model->gamma);
  Evidence f = basic_evidence(net, network.model->features(), network.pool.stiffness);

  f.segment_shortcut = [net](const MatrixView& from, const MatrixView& to) -> Segment {
    const Matrix start = net->scores(from), end = net->scores(to);
    return {.value =
                [=](const Vector& t) {
                  return net->pool.forward(net->margins_of(net->pooling_of(between(start, end, t))));
                },
            .mean_gradient = [=](Index steps) -> Matrix {
              return mean_coefficients(*net, start, end, steps) * net->support;
            }};
  };
  f.flip_shortcut = [net, path](const MatrixView& x, const MatrixView& root, const FlipOrder& order) {
    return flip_kernel(*net, *path, net->scores(x), x, root, order);
  };
  f.scores_shortcut = affine_scores({network.minus_two_support, [net](const MatrixView& x) { return net->scores(x); },
                                     [net](Matrix scores) { return logit_of(*net, std::move(scores)); }});
  f.prototypes = {net, &net->model->support};
  return f;
}

Evidence evidence(const DeepNetwork& network) {
  const auto net = std::make_shared<const DeepNetwork>(network);
  const auto tail = std::make_shared<const DeepTail>(network);
  Evidence f = basic_evidence(net, network.layers.front().inputs(), network.head.pool.stiffness);

  f.segment_shortcut = [net, tail](const MatrixView& from, const MatrixView& to) -> Segment {
    const Matrix start = net->layers.front().forward(from), end = net->layers.front().forward(to);
    return {.value = [=](const Vector& t) { return tail->value(between(start, end, t)); },
            .mean_gradient =
                [=](Index steps) {
                  Matrix gradient = Matrix::Zero(start.rows(), start.cols());
                  for (Index s = 0; s < steps; ++s)
                    gradient += tail->gradient(start + midpoint(s, steps) * (end - start));
                  return net->layers.front().backward(gradient / static_cast<double>(steps));
                }};
  };
  f.flip_shortcut = [tail](const MatrixView& x, const MatrixView& root, const FlipOrder& order) {
    return flip_deep(*tail, x, root, order);
  };
  f.scores_shortcut =
      affine_scores({tail->by_feature(), [net](const MatrixView& x) { return net->layers.front().forward(x); },
                     [tail](Matrix scores) { return tail->value(std::move(scores)); }});
  return f;
}

Evidence evidence(const SphericalNetwork& network) {
  return basic_evidence(std::make_shared<const SphericalNetwork>(network), network.head.detection.inputs(),
                        network.head.pool.stiffness);
}

Evidence evidence(const QuadraticNetwork& network) {
  return basic_evidence(std::make_shared<const QuadraticNetwork>(network), network.features(), network.pool.stiffness);
}

Evidence evidence(const LinkageNetwork& network) {
  const auto net = std::make_shared<const LinkageNetwork>(network);
  Evidence f = basic_evidence(net, net->features(), net->pool.stiffness);
  f.prototypes = std::make_shared<const Matrix>(net->frame.out(net->member));
  return f;
}

}  // namespace neon
