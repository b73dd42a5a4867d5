#pragma once
#include <neon/clustering/models.hpp>
#include <neon/neuralize/standard_network.hpp>
#include <neon/rules/rule.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

/// The networks of standard and kernel k-means, neuron by neuron in extended precision, and every rule's formula below
/// them: what is right where doubles could lose digits.
namespace neon::slow {

using Real = long double;

/// One detection neuron h = w.(x - root) + bias, with what the pools hand to it.
struct Neuron {
  std::vector<Real> w, root;
  Real bias = 0;     ///< at the root point: b_k - b_c of a kernel's pairs
  Real message = 0;  ///< R of the neuron; affine rule: the slope of its relevance model
};

inline std::vector<Real> long_shares(const std::vector<Real>& a, Real s) {
  const Real least = *std::min_element(a.begin(), a.end());
  std::vector<Real> share;
  Real sum = 0;
  for (const Real value : a)
    sum += share.emplace_back(std::isinf(s) ? (value == least ? 1 : 0) : std::exp(-s * (value - least)));
  for (Real& value : share) value /= sum;
  return share;
}

inline Real long_soft_min(const std::vector<Real>& a, Real s) {
  const Real least = *std::min_element(a.begin(), a.end());
  if (std::isinf(s)) return least;
  Real sum = 0;
  for (const Real value : a) sum += std::exp(-s * (value - least));
  return least - std::log(sum) / s;
}

/// Neuron of the prototypes a (own) and b.
inline Neuron neuron_between(const Eigen::RowVectorXd& a, const Eigen::RowVectorXd& b) {
  Neuron neuron;
  for (Index i = 0; i < a.size(); ++i) {
    neuron.w.push_back(2 * (Real(a(i)) - b(i)));
    neuron.root.push_back((Real(a(i)) + b(i)) / 2);
  }
  return neuron;
}

inline Real value_of(const Neuron& neuron, const Eigen::RowVectorXd& x) {
  Real sum = neuron.bias;
  for (Index i = 0; i < x.size(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    sum += (x(i) - neuron.root[at]) * neuron.w[at];
  }
  return sum;
}

struct LongNetwork {
  std::vector<Neuron> neurons;
  Real f = 0;
};

/// @pre all offsets are 0
inline LongNetwork long_network(const KMeans& model, Index c, const Eigen::RowVectorXd& x, bool slopes) {
  LongNetwork net;
  std::vector<Real> h;
  for (Index k = 0; k < model.clusters(); ++k)
    if (k != c)
      h.push_back(
          value_of(net.neurons.emplace_back(neuron_between(model.centroids.row(c), model.centroids.row(k))), x));
  net.f = long_soft_min(h, model.beta);
  const std::vector<Real> share = long_shares(h, model.beta);
  for (std::size_t k = 0; k < h.size(); ++k) net.neurons[k].message = share[k] * (slopes ? 1 : net.f);
  return net;
}

inline LongNetwork long_network(const KernelKMeans& model, Index c, const Eigen::RowVectorXd& x, bool slopes) {
  const auto distance = [&](Index j) {
    Real sum = 0;
    for (Index i = 0; i < x.size(); ++i) sum += (Real(x(i)) - model.support(j, i)) * (Real(x(i)) - model.support(j, i));
    return sum;
  };
  std::vector<std::vector<Real>> pool;  // distances to the members of every cluster
  std::vector<Real> outlier;
  for (Index k = 0; k < model.clusters(); ++k) {
    pool.emplace_back();
    for (Index j = model.first(k); j < model.first(k + 1); ++j) pool.back().push_back(distance(j));
    outlier.push_back(long_soft_min(pool.back(), model.gamma) + model.log_norm(k));
  }
  const auto own = static_cast<std::size_t>(c);
  std::vector<Real> h;
  for (std::size_t k = 0; k < outlier.size(); ++k)
    if (k != own) h.push_back(outlier[k] - outlier[own]);
  LongNetwork net{{}, long_soft_min(h, model.beta)};
  const std::vector<Real> top = long_shares(h, model.beta), mine = long_shares(pool[own], model.gamma);
  for (Index k = 0, column = 0; k < model.clusters(); ++k) {
    if (k == c) continue;
    const std::vector<Real> other = long_shares(pool[static_cast<std::size_t>(k)], model.gamma);
    for (std::size_t j = 0; j < other.size(); ++j)
      for (std::size_t i = 0; i < mine.size(); ++i) {
        Neuron& neuron =
            net.neurons.emplace_back(neuron_between(model.support.row(model.first(c) + static_cast<Index>(i)),
                                                    model.support.row(model.first(k) + static_cast<Index>(j))));
        neuron.bias = Real(model.log_norm(k)) - model.log_norm(c);
        neuron.message = (slopes ? 1 : net.f) * top[static_cast<std::size_t>(column)] * other[j] * mine[i];
      }
    ++column;
  }
  return net;
}

/// q_i of one neuron, and the part of its denominator that no input carries.
inline Real long_contribution(const Rule& rule, const Neuron& neuron, std::size_t i, Real x) {
  const Real w = neuron.w[i], positive = std::max<Real>(w, 0), negative = std::min<Real>(w, 0);
  if (rule.name == "z+") return x * positive;
  if (rule.name == "gamma=0.25") return x * (w + positive / 4);
  if (rule.name == "zB") return x * w - rule.lower * positive - rule.upper * negative;
  if (rule.name == "midpoint") return (x - neuron.root[i]) * w;
  if (rule.name == "w^2") return w * w;
  if (rule.name == "flat") return 1;
  return x * w;  // z, z-nobias, epsilon, affine
}
inline Real long_bias(const Rule& rule, const Neuron& neuron) {
  if (!rule.bias || rule.affine) return 0;
  Real bias = neuron.bias;
  for (std::size_t i = 0; i < neuron.w.size(); ++i) bias -= neuron.root[i] * neuron.w[i];
  return rule.name == "gamma=0.25" ? bias + std::max<Real>(bias, 0) / 4 : bias;
}

/// R = sum_k q_k / (sum_i q_ik + bias_k) R_k
inline std::vector<Real> long_relevance(const Rule& rule, const LongNetwork& net, const Eigen::RowVectorXd& x) {
  std::vector<Real> denominator, result(static_cast<std::size_t>(x.size()), 0);
  Real squares = 0;
  for (const Neuron& neuron : net.neurons) {
    Real sum = long_bias(rule, neuron);
    for (Index i = 0; i < x.size(); ++i) sum += long_contribution(rule, neuron, static_cast<std::size_t>(i), x(i));
    squares += denominator.emplace_back(sum) * sum;
  }
  const Real epsilon = rule.epsilon * std::sqrt(squares / static_cast<Real>(denominator.size()));
  for (std::size_t k = 0; k < denominator.size(); ++k) {
    const Real by = rule.affine ? 1 : denominator[k] + (denominator[k] < 0 ? -epsilon : epsilon);
    if (by == 0) continue;
    for (std::size_t i = 0; i < result.size(); ++i)
      result[i] += long_contribution(rule, net.neurons[k], i, x(static_cast<Index>(i))) / by * net.neurons[k].message;
  }
  return result;
}

}  // namespace neon::slow
