#include <neon/tables/detail/text_encoding.hpp>

#include <catch2/catch.hpp>

#include "support/scratch_folder.hpp"

using namespace neon;
using Catch::Matchers::Contains;
using namespace std::string_literals;

namespace {

/// At most `step` bytes are handed out at a time.
std::string decoded(const std::string& bytes, std::size_t step) {
  const auto read = [rest = bytes](char* to, std::size_t count) mutable {
    const std::size_t taken = rest.copy(to, count);
    rest.erase(0, taken);
    return taken;
  };
  ByteStream stream = as_utf8(ByteStream("t", read));
  std::string text(step, '\0'), all;
  while (true) {
    text.resize(step);
    text.resize(stream.read(text.data(), step));
    if (text.empty()) return all;
    all += text;
  }
}

std::string utf16(const std::u16string& text, bool big_endian) {
  std::string bytes;
  for (const char16_t unit : text) {
    const char high = static_cast<char>(unit >> 8U), low = static_cast<char>(unit & 0xffU);
    bytes += big_endian ? std::string{high, low} : std::string{low, high};
  }
  return bytes;
}

}  // namespace

TEST_CASE("UTF-16 in both orders becomes UTF-8, with a mark or, where it is plain, without") {
  const std::u16string text = u"gr\u00f6\u00dfe,\u20ac,\U0001d11e\n1,2,3\n";
  const std::string expected = "gr\u00f6\u00dfe,\u20ac,\U0001d11e\n1,2,3\n";
  const std::size_t step = GENERATE(1, 3, 1000);
  for (const bool big_endian : {false, true}) {
    CHECK(decoded(utf16(u"\ufeff" + text, big_endian), step) == expected);
    CHECK(decoded(utf16(u"a,b\n1,2\n", big_endian), step) == "a,b\n1,2\n");
  }
  CHECK(decoded("\xef\xbb\xbf" + expected, step) == expected);
  CHECK(decoded(expected, step) == expected);
  CHECK(decoded("", step).empty());
  CHECK(decoded("a", step) == "a");
}

TEST_CASE("halves of pairs are replaced, a cut letter is refused") {
  const std::string replaced = "\xef\xbf\xbd";
  CHECK(decoded(utf16({0xfeff, 'a', 0xd834, 'b', 0xdd1e, 0xd834}, true), 7) ==
        "a" + replaced + "b" + replaced + replaced);
  CHECK_THAT(message_of([] { decoded("\xff\xfe"s + "a\0b"s, 9); }), Contains("t: is UTF-16 text cut off"));
  CHECK_THAT(message_of([] { decoded("\xff\xfe\0\0a\0\0\0"s, 9); }), Contains("t: is UTF-32 text"));
}
