#pragma once
#include <neon/layers/channel_bounds.hpp>
#include <neon/layers/convolution.hpp>
#include <neon/layers/detail/blocked_maps.hpp>
#include <neon/rules/rule.hpp>

namespace neon {

/// Whether a rule's contributions grow with the activation, and whether there is a part that does not.
struct InputParts {
  bool activation = false, constant = false;

  explicit InputParts(const Rule& rule);
  Index count() const { return (activation ? 1 : 0) + (constant ? 1 : 0); }
};

/// One convolution that holds all terms of a rule. Terms in the activation are one kernel, the sum of factor * map(w);
/// terms in a bound or in one are another, which the bound is part of, to be read with an input of ones. Where a rule
/// has both, their inputs stand side by side as channels: [outputs, 2 * inputs, 3, 3]. Then
///   sum_i q_ik + bias_k = its output,   R_i = x_i * (its backward pass)_i + (its backward pass)_(inputs + i).
/// @throws Error for the midpoint rule: a convolution has no root points; if the rule needs bounds and there are none
Convolution mapped_by(const Rule& rule, const Convolution& layer, const ChannelBounds& bounds);

/// The input of `mapped_by`: the image, then ones, as the rule needs them.
/// @param image [1, channels, h, w]  @throws Error if the rule has bounds and a pixel is outside (named)
FeatureMaps rule_input(const Rule& rule, const FeatureMaps& image, const ChannelBounds& bounds);

}  // namespace neon
