#pragma once
#include <neon/core/types.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): the names are CLI11's
class App;
class ParseError;
class Validator;
}  // namespace CLI

/// What options may be, and what is said where they are not: CLI11's own words name types and ranges of C++.
namespace neon::experiments {

/// A whole number of at least `least`: "-1 should be 0 or more", "'many' should be a whole number".
CLI::Validator whole_number(Index least = 0);
/// A number above 0, or (where asked for) "inf".
CLI::Validator positive_number(bool infinite = false);
/// One of some words; the nearest one is named.
CLI::Validator one_of(std::vector<std::string> words);

/// What is wrong with a command line, in words: the first option that nobody knows comes before all else, with the one
/// that other programs' name for it stands for (--random_state: --seed), the nearest one, or the sub-command that has
/// it.
/// @param app the parser, or the chosen sub-command  @param arguments those that it was given
std::string complaint(const CLI::ParseError& error, const CLI::App& app, const std::vector<std::string>& arguments);

/// The first of the arguments that looks like an option and is none of the parser's, with what it should be; or empty.
std::string unknown_option(const CLI::App& app, const std::vector<std::string>& arguments);

/// The message of an exception of the library, without the name of the function that stands in front of it.
/// @param arguments what the user typed: a name among it is a file's
std::string in_words(std::string_view message, const std::vector<std::string>& arguments = {});

}  // namespace neon::experiments
