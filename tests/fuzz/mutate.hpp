#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace neon::fuzz {

/// Bytes that somebody damaged: one to four changes of `bytes`, the same for the same `number`. Bits and bytes turn
/// over, counts of 16 to 64 bits become extreme, pieces are cut out, doubled, moved in from `other`, and ends are cut
/// off.
std::string mutated(std::string_view bytes, std::string_view other, std::uint64_t number);

}  // namespace neon::fuzz
