#include <neon/hdf5/hdf5.hpp>

#include <nlohmann/json.hpp>

#include "cli/desk.hpp"

using namespace neon;
using Catch::Contains;

namespace {

constexpr int check_failed = 4;

/// Two clusters of which the first has the smaller centroid in every feature: nothing of its evidence crosses the
/// positive part of a weight, and the rule z+ loses all of it, although it has no bias.
struct Lost : Desk {
  std::vector<std::string> command{"explain", "centroids.csv", "data.csv", "--composite", "z+"};

  Lost() {
    write("centroids.csv", "a,b\n1,1\n4,4\n");
    write("data.csv", "a,b\n1,1.5\n4,4.5\n1.5,1\n4.2,4\n");
  }
  datasets::ProcessResult with(const std::vector<std::string>& more) const {
    std::vector<std::string> arguments = command;
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
};

constexpr const char* sentence = "It is the sum of the features' relevance.";

}  // namespace

TEST_CASE(
    "the sentence about the sum stands where it holds, for every kind of model, and --strict has nothing to say") {
  const std::string kind = GENERATE("kmeans", "kernel-kmeans", "spherical-kmeans", "gaussian-mixture", "agglomerative");
  const Desk desk;
  CHECK_THAT(desk.output({"explain", WINE_TABLE, "--clusters", "3", "--scale", "minmax", "--model", kind, "--strict"}),
             Contains(sentence) && !Contains("NOT TO BE TRUSTED"));
}

TEST_CASE("what the rules leave to biases is told as what it is, and is no failure") {
  const Desk desk;
  const std::string text = desk.output({"explain", WINE_TABLE, "--clusters", "3", "--composite", "z", "--strict"});
  CHECK_THAT(text, Contains("relevance misses ") && Contains("leave that to biases") && !Contains(sentence));
  const auto json = nlohmann::json::parse(
      desk.output({"explain", WINE_TABLE, "--clusters", "3", "--composite", "z", "--json"}))["check"];
  CHECK(json["holds"] == true);
  CHECK(json["sums_to_evidence"] == false);
  CHECK(json["share_of_evidence_left_to_biases"].get<double>() > 0);
}

TEST_CASE("relevance that is lost is said in place of the sentence, with counts and the worst point") {
  const Lost desk;
  const auto plain = desk.with({});
  CHECK(plain.status == 0);
  CHECK_THAT(plain.output, !Contains(sentence) &&
                               Contains("NOT TO BE TRUSTED: the features' relevance does not sum to the evidence on 2 "
                                        "of 4 points (worst: point ") &&
                               Contains("cluster 1"));
  const auto strict = desk.with({"--strict", "--out", "r.h5"});
  CHECK(strict.status == check_failed);
  CHECK_THAT(strict.output, Contains("NOT TO BE TRUSTED") && Contains("neon explain: the features' relevance"));
  const ResultReader file(desk / "r.h5");
  CHECK_FALSE(file.flag("check", "check_holds"));
  CHECK(file.integer("check", "check_sum_beyond") == 2);
  CHECK(file.integer("check", "check_logit_beyond") == 0);
  const auto json = nlohmann::json::parse(desk.with({"--json"}).output)["check"];
  CHECK(json["holds"] == false);
  CHECK(json["sum"]["beyond_rounding"] == 2);
  CHECK_THAT(json["findings"].get<std::string>(), Contains("does not sum"));
}

TEST_CASE("a comparison checks what it compares with") {
  const Lost desk;
  const std::vector<std::string> command{"compare", "centroids.csv", "data.csv",     "--methods",
                                         "neon,SA", "--metrics",     "conservation", "--composite"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), command.begin(), command.end());
    return desk.run(more);
  };
  CHECK(with({"paper-v2", "--strict"}).status == 0);
  const auto lost = with({"z+", "--strict"});
  CHECK(lost.status == check_failed);
  CHECK_THAT(lost.output, Contains("NEON: NOT TO BE TRUSTED"));
  CHECK(nlohmann::json::parse(with({"z+", "--json"}).output)["check"]["holds"] == false);
}

TEST_CASE("the check names the last of many blocks' points") {
  const Lost desk;
  std::string text = "a,b\n";
  for (int n = 0; n < 9000; ++n) text += n == 8765 ? "1,1.5\n" : "4,4.5\n";
  desk.write("data.csv", text);
  CHECK_THAT(desk.with({}).output, Contains("on 1 of 9000 points (worst: point 8765"));
}

TEST_CASE("a point without direction is an error that names it, wherever the block") {
  const Desk desk;
  desk.write("train.csv", "a,b\n1,0.1\n0.9,0.2\n0.1,1\n0.2,0.9\n");
  desk.output({"fit", "train.csv", "--clusters", "2", "--model", "spherical-kmeans", "--out", "m.h5"});
  std::string text = "a,b\n";
  for (int n = 0; n < 6000; ++n) text += n == 5000 ? "0,0\n" : "1,2\n";
  desk.write("data.csv", text);
  CHECK_THAT(desk.refusal({"explain", "m.h5", "data.csv"}),
             Contains("data.csv: point 5000") && !Contains("outlier_scores"));
}
