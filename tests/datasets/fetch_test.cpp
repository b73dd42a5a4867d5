#include "datasets/fetch.hpp"

#include <fmt/format.h>

#include <thread>

#include "datasets/output_file.hpp"
#include "datasets/sandbox.hpp"

using namespace neon;
using namespace neon::datasets;
using namespace neon::datasets::testing;

namespace {

const std::string contents = "the right bytes of the file";
const std::string tampered = "the wrong bytes of the file";

}  // namespace

TEST_CASE("a file in the cache is enough, offline") {
  Sandbox box;
  write_file(box.cached("f"), contents);
  FetchOptions options = box.options({{"f", contents}});
  options.offline = true;
  const Dataset toy = fetch("toy", options);
  CHECK(read_file(toy.file("f")) == contents);
  CHECK(toy.folder == box.cache / "toy");
  CHECK(box.notices.empty());
  CHECK_THAT(message_of<Error>([&] { toy.file("g"); }), Contains("no file 'g': should be one of f"));
}

TEST_CASE("a mirror may hold the file plain or compressed, directly or in the data set's folder") {
  Sandbox box;
  const std::string place = GENERATE("f", "f.gz", "toy/f", "toy/f.gz");
  const bool compressed = place.back() == 'z';
  write_file(box.mirror / place, compressed ? gzip(contents) : contents);
  FetchOptions options = box.options({{"f", contents}});
  options.offline = true;
  CHECK(read_file(fetch("toy", options).file("f")) == contents);
  CHECK(box.leftovers({"f"}).empty());

  fs::remove_all(box.mirror);
  CHECK(read_file(fetch("toy", options).file("f")) == contents);
}

TEST_CASE("a file that is gzip itself stays compressed") {
  Sandbox box;
  const std::string archive = gzip(contents);
  write_file(box.mirror / "a.tar.gz", archive);
  CHECK(read_file(fetch("toy", box.options({{"a.tar.gz", archive}})).file("a.tar.gz")) == archive);
}

TEST_CASE("files of an installed system package are found") {
  Sandbox box;
  write_file(box.root / "share" / "f.gz", gzip(contents));
  FetchOptions options = box.options({{"f", contents}});
  options.manifest->datasets[0].installed = {box.root / "share"};
  CHECK(read_file(fetch("toy", options).file("f")) == contents);
}

TEST_CASE("folders named in the environment are used") {
  Sandbox box;
  write_file(box.mirror / "f", contents);
  FetchOptions options = box.options({{"f", contents}});
  options.cache.clear();
  options.mirror.clear();
  const Environment data("NEON_DATA", (box.root / "data").string()), mirror("NEON_MIRROR", box.mirror.string());
  CHECK(fetch("toy", options).folder == box.root / "data" / "toy");
  SECTION("and without NEON_DATA the cache is in the home folder") {
    const Environment none("NEON_DATA", std::nullopt), home("HOME", box.root.string());
    CHECK(cache_folder(options) == box.root / ".cache" / "neon");
    const Environment homeless("HOME", std::nullopt);
    CHECK_THAT(message_of<Error>([&] { cache_folder(options); }), Contains("NEON_DATA or HOME should be set"));
  }
}

TEST_CASE("a wrong file in the mirror is refused, named and left alone") {
  Sandbox box;
  const fs::path wrong = box.mirror / "f";
  std::string found;
  SECTION("tampered") { found = tampered; }
  SECTION("truncated") { found = contents.substr(0, 9); }
  SECTION("too long") { found = contents + "!"; }
  SECTION("empty") {}
  write_file(wrong, found);
  const std::string message = message_of<DataUnavailable>([&] { fetch("toy", box.options({{"f", contents}})); });
  const std::string words = fmt::format("{}: refused, {} bytes with sha256 {}, should be {} bytes with sha256 {}",
                                        wrong.string(), found.size(), sha256(found), contents.size(), sha256(contents));
  CHECK_THAT(message, Contains(words));
  REQUIRE(box.notices.size() == 1);
  CHECK(box.notices[0] == words);
  CHECK(read_file(wrong) == found);
  CHECK(box.leftovers({}).empty());
}

