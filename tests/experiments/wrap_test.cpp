#include "experiments/support/wrap.hpp"

#include <catch2/catch.hpp>

using namespace neon::experiments;
using Lines = std::vector<std::string>;

TEST_CASE("text is broken at blanks") {
  CHECK(wrap("one two three", 7) == Lines{"one two", "three"});
  CHECK(wrap("one two three", 13) == Lines{"one two three"});
  CHECK(wrap("  one  two ", 20) == Lines{"one two"});
  CHECK(wrap("", 5) == Lines{""});
}

TEST_CASE("words longer than a line are cut between characters") {
  CHECK(wrap("abcdefgh", 3) == Lines{"abc", "def", "gh"});
  CHECK(wrap("a bcdef", 3) == Lines{"a", "bcd", "ef"});
  CHECK(wrap("abcdef", 3) == Lines{"abc", "def"});
  CHECK(wrap("±±≤≤", 3) == Lines{"±±≤", "≤"});
  CHECK(characters("± 0.1 ≤") == 7);
}
