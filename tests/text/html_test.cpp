#include <neon/text/html.hpp>

#include <catch2/catch.hpp>

using namespace neon;

TEST_CASE("text is escaped, control characters are shown") {
  CHECK(html::escape("a<b> & \"c\" 'd'") == "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
  CHECK(html::escape("± β\tx\r\ny") == "± β\tx\ny");
  CHECK(html::escape(std::string("\x01\x7f\0", 3)) == "␁␡␀");
}
