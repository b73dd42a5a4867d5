#pragma once
#include <neon/core/error.hpp>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace neon::fuzz {

/// What a reader says of the bytes it accepts; a broken promise is a finding, as a crash is.
inline void promise(bool kept, std::string_view broken) {
  if (kept) return;
  fmt::print(stderr, "broken promise: {}\n", broken);
  std::abort();
}

/// Runs a reader, which may refuse.
template <class Read>
void attempt(const Read& read) {
  try {
    read();
  } catch (const Error&) {
    return;
  }
}

}  // namespace neon::fuzz
