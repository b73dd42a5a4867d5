#pragma once
#include <neon/layers/linear.hpp>

#include <vector>

namespace neon {

/// What an optimizer remembers of every parameter of a stack of dense layers: of Adam the first and second moments of
/// the gradient, of gradient descent with momentum the velocity (as first).
struct DenseMoments {
  std::vector<Linear> mean, square;
};

}  // namespace neon
