#include "datasets/registry.hpp"

#include <fmt/format.h>

#include "datasets/sandbox.hpp"
#include "datasets/source_failed.hpp"
#include "datasets/subprocess.hpp"

using namespace neon;
using namespace neon::datasets;
using namespace neon::datasets::testing;

namespace {

const std::string contents = "bytes in a package";

/// A client on the PATH that does what the lines of shell say.
void install_client(const Sandbox& box, const std::string& name, const std::string& lines) {
  const fs::path program = box.root / "bin" / name;
  write_file(program, "#!/bin/sh\n" + lines + "\n");
  fs::permissions(program, fs::perms::owner_all);
}

struct Registry : Sandbox {
  Environment path{"PATH", (root / "bin").string()};
  fs::path log = root / "log";

  /// A client that notes its arguments and leaves the archive in its folder.
  void offer(const std::string& client, const fs::path& archive) {
    install_client(*this, client, fmt::format("echo \"$@\" > {}\n/bin/cp {} .", log.string(), archive.string()));
  }
};

}  // namespace

TEST_CASE("files come from an npm package") {
  Registry box;
  write_archive(box.root / "toy-1.0.0.tgz", ArchiveKind::tar_gz,
                {{"package/data/f", contents}, {"package/data/g.gz", gzip("other")}});
  box.offer("npm", box.root / "toy-1.0.0.tgz");
  const PackageEntry npm{"npm", "toy", "1.0.0", {{"package/data/f", "f"}, {"package/data/g.gz", "g"}}};
  const Dataset toy = fetch("toy", box.options({{"f", contents}, {"g", "other"}}, {npm}));
  CHECK(read_file(toy.file("f")) == contents);
  CHECK(read_file(toy.file("g")) == "other");
  CHECK_THAT(read_file(box.log), Catch::StartsWith("pack toy@1.0.0 ") && Contains("--ignore-scripts"));
  CHECK(box.notices == std::vector<std::string>{"toy: downloading the npm package toy@1.0.0"});
  CHECK(box.leftovers({"f", "g"}).empty());
}

TEST_CASE("files come from a wheel") {
  Registry box;
  write_archive(box.root / "toy-1.0-py3-none-any.whl", ArchiveKind::zip, {{"models/weights", contents}});
  box.offer("pip3", box.root / "toy-1.0-py3-none-any.whl");
  const PackageEntry pip{"pip", "toy", "1.0", {{"models/weights", "f"}}};
  CHECK(read_file(fetch("toy", box.options({{"f", contents}}, {pip})).file("f")) == contents);
  CHECK_THAT(read_file(box.log), Catch::StartsWith("download --no-deps ") && Contains(" toy==1.0\n"));
}

TEST_CASE("pip downloads for a user who wants it in virtual environments only, and where the archive is looked for") {
  Registry box;
  const Environment wish("PIP_REQUIRE_VIRTUALENV", "1");
  const fs::path wheel = box.root / "toy-1.0-py3-none-any.whl";
  write_archive(wheel, ArchiveKind::zip, {{"models/weights", contents}});
  install_client(box, "pip3",
                 fmt::format("[ \"$PIP_REQUIRE_VIRTUALENV\" = 0 ] || exit 3\necho \"$@\" > {}\n/bin/cp {} .",
                             box.log.string(), wheel.string()));
  const PackageEntry pip{"pip", "toy", "1.0", {{"models/weights", "f"}}};
  CHECK(read_file(fetch("toy", box.options({{"f", contents}}, {pip})).file("f")) == contents);
  CHECK_THAT(read_file(box.log), Contains(" --dest=. "));
}

TEST_CASE("files come from a Debian package") {
  Registry box;
  write_archive(box.root / "data", ArchiveKind::tar_gz, {{"./usr/share/toy/f.gz", gzip(contents)}});
  write_archive(box.root / "toy_1_all.deb", ArchiveKind::ar,
                {{"debian-binary", "2.0\n"}, {"data.tar.gz", read_file(box.root / "data")}});
  box.offer("apt-get", box.root / "toy_1_all.deb");
  const PackageEntry apt{"apt", "dataset-toy", "", {{"usr/share/toy/f.gz", "f"}}};
  CHECK(read_file(fetch("toy", box.options({{"f", contents}}, {apt})).file("f")) == contents);
  CHECK_THAT(read_file(box.log), Contains("download ") && Contains(" dataset-toy\n"));
}

