#include <neon/core/error.hpp>
#include <neon/text/stop_words.hpp>
#include <neon/text/tokenise.hpp>
#include <neon/text/utf8.hpp>

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <clocale>
#include <regex>

using namespace neon;
using Catch::Matchers::Contains;
using Words = std::vector<std::string>;

namespace {

Words words(const std::string& text, Letters letters = Letters::ascii) {
  Words found;
  for (const Span span : tokenise(text, letters)) found.push_back(lower_case(text.substr(span.first, span.size)));
  return found;
}

}  // namespace

TEST_CASE("words are runs of at least three letters, in lower case") {
  CHECK(words("The C++ code (v2) isn't SO bad: a1b2abc_XYZ") == Words{"the", "code", "isn", "bad", "abc", "xyz"});
  CHECK(words("").empty());
  CHECK(words("ab cd").empty());
  CHECK(words("abc") == Words{"abc"});
  const std::vector<Span> spans = tokenise("  one two");
  REQUIRE(spans.size() == 2);
  CHECK(spans[1].first == 6);
  CHECK(spans[1].size == 3);
}

TEST_CASE("words equal those of the regular expression (A-Za-z){3,}") {
  rc::prop("on any bytes", [](const std::string& text) {
    static const std::regex pattern("[A-Za-z]{3,}");
    Words expected;
    for (auto match = std::sregex_iterator(text.begin(), text.end(), pattern); match != std::sregex_iterator(); ++match)
      expected.push_back(match->str());
    Words found;
    for (const Span span : tokenise(text)) found.push_back(text.substr(span.first, span.size));
    RC_ASSERT(found == expected);
  });
}

TEST_CASE("bytes beyond ASCII end a word, or belong to it in UTF-8") {
  CHECK(words("caf\xe9s na\xefve") == Words{"caf"});
  CHECK(words("Z\xc3\xbcrich") == Words{"rich"});
  CHECK(words("Z\xc3\xbcrich", Letters::utf8) == Words{"z\xc3\xbcrich"});
  CHECK(words("\xc3\x89T\xc3\x89 \xc3\xa9t", Letters::utf8) == Words{"\xc3\xa9t\xc3\xa9"});
  CHECK(words("\xd0\x9c\xd0\x9e\xd0\xa1\xd0\x9a\xd0\x92\xd0\x90", Letters::utf8) ==
        Words{"\xd0\xbc\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0"});
  CHECK(words("abc\xe2\x80\x94xyz\xe2\x80\x99s \xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80", Letters::utf8) ==
        Words{"abc", "xyz"});
  CHECK_THROWS_WITH(tokenise("ab \xe9t\xe9", Letters::utf8), Contains("byte 3 of the text is no UTF-8"));
}

TEST_CASE("a locale changes nothing") {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  for (const char* name : {"C", "C.UTF-8", "tr_TR.UTF-8", "de_DE.ISO-8859-1"}) {
    if (std::setlocale(LC_ALL, name) == nullptr) continue;
    CHECK(words("TITLE caf\xe9s") == Words{"title", "caf"});
  }
  std::setlocale(LC_ALL, before.c_str());
}

TEST_CASE("the Latin, Greek and Cyrillic alphabets in lower case") {
  const auto [upper, lower] = GENERATE(table<char32_t, char32_t>(
      {{U'A', U'a'},   {0xc0, 0xe0},   {0xd7, 0xd7},   {0xdf, 0xdf},    {0x100, 0x101}, {0x101, 0x101},
       {0x130, 0x130}, {0x139, 0x13a}, {0x13a, 0x13a}, {0x141, 0x142},  {0x14a, 0x14b}, {0x160, 0x161},
       {0x178, 0xff},  {0x17d, 0x17e}, {0x386, 0x3ac}, {0x38a, 0x3af},  {0x38c, 0x3cc}, {0x38f, 0x3ce},
       {0x3a9, 0x3c9}, {0x401, 0x451}, {0x416, 0x436}, {0x4e2d, 0x4e2d}}));
  CHECK(lower_case(upper) == lower);
}

TEST_CASE("UTF-8 is told from latin-1, and latin-1 becomes UTF-8") {
  CHECK(is_utf8("plain"));
  CHECK(is_utf8("Z\xc3\xbcrich \xe2\x82\xac \xf0\x9f\x98\x80"));
  for (const char* bad :
       {"\xe9", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe0\x80\x80", "\x80", "a\xff"})
    CHECK_FALSE(is_utf8(bad));
  CHECK(to_utf8("caf\xe9 \x93quoted\x94 \x80") == "caf\xc3\xa9 \xe2\x80\x9cquoted\xe2\x80\x9d \xe2\x82\xac");
  CHECK(to_utf8("caf\xc3\xa9") == "caf\xc3\xa9");
  rc::prop("every code point survives", [] {
    const auto value = *rc::gen::suchThat(rc::gen::inRange<std::uint32_t>(0, 0x110000),
                                          [](std::uint32_t v) { return v < 0xd800 || v >= 0xe000; });
    std::string text;
    append_utf8(text, value);
    RC_ASSERT(decode(text).value == value);
    RC_ASSERT(decode(text).size == text.size());
  });
}

TEST_CASE("stop words are the common ones only") {
  for (const char* word : {"the", "and", "would", "a", "yourselves", "cannot"}) CHECK(is_stop_word(word));
  for (const char* word : {"gun", "key", "The", "", "zzz"}) CHECK_FALSE(is_stop_word(word));
}
