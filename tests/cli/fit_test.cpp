#include <neon/clustering/assignment.hpp>
#include <neon/io/csv.hpp>
#include <neon/io/model_file.hpp>

#include "cli/desk.hpp"
#include "support/tolerances.hpp"

using namespace neon;
using Catch::Contains;

TEST_CASE("a fitted model carries scaling, names and the stiffness of the mean top probability") {
  const std::string scale = GENERATE("minmax", "standard", "none"), kind = GENERATE("kmeans", "kernel-kmeans");
  const Desk desk;
  const std::string text = desk.output({"fit", WINE_TABLE, "--label", "class", "--clusters", "4", "--model", kind,
                                        "--scale", scale, "--top-probability", "0.8", "--out", "m.h5"});
  CHECK_THAT(text, Contains("178 points, 13 features") && Contains("cluster 3"));
  const Table table = read_csv(WINE_TABLE, {.label_column = "class"});
  const ClusterModel model = load_model(desk / "m.h5");
  CHECK(neon::kind(model) == kind);
  CHECK(clusters(model) == 4);
  CHECK(load_feature_names(desk / "m.h5") == table.feature_names);
  const Scaling scaling = load_scaling(desk / "m.h5");
  CHECK(scaling.empty() == (scale == "none"));
  Matrix x = table.values;
  scaling.apply(x);
  if (scale == "minmax") CHECK(x.maxCoeff() == Approx(1).epsilon(tolerance::rounding));
  CHECK(mean_top_probability(outlier_scores(model, x), beta(model)) == Approx(0.8).epsilon(tolerance::gradient));
}

TEST_CASE("the same seed fits the same file, another label column leaves other features") {
  const Desk desk;
  desk.output({"fit", WINE_TABLE, "--clusters", "3", "--out", "a.h5", "--seed", "7"});
  desk.output({"fit", WINE_TABLE, "--clusters", "3", "--out", "b.h5", "--seed", "7", "--threads", "1"});
  CHECK(slurp(desk / "a.h5") == slurp(desk / "b.h5"));
  desk.output({"fit", WINE_TABLE, "--clusters", "3", "--out", "c.h5", "--label", "none"});
  CHECK(load_feature_names(desk / "c.h5").back() == "class");
}

TEST_CASE("the stiffness can be given") {
  const Desk desk;
  desk.output({"fit", WINE_TABLE, "--clusters", "3", "--beta", "inf", "--out", "m.h5"});
  CHECK(std::isinf(beta(load_model(desk / "m.h5"))));
}
