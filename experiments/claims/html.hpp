#pragma once
#include <string>
#include <string_view>

#include "experiments/claims/claim.hpp"

namespace neon::claims {

/// Source: RFC 4648, Sec. 4.
std::string base64(std::string_view bytes);

/// <table> with a caption, row headers and numbers aligned to the right.
std::string html_table(const DataTable& table);

/// <table> of verdicts.
std::string html_claims(const Chapter& chapter);

}  // namespace neon::claims
