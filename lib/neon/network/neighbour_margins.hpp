#pragma once
#include <neon/clustering/k_nearest_neighbours.hpp>
#include <neon/network/layer.hpp>

namespace neon {

/// The margins of class c over the other classes of k nearest neighbours (NeighbourMargin). Around a point each is a
/// difference of squared distances to two training points, so affine:
///   h_j = w.x + b,  w = 2 (x_near - x_far)
/// Relevance crosses these pieces as the detection layer below hard pools: rules act on w and b, told about the point
/// itself, and the midpoint rule gives a feature its own terms,
///   R_i = (x_i - far_i)^2 - (x_i - near_i)^2.
class NeighbourMargins {
 public:
  NeighbourMargins(KNearestNeighbours model, Index cluster) : model_(std::move(model)), cluster_(cluster) {}

  Index inputs() const { return model_.features(); }
  const KNearestNeighbours& model() const { return model_; }
  std::shared_ptr<const Matrix> points() const { return model_.points.shared_points(); }

  Matrix forward(const MatrixView& x) const { return pass(x).output; }
  Pass pass(const MatrixView& x) const;
  Matrix pullback(const MatrixView& x, const MatrixView& gradient) const;
  Propagation propagation(const Rule& rule) const;

 private:
  KNearestNeighbours model_;
  Index cluster_;
};

}  // namespace neon
