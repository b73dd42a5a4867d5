#include <fmt/format.h>

#include "datasets/sandbox.hpp"

using namespace neon;
using namespace neon::datasets;
using namespace neon::datasets::testing;

namespace {

const std::string pin(64, 'a');

std::string manifest_with(const std::string& files, const std::string& rest = "") {
  return R"({"format": 1, "datasets": [{"name": "toy", "description": "d", "licence": "l", "citation": "c", "files": [)" +
         files + "]" + rest + "}]}";
}

std::string file_with(const std::string& fields) { return R"({"name": "f", )" + fields + "}"; }

std::string complaint(const std::string& text) {
  return message_of<Error>([&] { parse_manifest(text, "m.json"); });
}

}  // namespace

TEST_CASE("the built-in manifest names the data of the experiments") {
  const Manifest& manifest = built_in_manifest();
  CHECK(manifest.find("mnist").files.size() == 4);
  CHECK(manifest.find("mnist").files[0].sha256 == "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db");
  CHECK(manifest.find("20newsgroups").files[0].sha256.empty());
  for (const DatasetEntry& dataset : manifest.datasets) {
    CAPTURE(dataset.name);
    CHECK_FALSE(dataset.licence.empty());
    CHECK_FALSE(dataset.citation.empty());
    for (const FileEntry& file : dataset.files) CHECK(file.size > 0);
  }
}

TEST_CASE("a manifest is read field by field") {
  const Manifest manifest = parse_manifest(
      manifest_with(file_with(fmt::format(R"("size": 7, "sha256": "{}", "urls": ["https://host/f.gz"])", pin)),
                    R"(, "installed": ["/usr/share/toy"], "experiments": ["e"],
                       "packages": [{"client": "pip", "package": "toy-data", "version": "1.0", "members": {"a/f": "f"}}])"),
      "m.json");
  const DatasetEntry& toy = manifest.find("toy");
  CHECK(toy.files.at(0).size == 7);
  CHECK(toy.files.at(0).pin() == pin);
  CHECK(toy.files.at(0).urls.at(0) == "https://host/f.gz");
  CHECK(toy.installed.at(0) == "/usr/share/toy");
  CHECK(toy.experiments.at(0) == "e");
  CHECK(toy.packages.at(0).title() == "toy-data@1.0");
  CHECK(toy.packages.at(0).members.at("a/f") == "f");
}

TEST_CASE("an unknown data set is answered with the known ones") {
  const std::string message = message_of<Error>([] { built_in_manifest().find("minst"); });
  CHECK_THAT(message, Contains("'minst'") && Contains("mnist, fashion-mnist, 20newsgroups"));
}

TEST_CASE("a malformed manifest is refused, with the place") {
  CHECK_THAT(complaint("{\"format\": 1,\n oops"), Contains("m.json") && Contains("line 2"));
  CHECK_THAT(complaint("[]"), Contains("m.json") && Contains("should be an object"));
  CHECK_THAT(complaint(R"({"format": 2, "datasets": []})"), Contains("format 2 should be 1"));
  CHECK_THAT(complaint(R"({"format": 1})"), Contains("'datasets' should be a list"));
  CHECK_THAT(complaint(R"({"format": 1, "datasets": [{"name": "../etc"}]})"), Contains("'../etc' should be"));
  CHECK_THAT(complaint(R"({"format": 1, "datasets": [{"name": "toy"}]})"),
             Contains("'toy'") && Contains("'description' is missing"));
  CHECK_THAT(complaint(manifest_with("")), Contains("'toy'") && Contains("at least one file"));
  CHECK_THAT(complaint(manifest_with(R"({"name": "a/b"})")), Contains("'a/b'"));
  CHECK_THAT(complaint(manifest_with(file_with(fmt::format(R"("sha256": "{}")", pin)))),
             Contains("'f'") && Contains("'size'"));
  CHECK_THAT(complaint(manifest_with(file_with(fmt::format(R"("size": -1, "sha256": "{}")", pin)))),
             Contains("'size'"));
  CHECK_THAT(complaint(manifest_with(file_with(R"("size": 1)"))),
             Contains("exactly one of 'sha256', 'tree_sha256' and 'tensor_sha256'"));
  CHECK_THAT(complaint(manifest_with(file_with(R"("size": 1, "sha256": "abc")"))), Contains("'abc' should be 64"));
  CHECK_THAT(complaint(manifest_with(file_with(fmt::format(R"("size": 1, "sha265": "{}")", pin)))),
             Contains("unknown field 'sha265'"));
  CHECK_THAT(complaint(manifest_with(file_with(fmt::format(R"("size": 1, "sha256": "{}", "urls": 3)", pin)))),
             Contains("'urls' has the wrong type"));
  const std::string good = file_with(fmt::format(R"("size": 1, "sha256": "{}")", pin));
  CHECK_THAT(complaint(manifest_with(good + "," + good)), Contains("'f' is listed twice"));
  CHECK_THAT(
      complaint(manifest_with(good, R"(, "packages": [{"client": "cargo", "package": "p", "members": {"a": "f"}}])")),
      Contains("'cargo' should be npm, pip or apt"));
  CHECK_THAT(complaint(manifest_with(
                 good, R"(, "packages": [{"client": "npm", "package": "--evil", "members": {"a": "f"}}])")),
             Contains("'--evil'"));
  CHECK_THAT(
      complaint(manifest_with(good, R"(, "packages": [{"client": "npm", "package": "p", "members": {"a": "g"}}])")),
      Contains("'g', which is no file"));
}

TEST_CASE("a manifest that is not there is named") {
  CHECK_THAT(message_of<Error>([] { read_manifest("/nonexistent/m.json"); }),
             Contains("/nonexistent/m.json: cannot be read"));
}
