#pragma once
#include <neon/core/error.hpp>

namespace neon::datasets {

/// Why one source did not provide a file: the next source is tried. Any other Error (a full disk, say) ends the fetch.
struct SourceFailed : Error {
  using Error::Error;
};

/// No answer from the machine an address names: its other addresses need not be tried.
struct HostUnreachable : SourceFailed {
  using SourceFailed::SourceFailed;
};

}  // namespace neon::datasets
