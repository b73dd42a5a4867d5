#pragma once
#include <neon/core/types.hpp>

#include <array>

namespace neon::experiments::wine {

/// What the wine demo prints for one point.
struct Printed {
  Index point;
  double logit;        ///< four decimals
  double probability;  ///< 1 / (1 + exp(-logit)), two decimals
};

/// Every point it prints: those outside the majority class of their cluster.
inline constexpr std::array<Printed, 9> printed = {{{60, .0772, .52},
                                                    {61, .2447, .56},
                                                    {68, .0800, .52},
                                                    {70, .0866, .52},
                                                    {73, .2848, .57},
                                                    {83, .4378, .61},
                                                    {92, .0089, .50},
                                                    {95, .1348, .53},
                                                    {118, .2151, .55}}};

}  // namespace neon::experiments::wine
