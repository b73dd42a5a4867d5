#pragma once
#include <neon/clustering/models.hpp>

#include <cmath>

/// The cluster models index by index, in long double: the oracles of this folder.
namespace neon::brute_force {

using Long = long double;

template <class A, class B>
Long squared_distance(const A& x, const B& y) {
  Long sum = 0;
  for (Index i = 0; i < x.size(); ++i) sum += (Long(x[i]) - Long(y[i])) * (Long(x[i]) - Long(y[i]));
  return sum;
}

inline Matrix outlier_scores(const KMeans& model, const Matrix& x) {
  Matrix o(x.rows(), model.clusters());
  for (Index n = 0; n < x.rows(); ++n)
    for (Index k = 0; k < model.clusters(); ++k)
      o(n, k) = static_cast<double>(squared_distance(x.row(n), model.centroids.row(k)) + Long(model.offset[k]));
  return o;
}

/// o_k = -1/gamma log( Z_k^-1 sum_{j in C_k} exp(-gamma ‖x - x_j‖^2) ) as written, without log-sum-exp.
inline Matrix outlier_scores(const KernelKMeans& model, const Matrix& x) {
  const Labels cluster = model.cluster_of();
  const auto kernel = [&](const auto& a, const auto& b) {
    return std::exp(-Long(model.gamma) * squared_distance(a, b));
  };
  Matrix o(x.rows(), model.clusters());
  for (Index k = 0; k < model.clusters(); ++k) {
    Long within = 0;
    for (Index i = 0; i < model.support.rows(); ++i)
      for (Index j = 0; j < model.support.rows(); ++j)
        if (cluster[static_cast<std::size_t>(i)] == k && cluster[static_cast<std::size_t>(j)] == k)
          within += kernel(model.support.row(i), model.support.row(j));
    for (Index n = 0; n < x.rows(); ++n) {
      Long similarity = 0;
      for (Index j = 0; j < model.support.rows(); ++j)
        if (cluster[static_cast<std::size_t>(j)] == k) similarity += kernel(x.row(n), model.support.row(j));
      o(n, k) = static_cast<double>(-std::log(similarity / std::sqrt(within)) / Long(model.gamma));
    }
  }
  return o;
}

/// phi(x), neuron by neuron.
inline Matrix embed(const DeepKMeans& model, const Matrix& x) {
  Matrix activation = x;
  for (std::size_t l = 0; l < model.layers.size(); ++l) {
    const Linear& layer = model.layers[l];
    Matrix next(x.rows(), layer.outputs());
    for (Index n = 0; n < x.rows(); ++n)
      for (Index j = 0; j < layer.outputs(); ++j) {
        Long h = layer.bias[j];
        for (Index i = 0; i < layer.inputs(); ++i) h += Long(layer.weight(j, i)) * Long(activation(n, i));
        if (l + 1 < model.layers.size()) h = std::max(Long(0), h) - Long(0.75) * std::max(Long(0), h - 1);
        next(n, j) = static_cast<double>(h);
      }
    activation = next;
  }
  return activation;
}

inline Matrix soft_assign(const Matrix& o, double beta) {
  Matrix p(o.rows(), o.cols());
  for (Index n = 0; n < o.rows(); ++n)
    for (Index c = 0; c < o.cols(); ++c) {
      Long sum = 0;
      for (Index k = 0; k < o.cols(); ++k) sum += std::exp(Long(beta) * (Long(o(n, c)) - Long(o(n, k))));
      p(n, c) = static_cast<double>(1 / sum);
    }
  return p;
}

}  // namespace neon::brute_force
