#include <neon/model_files/model_file.hpp>

#include <nlohmann/json.hpp>

#include "cli/desk.hpp"

using namespace neon;
using Catch::Contains;

namespace {

/// Points around 4 places, far from each other.
std::string four_groups(int each) {
  std::string text = "a,b\n";
  for (int n = 0; n < 4 * each; ++n)
    text += fmt::format("{},{}\n", 10 * (n % 4 / 2) + 0.01 * (n * 37 % 101), 10 * (n % 2) + 0.01 * (n * 53 % 97));
  return text;
}

}  // namespace

TEST_CASE("the number of clusters is chosen, with a table and a reason, for every kind of model") {
  const std::string kind = GENERATE("kmeans", "kernel-kmeans", "gaussian-mixture", "agglomerative");
  const Desk desk;
  desk.write("data.csv", four_groups(15));
  const std::string text = desk.output({"fit", "data.csv", "--clusters", "auto", "--model", kind, "--out", "m.h5"});
  CHECK_THAT(text, Contains("How many clusters? Judged on 60 points.") && Contains("\n*   4") &&
                       Contains("4 clusters: the ") && Contains("stability") && Contains("█"));
  CHECK_THAT(text, Contains(kind == "gaussian-mixture" ? "smallest BIC" : "largest silhouette"));
  CHECK(clusters(load_model(desk / "m.h5")) == 4);
}

TEST_CASE("directions are chosen among by the silhouette of directions") {
  const Desk desk;
  std::string text = "a,b\n";
  for (int n = 0; n < 45; ++n) {
    const double angle = n % 3 * 2.1 + 0.001 * (n * 37 % 101), length = 1 + n % 7;
    text += fmt::format("{},{}\n", length * std::cos(angle), length * std::sin(angle));
  }
  desk.write("data.csv", text);
  CHECK_THAT(desk.output({"explain", "data.csv", "--clusters", "2-6", "--model", "spherical-kmeans"}),
             Contains("3 clusters: the largest silhouette"));
}

TEST_CASE("a range bounds the choice, explain says it too, and JSON holds it") {
  const Desk desk;
  desk.write("data.csv", four_groups(15));
  const auto json = nlohmann::json::parse(desk.output({"explain", "data.csv", "--clusters", "2-3", "--json"}));
  CHECK(json["model"]["clusters"] == 3);
  CHECK(json["cluster_choice"]["clusters"] == 3);
  CHECK(json["cluster_choice"]["candidates"].size() == 2);
  CHECK_THAT(json["cluster_choice"]["reason"].get<std::string>(), Contains("last of the range"));
  CHECK_THAT(desk.output({"explain", "data.csv", "--clusters", "2-5"}),
             Contains("How many clusters?") && Contains("4 clusters"));
}

TEST_CASE("a large table is judged on a sample, which is said") {
  const Desk desk;
  desk.write("data.csv", four_groups(600));
  CHECK_THAT(desk.output({"explain", "data.csv", "--clusters", "3-5"}),
             Contains("Judged on 2000 of 2400 points, drawn at random.") && Contains("4 clusters"));
}

TEST_CASE("numbers of clusters that cannot be, or are none") {
  const Desk desk;
  desk.write("data.csv", flowers);
  const auto with = [&](const std::string& clusters) {
    return desk.refusal({"explain", "data.csv", "--clusters", clusters});
  };
  for (const std::string bad : {"some", "2-", "5-2", "1-4", "2-x", "2.5"})
    CHECK_THAT(with(bad), Contains("--clusters: '" + bad + "' should be a number, auto, or a range such as 2-10"));
  CHECK_THAT(with("1"), Contains("--clusters: 1 should be at least 2"));
  CHECK_THAT(with("-3"), Contains("--clusters: -3 should be at least 2"));
  CHECK_THAT(with("7"), Contains("at most 6"));
  CHECK_THAT(with("8-9"), Contains("no number of clusters from 8 to 9 can be fitted"));
}

TEST_CASE("one feature that carries nearly all of the variance gets a hint, once, where nothing was said of scaling") {
  const Desk desk;
  const auto said = [&](const std::string& more) {
    return desk.shell("$NEON explain " WINE_TABLE " --clusters 3 " + more).output;
  };
  CHECK_THAT(said(""), Contains("'proline' carries 99.8 % of the variance") && Contains("--scale"));
  CHECK_THAT(said("--json"), Contains("'proline' carries"));
  for (const std::string more : {"--scale minmax", "--scale none", "--model gaussian-mixture"})
    CHECK_THAT(said(more), !Contains("'proline' carries"));
  const std::string text = desk.output({"fit", WINE_TABLE, "--clusters", "3", "--out", "m.h5"});
  CHECK(text.find("'proline' carries") == text.rfind("'proline' carries"));
}

TEST_CASE("columns and rows that a model cannot take are named as in the file") {
  const Desk desk;
  desk.write("data.csv", "length,width,height\n1,2,3\n2,2,4\n3,2,5\n4,2,1\n");
  CHECK_THAT(desk.refusal({"explain", "data.csv", "--clusters", "2", "--model", "gaussian-mixture"}),
             Contains("data.csv: column 'width' is 2 in every row") && Contains("--drop 'width'"));
  desk.write("zero.csv", "a,b\n1,2\n2,1\n0,0\n1,1\n");
  CHECK_THAT(desk.refusal({"explain", "zero.csv", "--clusters", "2", "--model", "spherical-kmeans"}),
             Contains("zero.csv: point 2 (from 0) is 0 in every feature"));
}
