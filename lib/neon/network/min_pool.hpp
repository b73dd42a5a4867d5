#pragma once
#include <neon/layers/soft_pool.hpp>
#include <neon/network/layer.hpp>

namespace neon {

/// A soft or hard minimum over all inputs. Relevance goes to them by min-take-most.
struct MinPool {
  SoftMin pool;

  Matrix forward(const MatrixView& x) const { return pool.forward(x); }
  Matrix pullback(const MatrixView& x, const MatrixView& gradient) const { return shared(x, gradient); }
  Matrix relevance(const MatrixView& x, const Pass&, const MatrixView& relevance, const LayerDetail&) const {
    return shared(x, relevance);
  }

 private:
  /// What comes to the output [n, 1], in the inputs' shares.
  Matrix shared(const MatrixView& x, const MatrixView& what) const {
    return pool.shares(x).array().colwise() * what.col(0).array();
  }
};

}  // namespace neon
