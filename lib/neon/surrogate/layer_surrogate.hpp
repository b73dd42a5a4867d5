#pragma once
#include <neon/clustering/deep_embedded_clustering.hpp>
#include <neon/network/network.hpp>

namespace neon {

/// p(y|z_k), which classes the points of each cluster have:  sum_n q_nk [y_n = y] / sum_n q_nk.
/// @param q assignment probabilities [n, K], rows sum to 1  @param y class of each point, in [0, classes)
/// @return [K, classes], rows sum to 1
/// @throws Error on a shape mismatch, no points, a class that is out of range (named), or a cluster that no point has
/// any probability for
Matrix class_posteriors(const MatrixView& q, const Labels& y, Index classes);

/// What the clusters of one layer of a classifier know of its classes:  p(y|x) = sum_k p(y|z_k) q_k(x).
/// Source: Liu and Arik, "Explaining deep neural networks using unsupervised clustering", 2020, Eq. 3.
struct LayerSurrogate {
  DeepEmbeddedClustering model;  ///< clusters of the layer's activations
  Matrix posterior;              ///< p(y|z_k) [K, classes]

  Index classes() const { return posterior.cols(); }
  /// @param activation of the layer [n, d]  @return p(y|x) [n, classes], rows sum to 1
  Matrix predict(const MatrixView& activation) const;
  /// The network of the log-odds of a class,  f_y = log(p(y|x) / (1 - p(y|x))):  the encoder and ClassMargins.
  /// @throws Error if y is no class, or no cluster, or every one, is of y alone: its log-odds are infinite everywhere
  Network neuralize(Index y) const;
};

/// The surrogate of several layers: the weighted mean of their predictions.
/// @param predictions of each layer [n, classes]  @param weights of each, not negative, not all 0
/// @throws Error on a shape mismatch, or weights that are not as said
Matrix weighted_prediction(const std::vector<Matrix>& predictions, const Vector& weights);

/// Share of the points whose largest entry is where `expected` says (ties: the first): against the true classes the
/// accuracy, against what the network predicts the fidelity.
/// @param prediction [n, classes]  @throws Error without points, or on another number of them
double agreement(const MatrixView& prediction, const Labels& expected);

}  // namespace neon