TEST_CASE("only what is missing is taken from a package") {
  Registry box;
  write_archive(box.root / "toy-1.tgz", ArchiveKind::tar_gz, {{"package/f", "wrong"}, {"package/g", "other"}});
  box.offer("npm", box.root / "toy-1.tgz");
  write_file(box.mirror / "f", contents);
  const PackageEntry npm{"npm", "toy", "1", {{"package/f", "f"}, {"package/g", "g"}}};
  CHECK(read_file(fetch("toy", box.options({{"f", contents}, {"g", "other"}}, {npm})).file("f")) == contents);
}

TEST_CASE("a package that does not help is named with the reason") {
  Registry box;
  const PackageEntry npm{"npm", "toy", "1", {{"package/f", "f"}}};
  const auto message = [&] {
    return message_of<DataUnavailable>([&] { fetch("toy", box.options({{"f", contents}}, {npm})); });
  };
  SECTION("the client fails") {
    install_client(
        box, "npm",
        "echo npm warn old >&2; echo 'npm error code E404' >&2; echo 'npm error 404 no such package' >&2; exit 1");
    CHECK_THAT(message(),
               Contains("npm      toy@1: npm: exit code 1 (npm error code E404; npm error 404 no such package)"));
  }
  SECTION("the client is killed") {
    install_client(box, "npm", "kill -9 $$");
    CHECK_THAT(message(), Contains("npm: exit code 137 (no message)"));
  }
  SECTION("the client leaves nothing") {
    install_client(box, "npm", "exit 0");
    CHECK_THAT(message(), Contains("npm: left 0 files, should be one archive"));
  }
  SECTION("the package holds other bytes") {
    write_archive(box.root / "toy-1.tgz", ArchiveKind::tar_gz, {{"package/f", "wrong"}});
    box.offer("npm", box.root / "toy-1.tgz");
    CHECK_THAT(message(), Contains("refused, 5 bytes with sha256 " + sha256("wrong")));
  }
  SECTION("the package lacks the member") {
    write_archive(box.root / "toy-1.tgz", ArchiveKind::tar_gz, {{"package/other", contents}});
    box.offer("npm", box.root / "toy-1.tgz");
    CHECK_THAT(message(), Contains("lacks package/f"));
  }
  SECTION("the archive is broken, and the next package is tried") {
    write_file(box.root / "toy-1.tgz", "broken");
    box.offer("npm", box.root / "toy-1.tgz");
    write_archive(box.root / "toy-1-any.whl", ArchiveKind::zip, {{"f", contents}});
    box.offer("pip3", box.root / "toy-1-any.whl");
    const PackageEntry pip{"pip", "toy", "1", {{"f", "f"}}};
    CHECK(read_file(fetch("toy", box.options({{"f", contents}}, {npm, pip})).file("f")) == contents);
  }
  CHECK(box.leftovers({"f"}).empty());
}

TEST_CASE("a program is run in its folder, with its settings, and stopped in time") {
  const Sandbox box;
  const auto run = [&](const std::string& shell, int seconds) {
    return run_process({"sh", "-c", shell}, box.root, {"TOY=set"}, std::chrono::seconds(seconds));
  };
  CHECK(run("pwd; echo $TOY; echo said >&2; exit 3", 10)->output == fs::canonical(box.root).string() + "\nset\nsaid\n");
  CHECK(run("exit 3", 10)->status == 3);
  CHECK(run("read line || exit 7", 10)->status == 7);
  CHECK(run("exec sleep 60", 1)->timed_out);
  CHECK_FALSE(run_process({"no-such-program-of-neon"}, box.root, {}, std::chrono::seconds(1)));
}
