#pragma once
#include <neon/core/types.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace neon {

/// Equal but for case, of ASCII letters only, whatever the locale.
bool same_name(std::string_view a, std::string_view b);

/// Fewest letters to insert, delete, replace or swap with their neighbour that turn a into b; case does not count.
/// Source: Damerau, "A technique for computer detection and correction of spelling errors", CACM 7(3), 1964 (the
/// restricted distance: no letter is touched twice).
Index edit_distance(std::string_view a, std::string_view b);

/// What to append to the message about an unknown name: "; did you mean 'midpoint'?", or nothing where no known name is
/// near: within a third of the longer one's letters, at least one. Of equally near ones the first.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& known);

}  // namespace neon