TEST_CASE("a truncated compressed file in the mirror is refused and the next candidate used") {
  Sandbox box;
  std::string long_contents;
  for (int i = 0; i < 1000; ++i) long_contents += sha256(std::to_string(i));
  const std::string compressed = gzip(long_contents);
  write_file(box.mirror / "f.gz", compressed.substr(0, compressed.size() / 2));
  write_file(box.mirror / "toy" / "f.gz", compressed);
  CHECK(read_file(fetch("toy", box.options({{"f", long_contents}})).file("f")) == long_contents);
  REQUIRE(box.notices.size() == 1);
  CHECK_THAT(box.notices[0],
             Contains((box.mirror / "f.gz").string() + ": truncated: cut off inside its compressed data"));
}

TEST_CASE("a tampered file in the cache is renamed and fetched again") {
  Sandbox box;
  write_file(box.cached("f"), tampered);
  SECTION("from the mirror") {
    write_file(box.mirror / "f", contents);
    CHECK(read_file(fetch("toy", box.options({{"f", contents}})).file("f")) == contents);
    REQUIRE(box.notices.size() == 1);
    CHECK_THAT(box.notices[0], Contains(box.cached("f").string() + ": refused") && Contains(sha256(tampered)) &&
                                   Contains("renamed to f.refused"));
  }
  SECTION("or named, when there is no other source") {
    const std::string message = message_of<DataUnavailable>([&] { fetch("toy", box.options({{"f", contents}})); });
    CHECK_THAT(message, Contains("cache    " + box.cached("f").string() + ": refused"));
    CHECK_FALSE(fs::exists(box.cached("f")));
  }
  CHECK(read_file(box.cached("f.refused")) == tampered);
}

TEST_CASE("a verified file is read again only after it changed") {
  Sandbox box;
  write_file(box.cached("f"), contents);
  const FetchOptions options = box.options({{"f", contents}});
  const DatasetEntry& toy = options.manifest->find("toy");
  CHECK(cache_state(toy, options) == CacheState::unverified);
  fetch("toy", options);
  CHECK(cache_state(toy, options) == CacheState::verified);

  SECTION("a change of the bytes alone, with the old time set back") {
    const auto time = fs::last_write_time(box.cached("f"));
    write_file(box.cached("f"), tampered);
    fs::last_write_time(box.cached("f"), time);
    CHECK(cache_state(toy, options) == CacheState::unverified);
    CHECK_THROWS_AS(fetch("toy", options), DataUnavailable);
    CHECK(cache_state(toy, options) == CacheState::absent);
  }
  SECTION("a touched file is verified once more") {
    fs::last_write_time(box.cached("f"), fs::file_time_type::clock::now());
    CHECK(cache_state(toy, options) == CacheState::unverified);
    fetch("toy", options);
    CHECK(cache_state(toy, options) == CacheState::verified);
  }
  SECTION("another checksum in the manifest makes the stamp void") {
    const FetchOptions changed = box.options({{"f", tampered}});
    CHECK(cache_state(changed.manifest->find("toy"), changed) == CacheState::unverified);
    CHECK_THROWS_AS(fetch("toy", changed), DataUnavailable);
  }
  SECTION("the stamp is believed, unless asked to verify") {
    const std::string stamp = read_file(box.cached("f.verified"));
    write_file(box.cached("f"), tampered);
    const FetchOptions forged = box.options({{"f", tampered}});
    fetch("toy", forged);
    std::string text = read_file(box.cached("f.verified"));
    text.replace(text.find(sha256(tampered)), 64, sha256(contents));
    write_file(box.cached("f.verified"), text);
    CHECK(read_file(fetch("toy", options).file("f")) == tampered);
    FetchOptions suspicious = options;
    suspicious.verify = true;
    CHECK_THROWS_AS(fetch("toy", suspicious), DataUnavailable);
  }
}

