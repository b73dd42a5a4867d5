#include <neon/core/large_pages.hpp>

#ifdef __linux__
#include <sys/mman.h>
#endif

#include <cstdint>

namespace neon {

void prefer_large_pages([[maybe_unused]] Matrix& values) {
#ifdef MADV_HUGEPAGE
  constexpr std::uintptr_t page = std::uintptr_t{1} << 21;
  const auto begin = reinterpret_cast<std::uintptr_t>(values.data());  // NOLINT: pages are addresses
  const std::uintptr_t end = begin + static_cast<std::uintptr_t>(values.size()) * sizeof(double);
  const std::uintptr_t first = (begin + page - 1) / page * page, last = end / page * page;
  // A refusal leaves small pages, which do as well.
  if (first < last) madvise(values.data() + (first - begin) / sizeof(double), last - first, MADV_HUGEPAGE);
#endif
}

}  // namespace neon
