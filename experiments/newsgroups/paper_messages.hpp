#pragma once
#include <array>
#include <string_view>

namespace neon::experiments::newsgroups {

/// The messages of Figure 6, all in the training half.
inline constexpr std::array<std::string_view, 4> messages_of_the_paper{"talk.politics.guns/54301", "sci.crypt/15422",
                                                                       "rec.motorcycles/104653", "misc.forsale/76134"};

}  // namespace neon::experiments::newsgroups
