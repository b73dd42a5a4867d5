#pragma once
#include <neon/core/types.hpp>

#include <cstddef>

namespace neon {

/// Asks for large pages below memory that is about to be filled, where it is large enough to have some: the first
/// touch of a page costs as much as computing what it holds. What is in the memory, and whether the system has any, is
/// no matter.
void prefer_large_pages(void* memory, std::size_t bytes);
void prefer_large_pages(Matrix& values);

}  // namespace neon
