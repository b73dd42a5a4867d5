#pragma once
#include <string_view>

namespace neon {

/// Is the lower-case word one of the 318 common English words that carry no topic ("the", "and", "would")? The list of
/// the Glasgow Information Retrieval Group, as in scikit-learn.
bool is_stop_word(std::string_view word);

}  // namespace neon
