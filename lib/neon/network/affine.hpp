#pragma once
#include <neon/layers/bands.hpp>
#include <neon/layers/linear.hpp>
#include <neon/network/layer.hpp>

namespace neon {

/// A dense layer y = (x - origin) W^T + b. Its outputs are scores: affine in x.
struct Affine {
  Linear linear;
  Matrix root =
      {};  ///< [m, d] root point of each neuron, told from the origin, for the midpoint rule; detection layers
  Matrix transposed = {};  ///< W^T where it is kept: a second copy, by which a small layer is evaluated faster; without
                           ///< origin only
  std::shared_ptr<const Bands> bands = {};  ///< of W where it is kept: few weights per neuron are multiplied faster
  Vector lower = {}, upper = {};            ///< [d] domain of each input, for zB; empty: the rule's bounds for all

  Index inputs() const { return linear.inputs(); }
  Matrix forward(const MatrixView& x) const;
  Matrix backward(const MatrixView& gradient) const;
  Matrix pullback(const MatrixView&, const MatrixView& gradient) const { return backward(gradient); }
  Propagation propagation(const Rule& rule) const;

  Matrix scores(const MatrixView& x) const { return forward(x); }
  Matrix score_weight() const { return linear.weight.transpose(); }
  Matrix from_scores(Matrix scores) const { return scores; }
  Matrix pullback_scores(const Matrix&, const MatrixView& gradient) const { return gradient; }
  Matrix back_from_scores(const MatrixView& gradient) const { return backward(gradient); }
  Matrix mean_score_gradient(const Matrix& start, const Matrix& end, Index steps, const SoftMin& pool) const;
  std::shared_ptr<const FollowedLogit> followed(const SoftMin& pool) const;
};

}  // namespace neon
