#pragma once
#include <neon/core/types.hpp>

#include <string_view>

namespace neon {

/// u_n = x_n / ‖x_n‖, without overflow or underflow of the squares; 0 for x_n = 0.
/// @param x [n, d], finite  @param norm receives ‖x_n‖ [n] if given  @return [n, d]
Matrix unit_rows(const MatrixView& x, Vector* norm = nullptr);

/// @throws Error naming the first row of `x` that is 0 and so has no direction, and `where` it was passed in
void require_directions(const MatrixView& x, std::string_view where);

}  // namespace neon
