#pragma once
#include <neon/clustering/support_vector_machine.hpp>
#include <neon/core/progress.hpp>
#include <neon/network/residual_network.hpp>

#include <vector>

namespace neon::experiments::tiles {

/// A residual network trained on other photographs (CIFAR-10), read after its stem and its three stages: of every map
/// the mean and the largest value. Defects are small: what is large in one place only is lost in a mean.
struct TileNetwork {
  ImageNetwork network;       ///< the last nodes are the maxima
  std::vector<Index> stages;  ///< values after the stem and each stage
  std::vector<Index> maxima;  ///< the largest of each of their maps

  /// @param size of the tiles, a multiple of 4  @throws Error as cifar_resnet::network
  static TileNetwork of(const StateDict& weights, Index size);
  Index size() const { return network.shape(0).height; }
  /// Grey tiles as the network reads them.  @param grey [n, size * size], 0 ... 255  @return [n, 3 * size * size]
  Matrix input(const MatrixView& grey) const;
  /// Of each stage the means of its maps, then their maxima, in single precision.  @param x input  @return each [n, 2
  /// C]
  std::vector<Matrix> features(const MatrixView& x, const ProgressFn& progress = {}) const;
  /// The features of a run up to the last stage, and what they are made of on the way back:
  /// @return [n, all features], stage by stage as above
  Matrix features(const Run& run) const;
};

/// All stages side by side.
Matrix joined(const std::vector<Matrix>& stages);

/// Defective or not: a support vector machine with a Gaussian kernel on the features, each brought to mean 0 and
/// variance 1 on the training tiles.
struct Head {
  Eigen::RowVectorXd mean, deviation;
  SupportVectorMachine machine;

  /// @param defective [n] 1 or 0
  static Head fit(const Matrix& features, const Labels& defective);
  Matrix scaled(const MatrixView& features) const;
  /// f, above 0: defective.  @return [n]
  Vector margin(const MatrixView& features) const;
};

/// Which of `folds` parts each tile is in: every kind is dealt out evenly, in random order.
Labels deal(const Labels& kind, Index folds, std::uint64_t seed);

}  // namespace neon::experiments::tiles