TEST_CASE("when nothing helps, every source is listed with its reason") {
  Sandbox box;
  const Environment path("PATH", box.root.string());
  const PackageEntry npm{"npm", "toy-data", "1.0.0", {{"package/f", "f"}}},
      pip{"pip", "toy-wheel", "2.0", {{"f", "f"}}};
  const FetchOptions options = box.options(
      {{"f", contents, {"http://127.0.0.1:9/f", "file:///nonexistent/f"}}, {"g", contents, {"http://127.0.0.1:9/g"}}},
      {npm, pip});
  const std::string message = message_of<DataUnavailable>([&] { fetch("toy", options); });
  CHECK_THAT(message, Catch::StartsWith("data set 'toy' is unavailable: no source provides f, g\n"));
  CHECK_THAT(message, Contains("cache    " + box.cached("f").string() + ": not there\n"));
  CHECK_THAT(message, Contains("mirror   " + box.mirror.string() + ": does not hold f\n"));
  CHECK_THAT(message, Contains("address  http://127.0.0.1:9/f: Failed to connect"));
  CHECK_THAT(message, Contains("address  file:///nonexistent/f: Couldn't open file"));
  CHECK_THAT(message, Contains("address  http://127.0.0.1:9/g: not tried: its host did not answer before"));
  CHECK_THAT(message, Contains("npm      toy-data@1.0.0: npm: not installed (apt-get install npm)"));
  CHECK_THAT(message, Contains("pip      toy-wheel@2.0: pip3: not installed (apt-get install python3-pip)"));
  CHECK(box.leftovers({}).empty());
}

TEST_CASE("offline, sources that need a network are listed but not tried") {
  Sandbox box;
  write_file(box.root / "f", contents);
  FetchOptions options =
      box.options({{"f", contents, {"file://" + (box.root / "f").string()}}}, {{"npm", "toy", "1", {{"f", "f"}}}});
  options.offline = true;
  const std::string message = message_of<DataUnavailable>([&] { fetch("toy", options); });
  CHECK_THAT(message, Contains("/f: not tried: offline") && Contains("toy@1: not tried: offline"));
}

TEST_CASE("an unknown data set and a cache that cannot be written are bad input") {
  Sandbox box;
  FetchOptions options = box.options({{"f", contents}});
  CHECK_THAT(message_of<Error>([&] { fetch("tow", options); }),
             Contains("unknown data set 'tow': should be one of toy"));
  write_file(box.root / "file", "");
  options.cache = box.root / "file" / "cache";
  CHECK_THAT(message_of<Error>([&] { fetch("toy", options); }),
             Contains("file/cache/toy: the cache folder cannot be made"));
}

TEST_CASE("a full disk is named") {
  OutputFile out("/dev/full");
  out.write("x", 1);
  CHECK_THAT(message_of<Error>([&] { out.close(); }),
             Contains("/dev/full: cannot be written (No space left on device)"));
}

TEST_CASE("concurrent fetches do not disturb each other") {
  Sandbox box;
  const std::string large(3 << 20, 'x');
  write_file(box.mirror / "f.gz", gzip(large));
  fs::create_directories(box.cache / "toy" / ".fetch-killed");
  const FetchOptions options = box.options({{"f", large}});
  std::vector<int> right(8, 0);
  std::vector<std::thread> threads;
  threads.reserve(right.size());
  for (int& flag : right)
    threads.emplace_back(
        [&flag, &options, &large] { flag = fs::file_size(fetch("toy", options).file("f")) == large.size(); });
  for (std::thread& thread : threads) thread.join();
  CHECK(right == std::vector<int>(8, 1));
  CHECK(box.leftovers({"f"}).empty());
}
