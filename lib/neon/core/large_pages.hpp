#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// Asks for large pages below a matrix that is about to be filled, where it is large enough to have some: the first
/// touch of a page costs as much as computing what it holds. What is in the matrix, and whether the system has any, is
/// no matter.
void prefer_large_pages(Matrix& values);

}  // namespace neon
