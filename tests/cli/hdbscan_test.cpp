#include <neon/clustering/hdbscan.hpp>
#include <neon/clustering/model.hpp>
#include <neon/core/random.hpp>
#include <neon/hdf5/hdf5.hpp>
#include <neon/model_files/model_file.hpp>
#include <neon/tables/csv.hpp>

#include <nlohmann/json.hpp>

#include "cli/desk.hpp"
#include "support/tolerances.hpp"

using namespace neon;
using Catch::Contains;

namespace {

/// Three groups of different densities in a plane, and scattered points.
std::string crowds(std::uint64_t seed) {
  Random random(seed);
  std::string text = "east,north\n";
  for (int n = 0; n < 90; ++n) {
    const double spread = n % 10 == 9 ? 5 : n % 3 == 0 ? 0.2 : 0.6;
    text += fmt::format("{:.3f},{:.3f}\n", spread * random.normal() + (n % 3 == 1 ? 6 : 0),
                        spread * random.normal() + (n % 3 == 2 ? 6 : 0));
  }
  return text;
}

struct Crowds : Desk {
  Crowds() {
    write("crowds.csv", crowds(5));
    write("new.csv", crowds(6));
    output({"fit", "crowds.csv", "--model", "hdbscan", "--min-samples", "4", "--out", "m.h5"});
  }
};

}  // namespace

TEST_CASE("HDBSCAN: relevances and the density of the exemplar sum to the evidence, in JSON, HDF5 and tables") {
  const Crowds desk;
  const std::vector<std::string> question =
      GENERATE(std::vector<std::string>{}, std::vector<std::string>{"--cluster", "noise"},
               std::vector<std::string>{"--against", "noise"});
  const auto with = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), question.begin(), question.end());
    return arguments;
  };
  const auto json =
      nlohmann::json::parse(desk.output(with({"explain", "m.h5", "new.csv", "--first", "90", "--json", "--strict"})));
  desk.output(with({"explain", "m.h5", "new.csv", "--out", "r.h5"}));
  REQUIRE(json.at("points").size() == 90);
  CHECK(json.at("check").at("holds"));
  CHECK(json.contains("rule_for_new_points_differs"));
  const ResultReader file((desk / "r.h5").string());
  const Matrix relevance = file.matrix("relevance");
  const Vector constant = file.vector("constant"), logit = file.vector("logit");
  CHECK(file.text("", "constant_name") == "density of the exemplar");
  CHECK((constant.array() != 0).any());
  for (Index n = 0; n < 90; ++n) {
    const auto& point = json.at("points")[static_cast<std::size_t>(n)];
    const double density = point.at("constant").at("density of the exemplar");
    double sum = density;
    for (const auto& [name, value] : point.at("relevance").items()) sum += value.get<double>();
    CHECK(sum == Approx(point.at("evidence").get<double>()).margin(tolerance::amplified));
    CHECK(density == constant(n));
    CHECK(relevance.row(n).sum() + constant(n) == Approx(logit(n)).margin(tolerance::amplified));
  }
  desk.output(with({"explain", "m.h5", "new.csv", "--out", "r.csv"}));
  const Table table = read_csv(desk / "r.csv", {.label_column = "cluster"});
  CHECK(table.feature_names.back() == "density of the exemplar");
  CHECK(table.values.col(table.values.cols() - 1).isApprox(constant));
  CHECK_THAT(desk.output(with({"explain", "m.h5", "new.csv"})),
             Contains("density of the exemplar") && Contains("the rule for new points says another cluster"));
  desk.output(with({"explain", "m.h5", "new.csv", "--plot", "why.svg", "--report", "page.html"}));
  CHECK(std::filesystem::exists(desk / "why.svg"));
}

