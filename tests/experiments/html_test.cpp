#include <catch2/catch.hpp>

#include "experiments/claims/claims.hpp"
#include "experiments/support/base64.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using namespace neon::claims;
using Catch::Matchers::Contains;
using neon::experiments::base64;

TEST_CASE("base64 of the examples of RFC 4648") {
  CHECK(base64("").empty());
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foob") == "Zm9vYg==");
  CHECK(base64("fooba") == "Zm9vYmE=");
  CHECK(base64("foobar") == "Zm9vYmFy");
  CHECK(base64(std::string("\xff\xfe\xfd\0", 4)) == "//79AA==");
}

TEST_CASE("a table marks headers, numbers and the best cell") {
  const DataTable table{"A <caption>", {"method", "area"}, {{"SR", "0.1"}, {"IG", "0.2"}}, "", {0}, {{0, 1}}};
  const std::string html = html_table(table);
  CHECK_THAT(html, Contains("<caption>A &lt;caption&gt;</caption>"));
  CHECK_THAT(html, Contains("<th scope=\"col\">method</th><th scope=\"col\" class=\"number\">area</th>"));
  CHECK_THAT(html, Contains("<tr><th scope=\"row\">SR</th><td class=\"number\"><strong>0.1</strong></td></tr>"));
  CHECK_THAT(html, Contains("<tr><th scope=\"row\">IG</th><td class=\"number\">0.2</td></tr>"));
}

TEST_CASE("a figure is embedded whole or its absence is stated") {
  const ScratchFolder folder;
  const std::string png = "\x89PNG\r\n\x1a\n...IEND\xae\x42\x60\x82";
  CHECK_THAT(read_figure(folder / "", "fig4").absence, Contains("fig4.png does not exist: 'make fig4' draws it"));

  spit(folder / "fig4.png", png);
  spit(folder / "fig4.txt", "Clusters of \"digits\". And more.\n");
  const Figure figure = read_figure(folder / "", "fig4");
  CHECK(figure.absence.empty());
  const std::string html = html_figure(figure);
  CHECK_THAT(html, Contains("src=\"data:image/png;base64," + base64(png) + "\""));
  CHECK_THAT(html, Contains("alt=\"Clusters of &quot;digits&quot;.\""));
  CHECK_THAT(html, Contains("<figcaption>Clusters of &quot;digits&quot;. And more.</figcaption>"));

  for (const std::string& bytes : {std::string(), std::string("GIF89a"), png.substr(0, png.size() - 1)}) {
    spit(folder / "fig4.png", bytes);
    const Figure broken = read_figure(folder / "", "fig4");
    CHECK(broken.png.empty());
    CHECK_THAT(html_figure(broken), Contains("is no whole PNG file"));
  }
}
