#pragma once
#include "canvas/page.hpp"
#include "plots/mnist_results.hpp"

namespace neon::plots {

/// The four settings of pixel flipping (box or free root points, pooled order or order per point) side by side: the
/// area under every method's curve as bars, one panel per model. With its caption.
Page draw_flipping_cells(const MnistResults& results);

}  // namespace neon::plots
