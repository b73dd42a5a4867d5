#pragma once
#include <neon/clustering/model_check.hpp>
#include <neon/layers/linear.hpp>

#include <vector>

namespace neon {

/// What stands between the dense layers of a stack.
struct Activation {
  void (*apply)(Matrix& x);       ///< g, in place
  void (*derivative)(Matrix& y);  ///< g', from y = g(x), in place

  static Activation saturating();  ///< SaturatingRelu
  static Activation rectifier();   ///< max(0, x), slope 0 at 0
};

/// The outputs of a stack of dense layers, the activation after every layer but the last; in parallel.
/// @param layers at least one  @param x [n, d]  @return [n, outputs of the last]
Matrix dense_outputs(const std::vector<Linear>& layers, const Activation& activation, const MatrixView& x);

/// At least one layer, each reading what the one before gives, all finite.  @return outputs of the last
/// @throws Error naming the dataset of the group
Index checked_layers(const ModelCheck& check, const std::string& group, const std::vector<Linear>& layers);

}  // namespace neon
