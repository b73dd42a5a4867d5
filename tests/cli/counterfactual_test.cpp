#include <neon/clustering/assignment.hpp>
#include <neon/clustering/dbscan.hpp>
#include <neon/clustering/model.hpp>
#include <neon/model_files/model_file.hpp>

#include <nlohmann/json.hpp>

#include "cli/desk.hpp"
#include "support/tolerances.hpp"

using namespace neon;
using Catch::Contains;

namespace {

Eigen::RowVectorXd point_of(const nlohmann::json& by_feature, const std::vector<std::string>& names) {
  Eigen::RowVectorXd x(static_cast<Index>(names.size()));
  for (std::size_t i = 0; i < names.size(); ++i) x[static_cast<Index>(i)] = by_feature.at(names[i]);
  return x;
}

}  // namespace

TEST_CASE("a counterfactual lies on the boundary of the cluster that it says, and fixed features stay") {
  const Desk desk;
  const std::string kind = GENERATE("kmeans", "kernel-kmeans", "gaussian-mixture");
  desk.output({"fit", WINE_TABLE, "--clusters", "3", "--scale", "standard", "--model", kind, "--out", "m.h5"});
  const auto json = nlohmann::json::parse(desk.output(
      {"explain", "m.h5", WINE_TABLE, "--points", "3,70,150", "--counterfactual", "--fixed", "alcohol,2", "--json"}));
  const std::vector<std::string> names = json.at("features");
  const ClusterModel model = load_model(desk / "m.h5");
  const Scaling scaling = load_scaling(desk / "m.h5");
  REQUIRE(json.at("points").size() == 3);
  for (const auto& point : json.at("points")) {
    const auto& change = point.at("counterfactual");
    REQUIRE(change.at("found"));
    CHECK(change.at("cluster") != point.at("cluster"));
    const Eigen::RowVectorXd x = point_of(point.at("x"), names), there = point_of(change.at("x"), names);
    CHECK(there[0] == x[0]);
    CHECK(there[2] == x[2]);
    CHECK(there != x);
    Matrix z = there;
    scaling.apply(z);
    const Matrix outlier = outlier_scores(model, z);
    const Index from = point.at("cluster"), to = change.at("cluster");
    const double scale = 1 + outlier.cwiseAbs().maxCoeff();
    CHECK(std::abs(outlier(0, from) - outlier(0, to)) <= tolerance::oracle * scale);
    CHECK(outlier.row(0).minCoeff() >= std::min(outlier(0, from), outlier(0, to)) - tolerance::oracle * scale);
  }
}

TEST_CASE("counterfactuals are told in words, also for a cluster that was asked for") {
  const Desk desk;
  desk.write("data.csv", flowers);
  desk.output({"fit", "data.csv", "--clusters", "2", "--out", "m.h5"});
  const std::string text =
      desk.output({"explain", "m.h5", "data.csv", "--points", "0,3", "--counterfactual", "--to", "1"});
  CHECK_THAT(text, Contains("counterfactual: cluster 1 at distance ") && Contains("petal ") && Contains(" -> "));
  CHECK_THAT(desk.refusal({"explain", "m.h5", "data.csv", "--to", "1"}), Contains("--counterfactual"));
  CHECK_THAT(desk.refusal({"explain", "m.h5", "data.csv", "--counterfactual", "--to", "2"}), Contains("[0, 2)"));
  CHECK_THAT(desk.refusal({"explain", "m.h5", "data.csv", "--counterfactual", "--fixed", "petals"}),
             Contains("there is no feature 'petals'") && Contains("did you mean 'petal'"));
  CHECK_THAT(desk.refusal({"explain", "m.h5", "data.csv", "--counterfactual", "--fixed", "petal,stem"}),
             Contains("2 of 2 features are fixed"));
}

TEST_CASE(
    "counterfactuals of DBSCAN are on the boundary to 1e-9, with noise as any cluster, and say what is certified") {
  const Desk desk;
  desk.output({"fit", WINE_TABLE, "--model", "dbscan", "--scale", "standard", "--eps", "2.2", "--out", "m.h5"});
  const ClusterModel model = load_model(desk / "m.h5");
  const Scaling scaling = load_scaling(desk / "m.h5");
  const double radius2 = model.get<Dbscan>().squared_radius;
  const Index noise = model.get<Dbscan>().noise();
  Index certified = 0, none = 0;
  for (const std::string to : {"", "noise", "0"})
    for (const std::string fixed : {"", "alcohol,2", "0,1,2,3,4,5,6,7,8,9,10"}) {
      std::vector<std::string> command{"explain", "m.h5", WINE_TABLE, "--first", "60", "--json", "--counterfactual"};
      if (!to.empty()) command.insert(command.end(), {"--to", to});
      if (!fixed.empty()) command.insert(command.end(), {"--fixed", fixed});
      const auto json = nlohmann::json::parse(desk.output(command));
      const std::vector<std::string> names = json.at("features");
      for (const auto& point : json.at("points")) {
        const auto& change = point.at("counterfactual");
        const Eigen::RowVectorXd x = point_of(point.at("x"), names), there = point_of(change.at("x"), names);
        const Index own = point.at("cluster"), reached = change.at("cluster");
        if (!change.at("found")) {
          CHECK(there == x);
          none += change.at("certified").get<bool>() ? 1 : 0;
          continue;
        }
        if (!to.empty()) CHECK(reached == (to == "noise" ? noise : 0));
        if (to.empty()) CHECK(reached != own);
        if (!fixed.empty()) CHECK((there[0] == x[0] && there[2] == x[2]));
        if (reached == own) continue;  // where it was asked to be
        Matrix z = there;
        scaling.apply(z);
        const Matrix f = logits(outlier_scores(model, z), infinity);
        CHECK(std::abs(f(0, reached)) <= tolerance::feasible * radius2);
        for (Index c = 0; c < clusters(model); ++c)
          if (c != reached) CHECK(f(0, c) <= tolerance::feasible * radius2);
        certified += change.at("certified").get<bool>() ? 1 : 0;
      }
    }
  CHECK(certified > 60);
  CHECK(none > 0);
  const std::string text =
      desk.output({"explain", "m.h5", WINE_TABLE, "--first", "60", "--counterfactual", "--to", "noise"});
  CHECK_THAT(text, Contains("counterfactual: noise at distance ") && Contains(" (none is nearer): "));
  CHECK_THAT(desk.refusal({"explain", "m.h5", WINE_TABLE, "--counterfactual", "--to", "core"}),
             Contains("--to: core: m.h5 keeps its core points"));
}
