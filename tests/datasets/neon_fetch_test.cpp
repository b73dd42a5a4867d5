#include <fmt/format.h>

#include "datasets/sandbox.hpp"
#include "datasets/subprocess.hpp"

using namespace neon::datasets;
using namespace neon::datasets::testing;

namespace {

const std::string contents = "bytes of the program's test";

/// neon-fetch with a manifest of its own.
struct Program : Sandbox {
  fs::path manifest = root / "manifest.json";

  Program() {
    const auto dataset = [](const std::string& name) {
      return fmt::format(R"({{"name": "{}", "description": "d of {}", "licence": "free", "citation": "c",)"
                         R"( "files": [{{"name": "f", "size": {}, "sha256": "{}"}}]}})",
                         name, name, contents.size(), sha256(contents));
    };
    write_file(manifest, fmt::format(R"({{"format": 1, "datasets": [{}, {}]}})", dataset("toy"), dataset("second")));
  }

  ProcessResult run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {NEON_FETCH, "--manifest", manifest.string(), "--cache", cache.string()});
    return *run_process(arguments, root, {}, std::chrono::seconds(30));
  }
};

}  // namespace

TEST_CASE("neon-fetch fetches, lists and verifies") {
  const Program program;
  write_file(program.mirror / "toy" / "f", contents);
  const ProcessResult fetched = program.run({"toy", "--mirror", program.mirror.string()});
  CHECK(fetched.status == 0);
  CHECK(fetched.output == fmt::format("toy: {}\n", (program.cache / "toy").string()));
  CHECK(read_file(program.cached("f")) == contents);

  const ProcessResult listed = program.run({"--list"});
  CHECK(listed.status == 0);
  CHECK_THAT(listed.output, Contains("toy                  0.0 MB  yes         d of toy\n") &&
                                Contains("second               0.0 MB  no"));
  CHECK_THAT(listed.output, Contains("licence: free"));

  CHECK(program.run({"toy", "--offline", "--verify"}).status == 0);
}

TEST_CASE("neon-fetch ends with 3 when data is unavailable, after fetching the rest") {
  const Program program;
  write_file(program.mirror / "second" / "f", contents);
  const ProcessResult result = program.run({"--all", "--mirror", program.mirror.string()});
  CHECK(result.status == 3);
  CHECK_THAT(result.output, Contains("neon-fetch: data set 'toy' is unavailable: no source provides f\n"));
  CHECK(fs::exists(program.cache / "second" / "f"));
}

TEST_CASE("neon-fetch ends with 2 for bad input") {
  const Program program;
  const auto complaint = [&](const std::vector<std::string>& arguments) {
    const ProcessResult result = program.run(arguments);
    CHECK(result.status == 2);
    return result.output;
  };
  CHECK_THAT(complaint({"toy", "minst"}), Contains("unknown data set 'minst': should be one of toy, second"));
  CHECK_THAT(complaint({}), Contains("nothing to fetch"));
  CHECK_THAT(complaint({"--bogus"}), Contains("--bogus"));
  CHECK_THAT(complaint({"toy", "--mirror", "/nonexistent"}), Contains("/nonexistent: should be a folder"));
  write_file(program.manifest, "{");
  CHECK_THAT(complaint({"toy"}), Contains("manifest.json: not a JSON manifest"));
  CHECK_FALSE(fs::exists(program.cache));
}

TEST_CASE("neon-fetch explains itself") {
  const Program program;
  const ProcessResult help = program.run({"--help"}), version = program.run({"--version"});
  CHECK(help.status == 0);
  CHECK_THAT(help.output, Contains("Examples:") && Contains("neon-fetch mnist"));
  CHECK(version.status == 0);
  CHECK_THAT(version.output, Catch::StartsWith("neon-fetch "));
}
