#pragma once
#include <string>
#include <string_view>

namespace neon {

/// A Usenet message without headers, footer and quotes, in this order: what somebody wrote, as far as simple patterns
/// can tell. Works on bytes of any encoding that extends ASCII. On all 18,846 messages of 20newsgroups, read as
/// latin-1, the result is byte for byte that of scikit-learn 1.9's remove=('headers', 'footers', 'quotes'): none
/// differs.
std::string clean_message(std::string_view message);

/// What follows the first empty line; nothing if there is none.
std::string_view without_headers(std::string_view message);

/// Drops the lines that quote another message: those that start with '>' or '|', and those that introduce a quotation
/// ("writes in", "writes:", "wrote:", "says:", "said:", "In article", "Quoted from").
std::string without_quotes(std::string_view text);

/// Cuts the signature: the last line of only blanks or only dashes (blank space around the text does not count) and
/// what follows it, and then blank space before the text. A text without such a line, or with none but its first, stays
/// as it is.
std::string_view without_footer(std::string_view text);

}  // namespace neon
