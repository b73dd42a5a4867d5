#pragma once
#include <neon/explain/explanation.hpp>

namespace neon {

/// Room for n points of d features, whose numbers are still to be written.
/// @param parts how many competitors are told apart: matrices in by_competitor
Explanation empty_explanation(Index n, Index d, Index parts);

/// Writes explanations of some points where they belong.  @param rows [m] of `result`, one for each point of `part`
void scatter(const Explanation& part, const Labels& rows, Explanation& result);

}  // namespace neon
