#pragma once
#include "canvas/page.hpp"
#include "plots/mnist_results.hpp"

namespace neon::plots {

/// One panel per model at `left` + 0, `pitch`, ...: the curves of every method in the paper's setting (box root points,
/// pooled order), on the paper's square-root axis, with markers at its tics.
/// @param first frame of the panel of the first model
void draw_flipping(Page& page, const Box& first, double pitch, const MnistResults& results, MissingParts& missing);

/// The legend of the methods in one line.
void draw_method_legend(Page& page, const Box& box);

}  // namespace neon::plots
