#pragma once
#include <cstdint>
#include <string_view>

namespace neon {

/// 64 bits that tell contents apart (not against an adversary).
std::uint64_t fingerprint(std::string_view bytes);

}  // namespace neon
