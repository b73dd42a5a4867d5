#pragma once
#include <neon/clustering/deep_kmeans.hpp>
#include <neon/neuralize/standard_network.hpp>

namespace neon {

/// The logit of membership in cluster c of deep k-means: the layers of phi, then standard k-means on their activations.
/// Source: NEON paper, Sec. 3.4.
struct DeepNetwork {
  std::vector<Linear> layers;  ///< of phi; SaturatingRelu after all but the last
  StandardNetwork head;

  /// Inputs of every layer of phi, then the input of the head: layers.size() + 1 matrices; the first is x.
  std::vector<Matrix> activations(const MatrixView& x) const;
  Matrix margins(const MatrixView& x) const { return head.margins(embed(x)); }
  Matrix pullback(const MatrixView& x, const MatrixView& weight) const;
  Matrix embed(const MatrixView& x) const;
};

/// @throws Error if c is no cluster or beta is not positive
DeepNetwork neuralize(const DeepKMeans& model, Index c);

}  // namespace neon
