#pragma once
#include <neon/network/layer.hpp>

namespace neon {

/// Several values as one: a node that reads them side by side and changes nothing. Margins that come from different
/// layers meet in it below the MinPool, which reads one value.
struct SideBySide {
  Matrix forward(const MatrixView& x) const { return x; }
  Matrix pullback(const MatrixView&, const MatrixView& gradient) const { return gradient; }
  Matrix relevance(const MatrixView&, const Pass&, const MatrixView& relevance, const LayerDetail&) const {
    return relevance;
  }
};

}  // namespace neon
