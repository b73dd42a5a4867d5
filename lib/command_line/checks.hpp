#pragma once
#include <neon/core/types.hpp>

#include "command_line/parser.hpp"

/// What options may be, and what is said where they are not.
namespace neon::command_line {

/// A whole number of at least `least`: "-1 should be 0 or more", "'many' should be a whole number".
Check whole_number(Index least = 0);
/// A number above 0, or (where asked for) "inf".
Check positive_number(bool infinite = false);
/// One of some words; the nearest one is named.
Check one_of(std::vector<std::string> words);

}  // namespace neon::command_line
