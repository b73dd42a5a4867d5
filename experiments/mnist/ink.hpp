#pragma once
#include <neon/core/types.hpp>

namespace neon::experiments::mnist {

inline constexpr Index ink_reach = 2;  ///< pixels

/// The share of |R| that lies on the digit or within ink_reach pixels of it, in rows and columns; 0 where R is 0.
/// @param relevance, x [n, side^2] relevance and images; a pixel above 0 is inked  @return [n]
/// @throws Error if the shapes differ or the images are no squares
Vector ink_share(const MatrixView& relevance, const MatrixView& x);

}  // namespace neon::experiments::mnist
