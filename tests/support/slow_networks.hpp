#pragma once
#include <neon/clustering/models.hpp>

#include <cmath>

#include "support/slow_rules.hpp"

/// The cluster models and their networks, index by index and neuron by neuron, in extended precision where sums are
/// long.
namespace neon::slow {

/// -1/s log sum_j exp(-s a_j), shifted by the smallest.
inline double soft_min(const std::vector<double>& a, double s) {
  double least = a.front();
  for (const double value : a) least = std::min(least, value);
  if (std::isinf(s)) return least;
  long double sum = 0;
  for (const double value : a) sum += std::exp(static_cast<long double>(-s * (value - least)));
  return least - static_cast<double>(std::log(sum)) / s;
}

inline double soft_max(std::vector<double> a, double s) {
  for (double& value : a) value = -value;
  return -soft_min(a, s);
}

/// exp(-s a_j) / sum exp(-s a_j'), for s < 0 the max-take-most shares.
inline std::vector<double> shares(const std::vector<double>& a, double s) {
  double lead = -s * a.front();
  for (const double value : a) lead = std::max(lead, -s * value);
  double sum = 0;
  std::vector<double> result;
  for (const double value : a) sum += std::exp(-s * value - lead);
  for (const double value : a) result.push_back(std::exp(-s * value - lead) / sum);
  return result;
}

inline double squared_distance(const Matrix& a, Index i, const Matrix& b, Index j) {
  double sum = 0;
  for (Index f = 0; f < a.cols(); ++f) sum += (a(i, f) - b(j, f)) * (a(i, f) - b(j, f));
  return sum;
}

/// Every neuron of the paper's improved kernel network for one point.
struct KernelNeurons {
  std::vector<Matrix> a;               ///< per competitor: [|C_c|, |C_k|]
  std::vector<std::vector<double>> z;  ///< per competitor: softmax over i, one per j
  std::vector<double> h;               ///< per competitor
  double f = 0;
};

/// b_k = 1/gamma log Z_k.
inline double log_norm(const KernelKMeans& model, Index k) {
  double sum = 0;
  for (Index i = model.first(k); i < model.first(k + 1); ++i)
    for (Index j = model.first(k); j < model.first(k + 1); ++j)
      sum += std::exp(-model.gamma * squared_distance(model.support, i, model.support, j));
  return std::log(std::sqrt(sum)) / model.gamma;
}

inline KernelNeurons kernel_neurons(const KernelKMeans& model, Index c, const Vector& x) {
  KernelNeurons net;
  for (Index k = 0; k < model.clusters(); ++k) {
    if (k == c) continue;
    Matrix a(model.members(c), model.members(k));
    std::vector<double> z;
    for (Index j = 0; j < a.cols(); ++j) {
      std::vector<double> column;
      for (Index i = 0; i < a.rows(); ++i) {
        const Index si = model.first(c) + i, sj = model.first(k) + j;
        double value = log_norm(model, k) - log_norm(model, c);
        for (Index f = 0; f < x.size(); ++f)
          value += 2 * (model.support(si, f) - model.support(sj, f)) * x(f) +
                   model.support(sj, f) * model.support(sj, f) - model.support(si, f) * model.support(si, f);
        a(i, j) = value;
        column.push_back(value);
      }
      z.push_back(soft_max(column, model.gamma));
    }
    net.h.push_back(soft_min(z, model.gamma));
    net.a.push_back(a);
    net.z.push_back(z);
  }
  net.f = soft_min(net.h, model.beta);
  return net;
}

/// Every neuron of the pair layer, in the order of competitors k, then j in C_k, then i in C_c.
struct PairLayer {
  Matrix w, root;
  Vector b;
};
inline PairLayer pair_layer(const KernelKMeans& model, Index c) {
  const Index own = model.members(c), pairs = own * (model.support.rows() - own), d = model.features();
  PairLayer layer{Matrix(pairs, d), Matrix(pairs, d), Vector(pairs)};
  Index row = 0;
  for (Index k = 0; k < model.clusters(); ++k)
    for (Index sj = model.first(k); k != c && sj < model.first(k + 1); ++sj)
      for (Index si = model.first(c); si < model.first(c + 1); ++si, ++row) {
        layer.b(row) = log_norm(model, k) - log_norm(model, c);
        for (Index f = 0; f < d; ++f) {
          const double a = model.support(si, f), b = model.support(sj, f);
          layer.w(row, f) = 2 * (a - b);
          layer.root(row, f) = 0.5 * (a + b);
          layer.b(row) += b * b - a * a;
        }
      }
  return layer;
}

/// LRP through the formed kernel network, message by message. @return R per competitor; R is their sum
inline std::vector<Vector> kernel_relevance(const KernelKMeans& model, Index c, const Vector& x, const Rule& rule,
                                            Bounds box = {}) {
  const KernelNeurons net = kernel_neurons(model, c, x);
  const std::vector<double> top = shares(net.h, model.beta);
  const PairLayer layer = pair_layer(model, c);
  const double unit = root_mean_square(denominators(rule, layer.w, layer.b, layer.root, x, box));
  std::vector<Vector> result;
  Index row = 0;
  for (std::size_t at = 0; at < net.a.size(); ++at) {
    const std::vector<double> to_z = shares(net.z[at], model.gamma);
    Vector sum = Vector::Zero(x.size());
    for (Index j = 0; j < net.a[at].cols(); ++j) {
      const Vector pool = net.a[at].col(j);
      const std::vector<double> to_a = shares({pool.data(), pool.data() + pool.size()}, -model.gamma);
      for (Index i = 0; i < pool.size(); ++i, ++row) {
        const double message = (rule.name == "affine" ? 1 : net.f) * top[at] * to_z[static_cast<std::size_t>(j)] *
                               to_a[static_cast<std::size_t>(i)];
        sum += propagate(rule, layer.w.row(row), layer.b.segment(row, 1), layer.root.row(row), x,
                         Vector::Constant(1, message), box, unit);
      }
    }
    result.push_back(sum);
  }
  return result;
}

}  // namespace neon::slow
