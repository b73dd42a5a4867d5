#include <neon/clustering/agglomerative.hpp>
#include <neon/clustering/assignment.hpp>
#include <neon/clustering/kernel_density.hpp>
#include <neon/clustering/support_vector_machine.hpp>
#include <neon/model_files/model_file.hpp>
#include <neon/tables/csv.hpp>

#include <nlohmann/json.hpp>

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

TEST_CASE("k nearest neighbours learn the label column, and their explanations hold, and sum to the evidence") {
  const Desk desk;
  desk.output({"fit", WINE_TABLE, "--label", "class", "--model", "knn", "--neighbours", "7", "--scale", "standard",
               "--out", "m.h5"});
  const ClusterModel model = load_model(desk / "m.h5");
  CHECK(neon::kind(model) == "knn");
  CHECK(clusters(model) == 3);
  CHECK(std::isinf(beta(model)));
  CHECK_THAT(desk.output({"explain", "m.h5", WINE_TABLE, "--label", "class", "--strict"}),
             Contains("It is the sum of the features' relevance"));
  CHECK_THAT(desk.refusal({"fit", WINE_TABLE, "--label", "none", "--model", "knn", "--out", "n.h5"}),
             Contains("knn models learn classes, and there is no label column"));
}

TEST_CASE("support vector machines learn the label column, and tell decision values beside what is explained") {
  const std::string kernel = GENERATE("rbf", "linear"), rule = GENERATE("one-vs-one", "one-vs-rest");
  const Desk desk;
  desk.output({"fit", WINE_TABLE, "--label", "class", "--model", "svm", "--kernel", kernel, "--C", "2", "--multiclass",
               rule, "--scale", "standard", "--out", "m.h5"});
  const Table table = read_csv(WINE_TABLE, {.label_column = "class"});
  Matrix x = table.values;
  load_scaling(desk / "m.h5").apply(x);
  const ClusterModel model = load_model(desk / "m.h5");
  const SupportVectorMachine& machine = model.get<SupportVectorMachine>();
  CHECK(machine.predict(x) == assign(outlier_scores(model, x)));
  const std::string told = desk.output({"explain", "m.h5", WINE_TABLE, "--label", "class", "--strict"});
  CHECK_THAT(told, Contains("It is the sum of the features' relevance") && Contains("decision values: 0 against "));
  const auto json = nlohmann::json::parse(desk.output(
      {"explain", "m.h5", WINE_TABLE, "--label", "class", "--json", "--points", "7", "--composite", "hybrid"}));
  const Matrix values = machine.decision_values(x);
  for (Index p = 0; p < 3; ++p)
    CHECK(json["points"][0]["decision_values"][static_cast<std::size_t>(p)]["value"].get<double>() ==
          Approx(values(7, p)).epsilon(tolerance::gradient));
  CHECK_THAT(desk.output({"compare", "m.h5", WINE_TABLE, "--label", "class", "--methods", "neon,SA", "--points", "20"}),
             Contains("NEON"));
}

TEST_CASE("a point that a density was fitted on is told what it owes to its own kernel") {
  const Desk desk;
  desk.output(
      {"fit", WINE_TABLE, "--label", "class", "--model", "kernel-density", "--scale", "minmax", "--out", "m.h5"});
  const ClusterModel model = load_model(desk / "m.h5");
  Matrix x = read_csv(WINE_TABLE, {.label_column = "class"}).values;
  load_scaling(desk / "m.h5").apply(x);
  const double share = model.get<KernelDensity>().own_share(x.row(7))(0);
  const auto json = nlohmann::json::parse(
      desk.output({"explain", "m.h5", WINE_TABLE, "--label", "class", "--json", "--points", "7"}))["points"][0];
  CHECK(share > 0);
  CHECK(json["own_kernel"]["share"].get<double>() == Approx(share).epsilon(tolerance::gradient));
  // An inlier is one less without it.
  CHECK(json["own_kernel"]["evidence_without"].get<double>() < json["evidence"].get<double>());
  CHECK_FALSE(json.contains("decision_values"));
  CHECK_THAT(desk.output({"explain", "m.h5", WINE_TABLE, "--label", "class", "--points", "7"}),
             Contains("was fitted: its own kernel is") && !Contains("decision value"));
}

