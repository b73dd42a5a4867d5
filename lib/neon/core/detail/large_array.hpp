#pragma once
#include <neon/core/large_pages.hpp>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

namespace neon {

struct FreeArray {
  void operator()(void* array) const { std::free(array); }
};
/// Numbers that are not set to anything.
template <class Number>
using LargeArray = std::unique_ptr<Number[], FreeArray>;

/// Room for `count` numbers. Where they are many, in large pages if the system has them: touching the memory for the
/// first time, and walking it across its order, then costs a fraction.  @throws std::bad_alloc
template <class Number>
LargeArray<Number> large_array(std::size_t count) {
  constexpr std::size_t page = std::size_t{1} << 21, line = 64;
  const std::size_t wanted = count * sizeof(Number) + 1, unit = wanted < 2 * page ? line : page,
                    bytes = (wanted + unit - 1) / unit * unit;
  LargeArray<Number> array(static_cast<Number*>(std::aligned_alloc(unit, bytes)));
  if (!array) throw std::bad_alloc();
  if (unit == page) prefer_large_pages(array.get(), bytes);
  return array;
}

}  // namespace neon
