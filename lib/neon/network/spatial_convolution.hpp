#pragma once
#include <neon/layers/windows.hpp>
#include <neon/network/layer.hpp>

#include <string>

namespace neon {

/// A convolution of feature maps with any window, in groups of channels, in double precision:
///   y_o(p) = b_o + sum_i sum_q w_oi(q) x_i(place q of window p),   i over the input channels of o's group
struct SpatialConvolution {
  std::string name;
  MapShape input;
  Index outputs = 0;
  Windows windows;
  Index groups = 1;
  Matrix weight;                  ///< [outputs, input channels / groups * places of a window]
  Vector bias;                    ///< [outputs]
  Vector lower = {}, upper = {};  ///< [input channels] domain of each, for zB; empty: the rule's bounds for all

  /// @throws Error naming the layer if shapes do not fit, or a number is not finite
  void check() const;
  MapShape output() const;
  Index inputs() const { return input.size(); }
  Index group_inputs() const { return input.channels / groups; }
  Index group_outputs() const { return outputs / groups; }
  /// The maps of one group.
  MapShape group_shape() const { return {group_inputs(), input.height, input.width}; }

  /// @param x [n, inputs]  @throws Error on another number of features
  Matrix forward(const MatrixView& x) const;
  /// @param gradient [n, outputs]  @return [n, inputs]
  Matrix backward(const MatrixView& gradient) const;
  Matrix pullback(const MatrixView&, const MatrixView& gradient) const { return backward(gradient); }
  Propagation propagation(const Rule& rule) const;
};

/// Batch normalisation at inference, one scale and one shift per channel:
///   y_c = scale_c x_c + shift_c,  scale = gamma / sqrt(variance + epsilon),  shift = beta - mean * scale
/// Rules read it as what it is: a convolution with windows of one place, each channel its own group.
/// Source: Ioffe and Szegedy, "Batch normalization", ICML 2015.
struct BatchNormalisation {
  SpatialConvolution as_convolution;

  /// @throws Error naming the layer if there are not as many numbers as channels, one is not finite, or variance +
  /// epsilon is not positive
  static BatchNormalisation of(std::string name, const MapShape& shape, const Vector& gamma, const Vector& beta,
                               const Vector& mean, const Vector& variance, double epsilon = 1e-5);

  Vector scale() const { return as_convolution.weight.col(0); }
  const Vector& shift() const { return as_convolution.bias; }
  MapShape output() const { return as_convolution.input; }
  Index inputs() const { return as_convolution.inputs(); }
  Matrix forward(const MatrixView& x) const;
  Matrix pullback(const MatrixView&, const MatrixView& gradient) const;
  Propagation propagation(const Rule& rule) const { return as_convolution.propagation(rule); }
};

/// One convolution that computes both: the normalisation reads what the convolution gives.
/// @throws Error if their shapes differ
SpatialConvolution merged(SpatialConvolution convolution, const BatchNormalisation& normalisation);

/// The same where the convolution reads the normalised maps.
/// @throws Error if their shapes differ, or the convolution has a border: zeros there are not normalised
SpatialConvolution merged(const BatchNormalisation& normalisation, SpatialConvolution convolution);

}  // namespace neon