TEST_CASE("support vector machines refuse settings that make none") {
  const Desk desk;
  const auto refusal = [&](std::vector<std::string> settings) {
    std::vector<std::string> arguments{"fit", WINE_TABLE, "--label", "class", "--model", "svm", "--out", "n.h5"};
    arguments.insert(arguments.end(), settings.begin(), settings.end());
    return desk.refusal(arguments);
  };
  CHECK_THAT(refusal({"--C", "0"}), Contains("C 0 should be positive"));
  CHECK_THAT(refusal({"--kernel-gamma", "-1"}), Contains("gamma -1 should be positive"));
  CHECK_THAT(refusal({"--kernel-gamma", "0"}), Contains("gamma 0 should be positive"));
  CHECK_THAT(refusal({"--kernel-gamma", "wide"}), Contains("kernel-gamma 'wide' should be a number or scale"));
  CHECK_THAT(refusal({"--kernel", "linear", "--kernel-gamma", "1"}), Contains("a linear one has none"));
  CHECK_THAT(refusal({"--kernel", "poly"}), Contains("rbf"));
  desk.write("one.csv", "a,b,class\n1,2,x\n2,3,x\n3,1,x\n");
  CHECK_THAT(desk.refusal({"fit", "one.csv", "--label", "class", "--model", "svm", "--out", "n.h5"}),
             Contains("1 class should be at least 2"));
  CHECK_THAT(desk.refusal({"fit", WINE_TABLE, "--label", "none", "--model", "svm", "--out", "n.h5"}),
             Contains("svm models learn classes, and there is no label column"));
}

TEST_CASE("the stiffness can be given") {
  const Desk desk;
  desk.output({"fit", WINE_TABLE, "--clusters", "3", "--beta", "inf", "--out", "m.h5"});
  CHECK(std::isinf(beta(load_model(desk / "m.h5"))));
}

TEST_CASE(
    "the points that a tree was fitted on keep its clusters: told by fit, told by explain, in files, as members") {
  const std::string linkage = GENERATE("single", "complete", "average", "average-squared", "ward");
  CAPTURE(linkage);
  const Desk desk;
  const std::vector<std::string> options{"--model", "agglomerative", "--linkage", linkage,   "--clusters",
                                         "3",       "--scale",       "minmax",    "--label", "class"};
  const auto with = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), options.begin(), options.end());
    return arguments;
  };
  const Table table = read_csv(WINE_TABLE, {.label_column = "class"});
  Matrix x = table.values;
  minmax_scaling(x).apply(x);
  const AgglomerativeFit tree = fit_agglomerative(x, 3, {.linkage = linkage_named(linkage)});
  const Labels by_rule = assign(tree.model.outlier_scores(x));
  Labels sizes(3, 0);
  Index differ = 0;
  for (std::size_t n = 0; n < by_rule.size(); ++n) {
    ++sizes[static_cast<std::size_t>(tree.labels[n])];
    differ += by_rule[n] != tree.labels[n] ? 1 : 0;
  }
  const std::string told = fmt::format("For {} of 178 points the rule for new points says another cluster", differ);

  const std::string fitted = desk.output(with({"fit", WINE_TABLE, "--out", "m.h5"}));
  for (std::size_t k = 0; k < 3; ++k)
    CHECK_THAT(fitted, Contains(fmt::format("cluster {:<3}  {:>8} points", k, sizes[k])));
  CHECK((fitted.find(told) != std::string::npos) == (differ > 0));

  desk.output(with({"explain", WINE_TABLE, "--out", "here.csv"}));
  desk.output({"explain", "m.h5", WINE_TABLE, "--out", "loaded.csv", "--label", "class"});
  desk.output({"explain", "m.h5", WINE_TABLE, "--out", "against.csv", "--label", "class", "--why-not", "1"});
  for (const char* name : {"here.csv", "loaded.csv", "against.csv"}) {
    const Table result = read_csv(desk / name, {.label_column = "cluster"});
    CHECK(result.labels == tree.labels);
  }
  const auto json = nlohmann::json::parse(desk.output({"explain", "m.h5", WINE_TABLE, "--label", "class", "--json"}));
  for (std::size_t k = 0; k < 3; ++k) CHECK(json["clusters"][k]["size"] == sizes[k]);
  CHECK(json.value("rule_for_new_points_differs", 0) == differ);
  const std::string tables = desk.output({"explain", "m.h5", WINE_TABLE, "--label", "class"});
  CHECK((tables.find(told) != std::string::npos) == (differ > 0));
}
