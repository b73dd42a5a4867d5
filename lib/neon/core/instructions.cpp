#include <neon/core/error.hpp>
#include <neon/core/instructions.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

namespace neon {
namespace {

constexpr std::array<std::string_view, 3> names{"baseline", "avx2", "avx512"};

Instructions of_processor() {
#if defined(__x86_64__)
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return Instructions::baseline;
  const bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                    __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  return wide ? Instructions::avx512 : Instructions::avx2;
#else
  return Instructions::baseline;
#endif
}

Instructions allowed() {
  const char* asked = std::getenv("NEON_INSTRUCTIONS");
  if (asked == nullptr) return Instructions::avx512;
  const auto* const found = std::find(names.begin(), names.end(), asked);
  require(found != names.end(), "NEON_INSTRUCTIONS={} should be baseline, avx2 or avx512", asked);
  return static_cast<Instructions>(found - names.begin());
}

}  // namespace

Instructions instructions() {
  static const Instructions found = std::min(of_processor(), allowed());
  return found;
}

}  // namespace neon
