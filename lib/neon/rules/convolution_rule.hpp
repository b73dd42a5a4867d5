#pragma once
#include <neon/layers/blocked_maps.hpp>
#include <neon/layers/channel_bounds.hpp>
#include <neon/layers/convolution.hpp>
#include <neon/rules/rule.hpp>

namespace neon {

/// The inputs that a rule's terms multiply weights with, each once: activation, lower, upper, one.
std::vector<Input> inputs_of(const Rule& rule);

/// One convolution that holds all terms of a rule: terms with the same input are one kernel, the sum of factor *
/// map(w); different inputs stand side by side as channels, [outputs, inputs * number of different inputs, 3, 3]. Then
///   sum_i q_ik + bias_k = its output,   R_i = sum over the inputs (input * its backward pass)_i.
/// @throws Error for the midpoint rule: a convolution has no root points
Convolution mapped_by(const Rule& rule, const Convolution& layer);

/// The input of `mapped_by` at an image: its activations, bounds and ones as channels, as the rule needs them.
/// @param image [1, channels, h, w]  @throws Error if a bound is missing, or excludes a pixel (named)
FeatureMaps rule_input(const Rule& rule, const FeatureMaps& image, const ChannelBounds& bounds);

}  // namespace neon
