#pragma once
#include <neon/core/progress.hpp>
#include <neon/layers/linear.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace neon {

struct ModelCheck;
struct Network;
class ParameterVisitor;

/// Deep k-means:  o_k(x) = ‖phi(x) - mu_k‖^2 with phi a fully connected network; SaturatingRelu after every layer but
/// the last, whose output is linear.  Source: NEON paper, Sec. 3.4 and 5.1.
struct DeepKMeans {
  static constexpr std::string_view kind = "deep-kmeans";

  std::vector<Linear> layers;  ///< at least one; the last has `mu` features as outputs
  Matrix centroids;            ///< [K, e] in the space of the last layer's outputs
  double beta = infinity;      ///< stiffness of assignment

  Index clusters() const { return centroids.rows(); }
  Index features() const { return layers.front().inputs(); }
  /// phi(x).  @param x [n, d]  @return [n, e]
  Matrix embed(const MatrixView& x) const;
  /// @param x [n, d]  @return o [n, K]
  Matrix outlier_scores(const MatrixView& x) const;
  /// The layers of phi, rectifiers between them, then standard k-means on what they give.  Source: NEON paper,
  /// Sec. 3.4.
  Network neuralize(Index c) const;
  void parameters(ParameterVisitor& visit);
  void check(const ModelCheck& check) const;
};

/// Square patches that cover an image of height * width features, row by row: what a neuron that looks at one place
/// of it sees.
struct ImagePatches {
  Index height = 0, width = 0;  ///< of the image, in pixels
  Index size = 0;               ///< side of a patch, in pixels
  Index stride = 1;  ///< pixels from one patch to the next; those that would reach over the edge are left out

  /// How many patches there are.
  Index count() const { return ((height - size) / stride + 1) * ((width - size) / stride + 1); }
  /// 1 where patch p lies, else 0.  @param p in [0, count())  @return [height * width]
  Eigen::RowVectorXd mask(Index p) const;
};

struct DeepKMeansOptions {
  std::vector<Index> hidden = {256, 128};  ///< widths of the hidden layers
  /// The neurons of the first hidden layer see one patch each, the same number of neurons every patch; their other
  /// weights are 0. Nothing: all of them see all features.
  std::optional<ImagePatches> patches = {};
  /// Biases of the hidden layers are kept at or below 0: a neuron whose inputs are all 0 is silent and receives no
  /// relevance. With patches, empty parts of an image then stay out of the explanation.
  /// Source: Montavon et al., "Explaining nonlinear classification decisions with deep Taylor decomposition", 2017.
  bool nonpositive_biases = false;
  /// Standard deviation of the normal noise that every point carries whenever it is learned from, in units of x: what
  /// a weight does not gain for the assignment it loses (a ridge in the mean).
  /// Source: Bishop, "Training with noise is equivalent to Tikhonov regularization", Neural Computation 7, 1995.
  double noise = 0;
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
/// squares that leave the range of doubles, or patches that do not fit the features or the first hidden layer
DeepKMeans fit_deep_kmeans(const MatrixView& x, const Labels& labels, Index clusters,
                           const DeepKMeansOptions& options = {});

}  // namespace neon
