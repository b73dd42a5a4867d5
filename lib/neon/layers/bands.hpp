#pragma once
#include <neon/core/types.hpp>

#include <memory>
#include <vector>

namespace neon {

/// A weight matrix W [m, d] whose neurons read few neighbouring inputs each (patches of an image): products with it
/// that leave the zeros out. Neighbouring rows are taken together, with the columns from the first to the last that any
/// of them reads.
class Bands {
 public:
  /// Null where less than half of the products would be saved.  @param weight [m, d]
  static std::shared_ptr<const Bands> of(const Matrix& weight);

  /// x W^T.  @param x [n, d]  @return [n, m]
  Matrix forward(const MatrixView& x) const;
  /// g W.  @param gradient [n, m]  @return [n, d]
  Matrix backward(const MatrixView& gradient) const;

 private:
  struct Band {
    Index row, column;  // of the first weight
    Matrix weight, transposed;
  };
  std::vector<Band> bands_;
  Index rows_ = 0, columns_ = 0;
};

}  // namespace neon
