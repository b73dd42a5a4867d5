#include "experiments/support/options.hpp"

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>

#include "experiments/support/check.hpp"
#include "io/scratch_folder.hpp"

using namespace neon;
using namespace neon::experiments;
using Catch::Contains;

namespace {

/// What is said of a command line of a program with some options.
std::string said(const std::vector<std::string>& arguments) {
  CLI::App app("Demonstrates.", "demo");
  Index seed = 0, threads = 0;
  double width = 0;
  std::string out, word, input;
  app.add_option("input", input, "A file");
  app.add_option("--seed", seed)->check(whole_number());
  app.add_option("--threads", threads);
  app.add_option("--width", width)->check(positive_number());
  app.add_option("--out", out)->type_name("FILE")->required();
  app.add_option("--word", word)->check(one_of({"yes", "no"}));
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError& error) {
    return complaint(error, app, arguments);
  }
  return {};
}

}  // namespace

TEST_CASE("the first unknown option comes before all else that is wrong") {
  CHECK(said({"--random_state", "3"}) == "unknown option '--random_state'; here it is --seed");
  CHECK(said({"--Random-State=3"}) == "unknown option '--Random-State'; here it is --seed");
  CHECK(said({"a.csv", "--sede", "3"}) == "unknown option '--sede'; did you mean '--seed'?");
  CHECK(said({"--THREADS", "3"}) == "unknown option '--THREADS'; it is written --threads");
  CHECK(said({"-o", "x"}) == "unknown option '-o'; here it is --out");
  CHECK(said({"--zzzzz"}) == "unknown option '--zzzzz'");
  // No option of this program: nothing is promised.
  CHECK(said({"--n_clusters", "3"}) == "unknown option '--n_clusters'");
}

TEST_CASE("values are told what they should be") {
  CHECK(said({"--out", "x", "--seed", "-1"}) == "--seed: -1 should be 0 or more");
  CHECK(said({"--out", "x", "--seed", "1e3"}) == "--seed: '1e3' should be a whole number");
  CHECK(said({"--out", "x", "--seed", "99999999999999999999"}) == "--seed: 99999999999999999999 is too large");
  CHECK(said({"--out", "x", "--threads", "some"}) == "--threads: 'some' should be a number");
  CHECK(said({"--out", "x", "--width", "0"}) == "--width: 0 should be a positive number");
  CHECK(said({"--out", "x", "--width", "inf"}) == "--width: inf should be a positive number");
  CHECK(said({"--out", "x", "--word", "yse"}) == "--word: 'yse' should be one of yes, no; did you mean 'yes'?");
  CHECK(said({"--out"}) == "--out: FILE is missing");
  CHECK(said({}) == "--out is required");
  CHECK(said({"a", "b", "--out", "x"}) == "'b' is one too many");
  CHECK(said({"a", "--out", "x", "--seed", "3", "--width", "0.5"}).empty());
}

TEST_CASE("a function's name is no part of a message, a file's is") {
  CHECK(in_words("fit_gaussian_mixture: column 1 is constant") == "column 1 is constant");
  CHECK(in_words("KMeans: 2 offsets should be 3") == "2 offsets should be 3");
  CHECK(in_words("data.csv: no such file") == "data.csv: no such file");
  CHECK(in_words("--seed: -1 should be 0 or more") == "--seed: -1 should be 0 or more");
  CHECK(in_words("my_data: no such file", {"explain", "my_data"}) == "my_data: no such file");
  CHECK(in_words("archive: no such file", {"archive:x"}) == "archive: no such file");
  CHECK(in_words("no colon") == "no colon");
  CHECK(in_words("") == "");
}

TEST_CASE("the sentence about the evidence is what the check found") {
  SelfCheck check{.points = 10};
  check.kept = 0.5;
  check.evidence = 10;
  CHECK(evidence_sentence(check) == "It is the sum of the features' relevance.");
  check.sum = {.beyond = 3, .worst = 0.25, .worst_point = 7};
  CHECK_THAT(evidence_sentence(check), Contains("NOT TO BE TRUSTED") && Contains("on 3 of 10 points (worst: point 7"));
  CHECK_THROWS_AS(require_check(check, true), CheckFailed);
  CHECK_NOTHROW(require_check(check, false));
  check.conserving = false;
  CHECK(evidence_sentence(check) ==
        "The features' relevance misses 5 % of it, on average: the rules leave that to biases.");
  CHECK_NOTHROW(require_check(check, true));
  check.assigned = {.beyond = 2, .worst = 0.5, .worst_point = 4};
  CHECK_THAT(findings(check), Contains("another cluster has a better score on 2 of 10 points"));
  check.differ = 2;
  CHECK(findings(check).empty());
  check.logit = {.beyond = 1, .worst = 1, .worst_point = 0};
  CHECK_THAT(findings(check), Contains("the model's own scores"));
}

TEST_CASE("a list of checks tells each and fails with any") {
  const ScratchFolder folder;
  ResultWriter writer(folder / "a.h5", "demo");
  SelfCheck good{.points = 10}, bad = good;
  bad.logit = {.beyond = 1, .worst = 1, .worst_point = 3};
  CheckList checks;
  checks.add("first", good, "models/first", writer);
  CHECK_NOTHROW(checks.require(true));
  checks.add("second", bad, "models/second", writer);
  CHECK_NOTHROW(checks.require(false));
  CHECK_THROWS_WITH(checks.require(true), Contains("second: ") && !Contains("first"));
  CHECK_THAT(checks.text(), Contains("first: on 10 points") && Contains("second: on 10 points"));
  writer.commit();
  const ResultReader file(folder / "a.h5");
  CHECK(file.flag("models/first", "check_holds"));
  CHECK_FALSE(file.flag("models/second", "check_holds"));
  CHECK(file.integer("models/second", "check_logit_beyond") == 1);
}
