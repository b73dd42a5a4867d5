#pragma once
#include <string>
#include <string_view>

namespace neon::html {

/// UTF-8 as the text or the quoted attribute of an HTML page: & < > " ' escaped, carriage returns dropped, other
/// control characters shown by their pictures.
std::string escape(std::string_view text);

}  // namespace neon::html
