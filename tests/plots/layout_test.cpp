#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "canvas/typesetting.hpp"

using namespace neon::plots;

TEST_CASE("Widths of text: advances add up, a character of several bytes counts once") {
  CHECK(text_width("") == 0);
  CHECK(text_width("mm") == Approx(2 * text_width("m")));
  CHECK(text_width("é") == Approx(text_width("?")));
  CHECK(text_width("i") < text_width("n"));
  CHECK(text_width("Hello") == Approx(.752 + .615 + .278 + .278 + .612));
}

TEST_CASE("Wrapped lines fit and keep every word in order") {
  std::string text;
  for (int i = 0; i < 200; ++i) text += fmt::format("{}word{}", i > 0 ? " " : "", i * i);
  const double width = GENERATE(8.0, 20.0, 61.5);
  const auto lines = wrap(text, width);
  CHECK(fmt::format("{}", fmt::join(lines, " ")) == text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CHECK(text_width(lines[i]) <= width);
    if (i > 0) CHECK(text_width(lines[i - 1] + " " + lines[i].substr(0, lines[i].find(' '))) > width);
  }
}

TEST_CASE("Wrapping of odd texts") {
  CHECK(wrap("", 10).empty());
  CHECK(wrap("  a  b ", 10) == std::vector<std::string>{"a b"});
  CHECK(wrap("a averylongword b", 3) == std::vector<std::string>{"a", "averylongword", "b"});
}

TEST_CASE("Numbers without their leading zero") {
  CHECK(without_leading_zero("0.2") == ".2");
  CHECK(without_leading_zero("-0.25") == "-.25");
  CHECK(without_leading_zero("0") == "0");
  CHECK(without_leading_zero("10.5") == "10.5");
  CHECK(without_leading_zero("2e-05") == "2e-05");
}