TEST_CASE("why two points are together: the way, its longest step, and the features of that") {
  const Crowds desk;
  const ClusterModel model = load_model(desk / "m.h5");
  const auto& hdbscan = model.get<Hdbscan>();
  Index together = 0, apart = 0;
  for (const Index j : {3, 6, 1, 2, 9, 19}) {
    const PairExplanation expected = explain_pair(hdbscan, 0, j);
    const auto json = nlohmann::json::parse(
        desk.output({"explain", "m.h5", "crowds.csv", "--pair", fmt::format("0,{}", j), "--json"}));
    CHECK(json.at("way").get<std::vector<Index>>() == expected.path);
    const auto& step = json.at("bottleneck");
    CHECK(step.at("squared_length").get<double>() == expected.bottleneck.square);
    double sum = 0;
    for (const auto& [name, value] : step.at("relevance").items()) sum += value.get<double>();
    CHECK(sum == Approx(expected.bottleneck.square));
    const double across = step.at("x").at("east").get<double>() - step.at("x_neighbour").at("east").get<double>();
    CHECK(across * across == Approx(step.at("relevance").at("east").get<double>()).margin(tolerance::rounding));
    const Labels& cluster = hdbscan.search.cluster();
    const bool same = cluster[0] >= 0 && cluster[0] == cluster[static_cast<std::size_t>(j)];
    CHECK(json.at("together") == same);
    if (same) CHECK(json.at("birth").get<double>() >= step.at("length").get<double>());
    ++(same ? together : apart);
    const std::string text = desk.output({"explain", "m.h5", "crowds.csv", "--pair", fmt::format("0,{}", j)});
    CHECK_THAT(text, Contains(same ? "are together in cluster" : "are apart") && Contains("longest step") &&
                         Contains("north"));
  }
  CHECK(together > 0);
  CHECK(apart > 0);
}

TEST_CASE("what is no pair of HDBSCAN is refused") {
  const Crowds desk;
  const auto refusal = [&](const std::string& pair, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"explain", "m.h5", "crowds.csv", "--pair", pair};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return desk.refusal(arguments);
  };
  CHECK_THAT(refusal("3,90"), Contains("--pair: 90 should be in [0, 90), the points of crowds.csv"));
  CHECK_THAT(refusal("-1,3"), Contains("--pair"));
  CHECK_THAT(refusal("3,3"), Contains("--pair: 3 and 3 are one point, should be two"));
  CHECK_THAT(refusal("3"), Contains("--pair"));
  CHECK_THAT(refusal("3,4", {"--top", "2"}), Contains("--pair: --top asks about points one by one"));
  desk.write("other.csv", "east,north\n1,2\n3,4\n");
  CHECK_THAT(desk.refusal({"explain", "m.h5", "other.csv", "--pair", "0,1"}),
             Contains("--pair: other.csv has 2 points, and should be the table of the 90 that m.h5 was fitted on"));
  std::string moved = crowds(5);
  moved.insert(moved.rfind('\n'), "1");
  desk.write("moved.csv", moved);
  CHECK_THAT(desk.refusal({"explain", "m.h5", "moved.csv", "--pair", "0,1"}), Contains("point 89 is another"));
  desk.output({"fit", "crowds.csv", "--clusters", "3", "--out", "k.h5"});
  CHECK_THAT(desk.refusal({"explain", "k.h5", "crowds.csv", "--pair", "0,1"}),
             Contains("--pair: k.h5 is of kind kmeans, and only hdbscan"));
  CHECK_THAT(desk.refusal({"fit", "crowds.csv", "--model", "hdbscan", "--min-cluster-size", "1", "--out", "x.h5"}),
             Contains("min_cluster_size 1 should be at least 2"));
  CHECK_THAT(desk.refusal({"fit", "crowds.csv", "--model", "hdbscan", "--min-samples", "91", "--out", "x.h5"}),
             Contains("min_samples 91 should be"));
  CHECK_THAT(desk.refusal({"fit", "crowds.csv", "--model", "hdbscan", "--min-cluster-size", "80", "--out", "x.h5"}),
             Contains("all are noise"));
}
