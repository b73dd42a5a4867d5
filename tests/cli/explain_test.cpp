#include <neon/clustering/assignment.hpp>
#include <neon/clustering/models.hpp>
#include <neon/explain/explainer.hpp>
#include <neon/hdf5/hdf5.hpp>
#include <neon/model_files/model_file.hpp>
#include <neon/tables/table_stream.hpp>

#include <nlohmann/json.hpp>

#include "cli/desk.hpp"
#include "support/laws.hpp"

using namespace neon;
using Catch::Contains;

namespace {

/// The wine table, a model fitted to it by the program, and what the library says of them.
struct Wines : Desk {
  Table table = read_csv(WINE_TABLE, {.label_column = "class"});
  ClusterModel model = KMeans{};
  Matrix scaled = table.values;
  AssignedExplanation expected;

  explicit Wines(const std::string& kind = "kmeans", const std::string& composite = "paper-v2") {
    output({"fit", WINE_TABLE, "--clusters", "3", "--model", kind, "--scale", "minmax", "--out", "m.h5"});
    model = load_model(*this / "m.h5");
    load_scaling(*this / "m.h5").apply(scaled);
    expected = Explainer(model, {composites::find(composite)})(scaled);
  }
};

}  // namespace

TEST_CASE("the newcomer's command: one file, one number") {
  const Desk desk;
  desk.write("data.csv", flowers);
  const std::string text = desk.output({"explain", "data.csv", "--clusters", "2"});
  CHECK_THAT(text, Contains("6 points, 2 features") && Contains("cluster 0") && Contains("cluster 1  3 points") &&
                       Contains("point 0  in cluster") && Contains("petal") && Contains("█"));
  CHECK_THAT(text, !Contains("\x1b"));
  CHECK(desk.entries() == 1);
}

TEST_CASE("explanations on file are the library's, in every format, for every kind of model") {
  const std::string kind = GENERATE("kmeans", "kernel-kmeans", "spherical-kmeans", "gaussian-mixture", "agglomerative");
  const Wines wines(kind);
  wines.output({"explain", "m.h5", WINE_TABLE, "--out", "r.h5", "--competitors"});
  wines.output({"explain", "m.h5", WINE_TABLE, "--out", "r.csv"});
  wines.output({"explain", "m.h5", WINE_TABLE, "--out", "r.npy"});

  const ResultReader file(wines / "r.h5", "relevance");
  laws::equal(file.matrix("relevance"), wines.expected.why.relevance, tolerance::amplified);
  laws::equal(file.vector("logit"), wines.expected.why.logit);
  laws::equal(file.vector("probability"), membership_probability(wines.expected.why.logit, beta(wines.model)));
  CHECK(file.labels("cluster") == wines.expected.cluster);
  CHECK(file.strings("feature_names") == wines.table.feature_names);
  CHECK(file.text("", "model_kind") == kind);
  Matrix sum = Matrix::Zero(178, 13);
  for (const std::string k : {"0", "1", "2"}) sum += file.matrix("by_competitor/" + k);
  laws::equal(sum, wines.expected.why.relevance, tolerance::amplified);

  // Without --competitors another computation, of the same numbers.
  CHECK(read_table(wines / "r.npy").values.rows() == 178);
  laws::equal(read_table(wines / "r.npy").values, wines.expected.why.relevance, tolerance::amplified);
  const Table text = read_csv(wines / "r.csv", {.label_column = "cluster"});
  CHECK(*text.labels == wines.expected.cluster);
  CHECK(text.feature_names[1] == "probability");
  CHECK(text.values.rightCols(13) == read_table(wines / "r.npy").values);
  CHECK(Matrix(text.values.col(0)) == Matrix(wines.expected.why.logit));
}

TEST_CASE("the numbers do not depend on the threads, and every row comes once, whatever the block") {
  const Desk desk;
  std::string text = "a,b\n";
  for (int n = 0; n < 10000; ++n) text += fmt::format("{},{}\n", n % 97, (n * 31) % 89);
  desk.write("many.csv", text);
  desk.write("centroids.csv", "a,b\n10,10\n80,20\n40,70\n");
  desk.output({"explain", "centroids.csv", "many.csv", "--beta", "0.01", "--out", "one.npy", "--threads", "1"});
  desk.output({"explain", "centroids.csv", "many.csv", "--beta", "0.01", "--out", "two.npy", "--threads", "2"});
  CHECK(slurp(desk / "one.npy") == slurp(desk / "two.npy"));
  KMeans model{read_csv(desk / "centroids.csv").values, Vector::Zero(3), 0.01};
  const Explanation expected = Explainer(model)(read_csv(desk / "many.csv").values).why;
  laws::equal(read_table(desk / "one.npy").values, expected.relevance, tolerance::amplified);
}

