#pragma once
#include <neon/core/types.hpp>

#include <limits>

namespace neon {

/// The smallest denominator that relevance is divided by, in units of the magnitudes that are summed in that
/// denominator: what is smaller is their rounding. It has no unit of its own: scaling all features scales both.
inline constexpr double denominator_floor = std::numeric_limits<double>::epsilon();

/// What relevance is divided by: the denominator, `epsilon` added to its magnitude, and no smaller than `floor`; the
/// sign is kept, 0 counts as positive. For numbers and for vectors of them, number by number.
template <class Number>
Number stabilised(Number denominator, Number epsilon, Number floor) {
  const Number magnitude = denominator < 0 ? -denominator : denominator, kept = magnitude + epsilon,
               by = kept < floor ? floor : kept;
  return denominator < 0 ? -by : by;
}

/// relevance / stabilised denominator; 0 where nothing was summed: denominator, epsilon and floor are all 0.
template <class Number>
Number stabilised_share(Number relevance, Number denominator, Number epsilon, Number floor) {
  const Number by = stabilised(denominator, epsilon, floor), share = relevance / by, none{};
  return by == none ? none : share;
}

/// What some divisions did. Denominators are told as they are, neither stabilised nor floored.
template <class Number>
struct DivisionAccount {
  Number smallest = Number{} + infinity;  ///< |denominator| that carried relevance, in units of the layer's output
  Number negative = {};                   ///< sum of |relevance| through negative denominators
  Number total = {};                      ///< sum of |relevance|

  void note(Number relevance, Number denominator) {
    const Number none{}, size = relevance < 0 ? -relevance : relevance,
                         magnitude = denominator < 0 ? -denominator : denominator,
                         carrying = size > none ? magnitude : none + infinity;
    smallest = carrying < smallest ? carrying : smallest;
    negative += denominator < 0 ? size : none;
    total += size;
  }
};

}  // namespace neon
