#include <algorithm>
#include <regex>

#include "cli/desk.hpp"

using namespace neon;
using Catch::Contains;

namespace {

/// NaN as a text or as a coordinate.
bool shows_nan(const std::string& page) {
  return page.find(">nan") != std::string::npos || page.find("\"nan") != std::string::npos ||
         page.find(" nan") != std::string::npos;
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++found;
  return found;
}

/// Every element that is opened is closed, in order; those that HTML leaves open apart.
void well_formed(const std::string& page) {
  std::vector<std::string> open;
  const std::regex tag("<(/?)([a-z][a-z0-9]*)[^>]*?(/?)>");
  const std::string body = page.substr(page.find("<html"));
  for (std::sregex_iterator at(body.begin(), body.end(), tag), end; at != end; ++at) {
    const std::string name = (*at)[2];
    if (name == "meta" || name == "br" || (*at)[3] == "/") continue;
    if ((*at)[1] != "/") {
      open.push_back(name);
      continue;
    }
    REQUIRE_FALSE(open.empty());
    REQUIRE(open.back() == name);
    open.pop_back();
  }
  CHECK(open.empty());
}

std::string page_of(const Desk& desk, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--report", "page.html"});
  CHECK_THAT(desk.output(std::move(arguments)), Contains("wrote page.html"));
  return slurp(desk / "page.html");
}

}  // namespace

TEST_CASE("a page about clusters tells sizes, map, profiles, next clusters, points and classes") {
  const std::string kind = GENERATE("kmeans", "kernel-kmeans", "spherical-kmeans", "gaussian-mixture", "agglomerative");
  CAPTURE(kind);
  const Desk desk;
  const std::string page = page_of(
      desk, {"explain", WINE_TABLE, "--clusters", "3", "--scale", "minmax", "--label", "class", "--model", kind});
  well_formed(page);
  for (const char* part : {"<h1>Clusters of ", "178 points, 13 features", "<h2 id=\"sizes\">", "<h2 id=\"map\">",
                           "<h2 id=\"profiles\">", "<h2 id=\"next\">", "<h2 id=\"points\">", "<h2 id=\"classes\">",
                           "Principal components", "t-SNE", "proline", "purity"})
    CHECK_THAT(page, Contains(part));
  CHECK(count(page, "<svg class=\"map\"") == 2);
  CHECK(count(page, "<title>point ") == 2 * 178);
  const std::size_t shown = kind == "agglomerative" ? 3 + 1 + 1 : 3 * 3;  // two of its clusters are single wines
  CHECK(count(page, "class=\"point typical\"") == shown);
  CHECK(count(page, "class=\"point doubtful\"") == shown);
  CHECK_FALSE(shows_nan(page));
  for (const char* foreign : {"<script", "src=", "http://", "https://", "url(", "@import"})
    CHECK(page.find(foreign) == std::string::npos);
}

TEST_CASE("texts from a file are shown as what they are") {
  const Desk desk;
  desk.write(
      "data.csv",
      "\"<script>alert(1)</script>\",\"a\"\"onload=\"\"x\",kind\n1,5,<b>\n1.1,5,<b>\n4,5.1,&amp;\n4.2,5,&amp;\n");
  const std::string page = page_of(desk, {"explain", "data.csv", "--clusters", "2"});
  well_formed(page);
  CHECK(page.find("<script") == std::string::npos);
  CHECK(page.find("<b>") == std::string::npos);
  CHECK_THAT(page, Contains("&lt;script&gt;alert(1)&lt;/script&gt;") && Contains("class &lt;b&gt;") &&
                       Contains("class &amp;amp;") && Contains("a&quot;onload=&quot;x"));
}

TEST_CASE("what differs from the rule for new points is on the page") {
  const Desk desk;
  const std::string page = page_of(desk, {"explain", WINE_TABLE, "--clusters", "3", "--scale", "minmax", "--model",
                                          "agglomerative", "--linkage", "complete"});
  CHECK_THAT(page, Contains("points the rule for new points says another cluster"));
}

TEST_CASE("of many points a sample is on the map, and the page does not grow") {
  const Desk desk;
  std::string text = "a,b\n";
  for (int n = 0; n < 20000; ++n) text += fmt::format("{},{}\n", n % 97 + (n % 2) * 300, n % 89);
  desk.write("many.csv", text);
  const std::string page = page_of(desk, {"explain", "many.csv", "--clusters", "2"});
  CHECK_THAT(page, Contains("1500 of the 20000 points, drawn at random"));
  CHECK(count(page, "<title>point ") == 2 * 1500);
  CHECK(page.size() < 500'000);
}

TEST_CASE("few points, one feature and constant features are no trouble") {
  const Desk desk;
  desk.write("one.csv", "a\n1\n2\n");
  well_formed(page_of(desk, {"explain", "one.csv", "--clusters", "2"}));
  desk.write("constant.csv", "a,b\n1,7\n2,7\n9,7\n");
  const std::string page = page_of(desk, {"explain", "constant.csv", "--clusters", "2", "--force"});
  well_formed(page);
  CHECK_FALSE(shows_nan(page));
}

TEST_CASE("a page is a new .html file") {
  const Desk desk;
  desk.write("data.csv", flowers);
  CHECK_THAT(desk.refusal({"explain", "data.csv", "--clusters", "2", "--report", "page.pdf"}),
             Contains("--report: page.pdf should end in .html"));
  desk.write("there.html", "mine");
  CHECK_THAT(desk.refusal({"explain", "data.csv", "--clusters", "2", "--report", "there.html"}),
             Contains("there.html") && Contains("--force"));
  CHECK(slurp(desk / "there.html") == "mine");
}
