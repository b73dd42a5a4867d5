#include "command_line/complaint.hpp"

#include <catch2/catch.hpp>

#include "command_line/checks.hpp"

using namespace neon;
using namespace neon::command_line;

namespace {

/// What is said of a command line of a program with some options.
std::string said(const std::vector<std::string>& arguments) {
  CommandLine app("Demonstrates.", "demo");
  Index seed = 0, threads = 0;
  double width = 0;
  std::string out, word, input;
  app.add_option("input", input, "A file");
  app.add_option("--seed", seed).check(whole_number());
  app.add_option("--threads", threads);
  app.add_option("--width", width).check(positive_number());
  app.add_option("--out", out).type_name("FILE").required();
  app.add_option("--word", word).check(one_of({"yes", "no"}));
  try {
    app.parse(arguments);
  } catch (const Refusal& refusal) {
    return refusal.what();
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
