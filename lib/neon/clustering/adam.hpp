#pragma once
#include <neon/core/types.hpp>

#include <cmath>

namespace neon {

/// Adam's step t = 1, 2, ... for gradient descent:
///   m <- b1 m + (1 - b1) g,   v <- b2 v + (1 - b2) g^2,   w <- (1 - rate decay) w - rate m^ / (sqrt(v^) + 1e-8)
/// with m^ = m / (1 - b1^t), v^ = v / (1 - b2^t), b1 = 0.9, b2 = 0.999.
/// Source: Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015; decay: Loshchilov and Hutter,
/// "Decoupled weight decay regularization", ICLR 2019.
class Adam {
 public:
  Adam(double rate, Index t, double decay = 0)
      : keep_(1 - rate * decay),
        rate_(rate / (1 - std::pow(first_decay, static_cast<double>(t)))),
        root_(1 / std::sqrt(1 - std::pow(second_decay, static_cast<double>(t)))) {}

  /// @param w,g,m,v vectors (or rows of a matrix) of one size: parameters, gradient, first and second moment
  template <class W, class G, class M>
  void update(W&& w, const G& g, M&& m, M&& v) const {
    m = first_decay * m + (1 - first_decay) * g;
    v = second_decay * v + (1 - second_decay) * g.cwiseAbs2();
    w.array() = keep_ * w.array() - rate_ * m.array() / (root_ * v.array().sqrt() + 1e-8);
  }

 private:
  static constexpr double first_decay = 0.9, second_decay = 0.999;
  double keep_, rate_, root_;
};

}  // namespace neon
