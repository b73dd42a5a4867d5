#pragma once
#include <neon/core/progress.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>

namespace neon::datasets {

/// How long a server may be silent. A machine without a network must learn so in seconds.
struct Patience {
  std::chrono::seconds connect{5};
  std::chrono::seconds stalled{10};  ///< below 1 kB/s
};

/// Downloads an http, https or file address to `part`, continuing after the bytes that an interrupted download left
/// there; what arrives is kept for the next time if this one is interrupted too. Certificates are checked, proxies are
/// taken from the environment.
/// @param most bytes that are taken: of a source that goes on nothing is kept
/// @return how many bytes were there before; 0 also when the server could not continue and all was downloaded anew
/// @throws SourceFailed with the reason (HostUnreachable if nobody answers)
/// @throws Error if `part` cannot be written
std::uintmax_t download(const std::string& url, const std::filesystem::path& part, const Patience& patience = {},
                        const ProgressFn& progress = {},
                        std::uintmax_t most = std::numeric_limits<std::uintmax_t>::max());

}  // namespace neon::datasets
