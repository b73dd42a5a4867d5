#pragma once
#include <neon/layers/map_shape.hpp>
#include <neon/network/layer.hpp>

namespace neon {

/// The sum of branches of equal shape, which its node reads side by side:  z = sum_b a_b. Relevance goes to the
/// branches that have the sign of the sum, in proportion:
///   R_b = p_b / (sum_b p_b) R,  p_b = max(0, sign(z) a_b)
/// which is a_b / z R where the branches agree; where they cancel, nothing is amplified, and all of it is handed on.
/// Where every branch is 0 each receives the same.
/// Source: the alpha-beta rule with beta = 0 of Bach et al., "On pixel-wise explanations", PLOS ONE 10(7), 2015, at a
/// layer of unit weights.
struct BranchSum {
  Index branches = 2;

  Matrix forward(const MatrixView& x) const;
  Matrix pullback(const MatrixView& x, const MatrixView& gradient) const;
  Matrix relevance(const MatrixView& x, const Pass& pass, const MatrixView& relevance, const LayerDetail& asked) const;
};

/// max(0, x) after every neuron, slope 0 at 0. Relevance passes: a neuron's output has that of its sum.
struct MapRectifier {
  Matrix forward(const MatrixView& x) const { return x.cwiseMax(0); }
  Matrix pullback(const MatrixView& x, const MatrixView& gradient) const {
    return (x.array() > 0).select(gradient.array(), 0);
  }
  Matrix relevance(const MatrixView&, const Pass&, const MatrixView& relevance, const LayerDetail&) const {
    return relevance;
  }
};

/// The shortcut without weights of residual networks for small images (option A): every `stride`-th row and column of
/// every map, between maps of zeros, half of them before and half behind.
/// Source: He et al., "Deep residual learning for image recognition", CVPR 2016, Sec. 4.2.
struct PaddedSubsampling {
  MapShape input;
  Index stride = 2, channels = 0;  ///< channels of the output

  /// @throws Error if the stride is not positive, or there are fewer channels than before, or an odd number more
  void check() const;
  MapShape output() const;
  Index inputs() const { return input.size(); }
  Matrix forward(const MatrixView& x) const;
  Matrix pullback(const MatrixView&, const MatrixView& gradient) const { return back(gradient); }
  /// What comes to maps of zeros has nowhere to go; a sum of branches sends nothing there.
  Matrix relevance(const MatrixView&, const Pass&, const MatrixView& relevance, const LayerDetail&) const {
    return back(relevance);
  }

 private:
  Matrix back(const MatrixView& what) const;
};

}  // namespace neon
