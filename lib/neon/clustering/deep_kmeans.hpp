#pragma once
#include <neon/core/progress.hpp>
#include <neon/layers/linear.hpp>

#include <cstdint>

namespace neon {

/// Deep k-means:  o_k(x) = ‖phi(x) - mu_k‖^2 with phi a fully connected network; SaturatingRelu after every layer but
/// the last, whose output is linear.  Source: NEON paper, Sec. 3.4 and 5.1.
struct DeepKMeans {
  std::vector<Linear> layers;  ///< at least one; the last has `mu` features as outputs
  Matrix centroids;            ///< [K, e] in the space of the last layer's outputs
  double beta = infinity;      ///< stiffness of assignment

  Index clusters() const { return centroids.rows(); }
  Index features() const { return layers.front().inputs(); }
  /// phi(x).  @param x [n, d]  @return [n, e]
  Matrix embed(const MatrixView& x) const;
  /// @param x [n, d]  @return o [n, K]
  Matrix outlier_scores(const MatrixView& x) const;
};

struct DeepKMeansOptions {
  std::vector<Index> hidden = {256, 128};  ///< widths of the hidden layers
  Index epochs = 12;
  Index batch = 128;
  double learning_rate = 1e-3;  ///< of Adam, decayed linearly to a tenth over the epochs
  double weight_decay = 0;      ///< decoupled, per unit of learning rate; biases are left alone
  std::uint64_t seed = 0;
  ProgressFn progress = {};
};

/// Learns phi by back-propagating the k-means error mean_n ‖phi(x_n) - mu_label(n)‖^2, the assignment fixed to the
/// labels and the centroids to the one-hot vectors. Adam on mini-batches; deterministic for a seed, whatever the number
/// of threads. The unit of x does not matter, nor an origin far from it: phi is learned in coordinates of their size.
/// @param x [n, d], finite  @param labels [n] in [0, K)
/// @throws Error on a shape mismatch, labels out of range, a non-finite input, K above the number of different points,
/// or
///         squares that leave the range of doubles
DeepKMeans fit_deep_kmeans(const MatrixView& x, const Labels& labels, Index clusters,
                           const DeepKMeansOptions& options = {});

}  // namespace neon
