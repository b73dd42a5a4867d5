#pragma once
#include <string>
#include <string_view>

namespace neon::experiments {

/// Bytes as text, for pictures inside a page. Source: RFC 4648, Sec. 4.
std::string base64(std::string_view bytes);

}  // namespace neon::experiments
