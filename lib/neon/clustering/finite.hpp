#pragma once
#include <neon/core/types.hpp>

#include <string_view>

namespace neon {

/// @throws Error naming the first row and column of `x` that is NaN or infinite, and `where` it was passed in
void require_finite(const MatrixView& x, std::string_view where);

}  // namespace neon
