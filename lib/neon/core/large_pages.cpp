#include <neon/core/large_pages.hpp>

#ifdef __linux__
#include <sys/mman.h>
#endif

#include <cstdint>

namespace neon {

void prefer_large_pages([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) {
#ifdef MADV_HUGEPAGE
  constexpr std::uintptr_t page = std::uintptr_t{1} << 21;
  const auto begin = reinterpret_cast<std::uintptr_t>(memory);  // NOLINT: pages are addresses
  const std::uintptr_t end = begin + bytes;
  const std::uintptr_t first = (begin + page - 1) / page * page, last = end / page * page;
  // A refusal leaves small pages, which do as well.
  if (first < last) madvise(static_cast<char*>(memory) + (first - begin), last - first, MADV_HUGEPAGE);
#endif
}

void prefer_large_pages(Matrix& values) {
  prefer_large_pages(values.data(), static_cast<std::size_t>(values.size()) * sizeof(double));
}

}  // namespace neon
