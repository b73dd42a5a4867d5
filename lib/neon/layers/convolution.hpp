#pragma once
#include <neon/layers/linear.hpp>

#include <string>
#include <variant>
#include <vector>

namespace neon {

/// Convolution with kernels of 3 x 3, stride 1, and a border of zeros that keeps the size:
///   y_o(p) = b_o + sum_i sum_{q in 3 x 3} w_oi(q) x_i(p + q - 1)
struct Convolution {
  static constexpr Index kernel = 3;

  std::string name = {};  ///< as in the file that the weights came from
  Index outputs = 0, inputs = 0;
  std::vector<float> weight = {};  ///< [outputs, inputs, 3, 3]
  std::vector<float> bias = {};    ///< [outputs]

  /// The same layer with every weight and every bias replaced by its map; that of a bias to 1 is 0.
  Convolution mapped(WeightMap map) const;
  /// @throws Error naming the layer if the arrays do not have the size announced, or hold what is not finite
  void check() const;
};

/// How a convolution is computed.
enum class Arithmetic {
  direct,    ///< products and sums as written: equal neighbourhoods give equal outputs, bit by bit
  winograd,  ///< 36 multiplications in place of 144 for a square of 4 x 4 outputs, so 2 to 3 times as fast; the error
             ///< is that of the largest outputs nearby. Direct where the machine has none.
};

/// max(0, x).
struct Relu {};

/// Largest of each window of 2 x 2, stride 2; the first in row-major order where several are largest.
struct MaxPool {};

using ImageLayer = std::variant<Convolution, Relu, MaxPool>;

/// A chain of image layers. Layers are numbered from 1; the output of layer 0 is the image.
struct ConvolutionalNetwork {
  std::vector<ImageLayer> layers;

  Index depth() const { return static_cast<Index>(layers.size()); }
  /// @throws Error if there is no such layer
  const ImageLayer& layer(Index number) const;
  /// Channels of the output of a layer.
  Index channels(Index number) const;
  /// By how much the layers up to this one divide height and width: 2 per pool.
  Index reduction(Index number) const;
  /// @throws Error if there is no layer, the first is no convolution, a rectifier does not follow one, a convolution
  /// does not fit the one before, or as Convolution::check
  void check() const;
};

}  // namespace neon
