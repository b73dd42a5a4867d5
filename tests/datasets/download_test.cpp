#include "datasets/download.hpp"

#include <fmt/format.h>

#include <atomic>

#include "datasets/http_server.hpp"
#include "datasets/sandbox.hpp"
#include "datasets/source_failed.hpp"

using namespace neon;
using namespace neon::datasets;
using namespace neon::datasets::testing;

namespace {

std::string long_text() {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += sha256(std::to_string(i)) + "\n";
  return text;
}

const std::string contents = long_text();
const std::size_t half = contents.size() / 2;

std::string whole(const std::string& body) {
  return fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", body.size(), body);
}

/// As a server that knows ranges.
std::string from(const std::string& body, std::size_t first) {
  if (first == 0) return whole(body);
  if (first >= body.size()) return "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\n\r\n";
  return fmt::format("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {}-{}/{}\r\nContent-Length: {}\r\n\r\n{}",
                     first, body.size() - 1, body.size(), body.size() - first, body.substr(first));
}

}  // namespace

TEST_CASE("a download is fetched, decompressed and verified") {
  Sandbox box;
  const HttpServer server([](const std::string&) { return whole(gzip(contents)); });
  FetchOptions options = box.options({{"f", contents, {server.url("f.gz")}}});
  Index last = 0, total = 0;
  options.progress = [&](const std::string& title) {
    CHECK(title == "toy/f");
    return [&](Index done, Index all) { last = done, total = all; };
  };
  CHECK(read_file(fetch("toy", options).file("f")) == contents);
  CHECK(total == static_cast<Index>(gzip(contents).size()));
  CHECK(last == total);
  CHECK(box.leftovers({"f"}).empty());
}

TEST_CASE("a redirection is followed") {
  Sandbox box;
  const HttpServer server([](const std::string& request) {
    return request.find("GET /old") == 0 ? "HTTP/1.1 302 Found\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n"
                                         : whole(contents);
  });
  CHECK(read_file(fetch("toy", box.options({{"f", contents, {server.url("old")}}})).file("f")) == contents);
}

TEST_CASE("an interrupted download is continued by the next start") {
  Sandbox box;
  std::atomic<bool> cut = true;
  std::atomic<std::size_t> asked = 0;
  const HttpServer server([&](const std::string& request) {
    asked = range_start(request);
    const std::string all = from(contents, asked);
    return cut ? all.substr(0, all.size() - half) : all;
  });
  const FetchOptions options = box.options({{"f", contents, {server.url("f")}}});
  const std::string message = message_of<DataUnavailable>([&] { fetch("toy", options); });
  CHECK_THAT(message, Contains(fmt::format("{} bytes are kept, a new start continues there", contents.size() - half)));
  CHECK_FALSE(fs::exists(box.cached("f")));
  REQUIRE(fs::file_size(box.cached("f.part")) == contents.size() - half);

  cut = false;
  CHECK(read_file(fetch("toy", options).file("f")) == contents);
  CHECK(asked == contents.size() - half);
  CHECK(box.leftovers({"f"}).empty());
}

TEST_CASE("what an earlier start left is continued or replaced") {
  const Sandbox box;
  const fs::path part = box.root / "f.part";
  SECTION("continued over http") {
    const HttpServer server([](const std::string& request) { return from(contents, range_start(request)); });
    write_file(part, contents.substr(0, half));
    CHECK(download(server.url("f"), part) == half);
  }
  SECTION("already complete") {
    const HttpServer server([](const std::string& request) { return from(contents, range_start(request)); });
    write_file(part, contents);
    CHECK(download(server.url("f"), part) == contents.size());
  }
  SECTION("continued from a file address") {
    write_file(box.root / "f", contents);
    write_file(part, contents.substr(0, half));
    CHECK(download("file://" + (box.root / "f").string(), part) == half);
  }
  SECTION("replaced, when the server knows no ranges") {
    const HttpServer server([](const std::string&) { return whole(contents); });
    write_file(part, contents.substr(0, half));
    CHECK(download(server.url("f"), part) == 0);
  }
  CHECK(read_file(part) == contents);
}

TEST_CASE("a rest that does not fit is downloaded anew, once") {
  Sandbox box;
  const HttpServer server([](const std::string& request) { return from(contents, range_start(request)); });
  write_file(box.cached("f.part"), std::string(half, '?'));
  CHECK(read_file(fetch("toy", box.options({{"f", contents, {server.url("f")}}})).file("f")) == contents);
  REQUIRE(box.notices.size() == 1);
  CHECK_THAT(box.notices[0], Contains("f.part: refused") && Contains("downloaded anew"));
}

TEST_CASE("a wrong download is refused and the next address tried") {
  Sandbox box;
  const HttpServer server([](const std::string& request) {
    return request.find("GET /right") == 0 ? whole(contents) : whole("<html>Please log in</html>");
  });
  const FetchOptions options = box.options({{"f", contents, {server.url("wrong"), server.url("right")}}});
  CHECK(read_file(fetch("toy", options).file("f")) == contents);
  CHECK(box.leftovers({"f"}).empty());
}

TEST_CASE("a source that goes on and on is left, whether it is long or packed, and nothing of it is kept") {
  Sandbox box;
  const std::string zeros(std::size_t{5} << 20, '\0');
  const HttpServer server([&](const std::string& request) {
    return request.find("GET /right") == 0 ? whole(contents)
                                           : whole(request.find("GET /packed") == 0 ? gzip(zeros) : zeros);
  });
  const auto fetched = [&](const std::vector<std::string>& urls) {
    return fetch("toy", box.options({{"f", contents, urls}}));
  };
  CHECK_THAT(message_of<DataUnavailable>([&] {
               fetched({server.url("long"), server.url("packed")});
             }),
             Contains("long: larger than ") && Contains("packed.part: refused, it holds more than "));
  CHECK(box.leftovers({}).empty());
  CHECK(read_file(fetched({server.url("long"), server.url("packed"), server.url("right")}).file("f")) == contents);
  CHECK(box.leftovers({"f"}).empty());
}

TEST_CASE("failures of a server are named") {
  Sandbox box;
  SECTION("an error status") {
    const HttpServer server(
        [](const std::string&) { return "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnope"; });
    CHECK_THAT(message_of<SourceFailed>([&] { download(server.url("f"), box.root / "part"); }), Contains("404"));
  }
  SECTION("nobody listens") { CHECK_THROWS_AS(download("http://127.0.0.1:9/f", box.root / "part"), HostUnreachable); }
  SECTION("silence") {
    const HttpServer server([](const std::string&) { return std::string(); });
    CHECK_THROWS_AS(download(server.url("f"), box.root / "part", {std::chrono::seconds(1), std::chrono::seconds(1)}),
                    HostUnreachable);
  }
  SECTION("an address of another kind") {
    CHECK_THAT(message_of<SourceFailed>([&] { download("ftp://127.0.0.1/f", box.root / "part"); }), Contains("ftp"));
  }
  CHECK_FALSE(fs::exists(box.root / "part"));
}