TEST_CASE("why this cluster, and why not that one") {
  const Wines wines;
  wines.output({"explain", "m.h5", WINE_TABLE, "--cluster", "1", "--out", "c.h5"});
  wines.output({"explain", "m.h5", WINE_TABLE, "--why-not", "2", "--out", "n.h5"});
  const Labels one(178, 1);
  const Explainer explainer(wines.model);
  CHECK(ResultReader(wines / "c.h5").labels("explained") == one);
  laws::equal(ResultReader(wines / "c.h5").matrix("relevance"), explainer(wines.scaled, one).relevance,
              tolerance::amplified);
  laws::equal(ResultReader(wines / "n.h5").matrix("relevance"),
              explainer.against(2, wines.scaled, wines.expected.cluster).relevance, tolerance::amplified);
}

TEST_CASE("composites and bounds arrive") {
  const Wines wines("kmeans", "paper-v1");
  wines.output({"explain", "m.h5", WINE_TABLE, "--composite", "paper-v1", "--bounds", "0,1", "--out", "r.npy"});
  laws::equal(read_table(wines / "r.npy").values, wines.expected.why.relevance, tolerance::amplified);
  wines.output({"explain", "m.h5", WINE_TABLE, "--composite", "zB", "--bounds=-1,2", "--out", "b.npy"});
  laws::equal(read_table(wines / "b.npy").values,
              Explainer(wines.model, {composites::find("zB", -1, 2)})(wines.scaled).why.relevance,
              tolerance::amplified);
}

TEST_CASE("JSON holds what the tables hold") {
  const Wines wines;
  const auto json = nlohmann::json::parse(wines.output({"explain", "m.h5", WINE_TABLE, "--json", "--points", "17,3"}));
  REQUIRE(json["points"].size() == 2);
  CHECK(json["points"][0]["point"] == 3);
  const auto& point = json["points"][1];
  CHECK(point["cluster"] == wines.expected.cluster[17]);
  CHECK(point["evidence"] == Approx(wines.expected.why.logit(17)));
  CHECK(point["relevance"]["proline"] == Approx(wines.expected.why.relevance(17, 12)).margin(tolerance::rounding));
  CHECK(point["x"]["proline"] == wines.table.values(17, 12));
  Index points = 0;
  for (const auto& cluster : json["clusters"]) points += cluster["size"].get<Index>();
  CHECK(points == 178);

  const auto top = nlohmann::json::parse(wines.output({"explain", "m.h5", WINE_TABLE, "--json", "--top", "1"}));
  REQUIRE(top["points"].size() == 3);
  for (const auto& best : top["points"])
    for (std::size_t n = 0; n < 178; ++n)
      if (wines.expected.cluster[n] == best["cluster"].get<Index>())
        CHECK(best["evidence"].get<double>() >= wines.expected.why.logit(static_cast<Index>(n)) - tolerance::rounding);
}

TEST_CASE("columns in another order are put in order, with a notice") {
  const Desk desk;
  desk.write("data.csv", flowers);
  desk.write("turned.csv", "stem,petal\n5,1\n5.1,4\n");
  desk.output({"fit", "data.csv", "--clusters", "2", "--out", "m.h5"});
  const auto json = desk.shell("$NEON explain m.h5 turned.csv --json 2>notice");
  CHECK(nlohmann::json::parse(json.output)["points"][1]["x"]["petal"] == 4.0);
  CHECK_THAT(slurp(desk / "notice"), Contains("put in the order of m.h5"));
}

TEST_CASE("points come from standard input too, for a model and for a fit") {
  const Desk desk;
  desk.write("data.csv", flowers);
  desk.output({"fit", "data.csv", "--clusters", "2", "--out", "m.h5"});
  CHECK(desk.shell("$NEON explain m.h5 - --json < data.csv | grep -c '\"point\"'").output == "5\n");
  CHECK(desk.shell("$NEON explain - --clusters 2 --json --first 6 < data.csv | grep -c '\"point\"'").output == "6\n");
}

TEST_CASE("a figure is drawn") {
  const Desk desk;
  desk.write("data.csv", flowers);
  desk.output({"explain", "data.csv", "--clusters", "2", "--plot", "why.png"});
  CHECK(slurp(desk / "why.png").starts_with("\x89PNG"));
  CHECK(desk.entries() == 2);
}

TEST_CASE("the flag --force replaces, and only --force") {
  const Desk desk;
  desk.write("data.csv", flowers);
  desk.write("r.csv", "mine");
  CHECK_THAT(desk.refusal({"explain", "data.csv", "--clusters", "2", "--out", "r.csv"}),
             Contains("r.csv: exists already") && Contains("--force"));
  CHECK(slurp(desk / "r.csv") == "mine");
  desk.output({"explain", "data.csv", "--clusters", "2", "--out", "r.csv", "--force"});
  CHECK_THAT(slurp(desk / "r.csv"), Contains("cluster,logit,probability,petal,stem"));
}
