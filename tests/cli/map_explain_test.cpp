#include <neon/explain/map_brush.hpp>
#include <neon/hdf5/hdf5.hpp>
#include <neon/model_files/model_file.hpp>
#include <neon/tables/table_stream.hpp>

#include <nlohmann/json.hpp>

#include <cmath>

#include "cli/grove.hpp"
#include "support/laws.hpp"

using namespace neon;
using Catch::Contains;

namespace {

/// The grove's map, read back, with the oaks (every third tree from 1) brushed.
struct Mapped : Grove {
  Matrix z, place;
  std::vector<bool> oaks = std::vector<bool>(60, false);
  Labels rows;

  Mapped() {
    map();
    const ResultReader file(*this / "map.h5");
    z = file.matrix("x");
    load_scaling(*this / "map.h5").apply(z);
    place = file.matrix("map");
    for (Index n = 1; n < 60; n += 3) {
      oaks[static_cast<std::size_t>(n)] = true;
      rows.push_back(n);
    }
  }
  /// A line for each point: one of two texts.
  void brush(const std::string& name, const std::string& yes, const std::string& no,
             const std::string& title = "") const {
    std::string text = title;
    for (const bool oak : oaks) text += (oak ? yes : no) + "\n";
    write(name, text);
  }
  nlohmann::json json(std::vector<std::string> more) const {
    more.insert(more.begin(), {"explain", "map.h5", "--json"});
    return nlohmann::json::parse(output(more));
  }
};

/// log( sum_{j in S} exp(-g d_j) / sum_{j not in S} exp(-g d_j) ) and what each feature has of it, pair by pair.
struct SlowOdds {
  double log_odds = 0;
  Eigen::RowVectorXd relevance;

  SlowOdds(const Matrix& z, const std::vector<bool>& brushed, Index self, double g) {
    const auto square = [&](Index j) { return (z.row(self) - z.row(j)).squaredNorm(); };
    double inside = 0, outside = 0;
    for (Index j = 0; j < z.rows(); ++j)
      if (j != self) (brushed[static_cast<std::size_t>(j)] ? inside : outside) += std::exp(-g * square(j));
    log_odds = std::log(inside / outside);
    relevance = Eigen::RowVectorXd::Zero(z.cols());
    for (Index i = 0; i < z.rows(); ++i)
      for (Index j = 0; j < z.rows(); ++j) {
        if (i == self || j == self || !brushed[static_cast<std::size_t>(i)] || brushed[static_cast<std::size_t>(j)])
          continue;
        const double share = std::exp(-g * square(i)) / inside * std::exp(-g * square(j)) / outside;
        relevance += log_odds * share / (square(j) - square(i)) *
                     ((z.row(self) - z.row(j)).cwiseAbs2() - (z.row(self) - z.row(i)).cwiseAbs2());
      }
  }
};

}  // namespace

TEST_CASE("why a map puts points among those brushed: the log-odds of its affinities, to the features, by hand") {
  const Mapped map;
  map.brush("oaks.csv", "1", "0");
  map.output({"explain", "map.h5", "--brush", "oaks.csv", "--out", "r.h5", "--strict"});
  const auto json = map.json({"--brush", "oaks.csv", "--first", "60"});
  const Vector width = ResultReader(map / "map.h5").vector("precision");
  const ResultReader file(map / "r.h5", "relevance");
  CHECK(file.labels("row") == map.rows);
  CHECK(file.flag("check", "check_holds"));
  const Matrix relevance = file.matrix("relevance");
  const Vector logit = file.vector("logit"), probability = file.vector("probability");
  laws::conserves(relevance, logit);
  REQUIRE(json["points"].size() == map.rows.size());
  for (std::size_t k = 0; k < map.rows.size(); ++k) {
    const Index n = map.rows[k], at = static_cast<Index>(k);
    const SlowOdds slow(map.z, map.oaks, n, width(n));
    CHECK(logit(at) == Approx(slow.log_odds).epsilon(tolerance::rounding));
    laws::equal(Eigen::RowVectorXd(relevance.row(at)), slow.relevance, tolerance::amplified);
    const double odds = std::exp(slow.log_odds);
    CHECK(probability(at) == Approx(odds / (1 + odds)).epsilon(tolerance::rounding));
    const auto& point = json["points"][k];
    CHECK(point["point"] == n);
    CHECK(point["evidence"] == Approx(slow.log_odds));
    CHECK(point["precision"] == width(n));
    CHECK(point["map"][0] == map.place(n, 0));
    CHECK(point["x"]["girth"] == map.table.values(n, 1));
    CHECK(point["class"] == "oak");
    const auto nearest = point["nearest_brushed"].get<Index>();
    for (const Index other : map.rows)
      if (other != n)
        CHECK((map.z.row(n) - map.z.row(nearest)).norm() <=
              (map.z.row(n) - map.z.row(other)).norm() + tolerance::rounding);
  }
  CHECK(json["map"]["brushed"] == 20);
  CHECK(json["map"]["points"] == 60);
  CHECK(json["check"]["holds"] == true);
  const auto& brush = json["clusters"][0];
  CHECK(brush["size"] == 20);
  CHECK(brush["mean_relevance"]["girth"] == Approx(relevance.col(1).mean()));
  CHECK(brush["mean_relevance"]["girth"] > brush["mean_relevance"]["height"]);  // which is what makes an oak
}

TEST_CASE("a brush is a file of labels or row numbers, a label of the map, or a box on it") {
  const Mapped map;
  map.brush("01.csv", "1", "0");
  map.brush("truth.csv", "True", "False", "selected\n");
  map.brush("words.csv", "mine", "other");
  std::string numbers = "row\n";
  for (const Index row : map.rows) numbers += std::to_string(row) + "\n";
  map.write("rows.csv", numbers);
  map.output({"explain", "map.h5", "--brush", "01.csv", "--out", "expected.csv"});
  const std::vector<std::vector<std::string>> brushes{{"--brush", "truth.csv", "--first", "1"},
                                                      {"--brush", "words.csv", "--brush-label", "mine"},
                                                      {"--brush", "rows.csv", "--strict"},
                                                      {"--brush-label", "oak", "--threads", "1"}};
  for (const std::vector<std::string>& brush : brushes) {
    std::vector<std::string> command{"explain", "map.h5", "--out", "r.csv", "--force"};
    command.insert(command.end(), brush.begin(), brush.end());
    map.output(command);
    CHECK(slurp(map / "r.csv") == slurp(map / "expected.csv"));
  }
  // A box around the three points farthest to the left.
  std::vector<double> across(map.place.col(0).begin(), map.place.col(0).end());
  std::sort(across.begin(), across.end());
  const auto json = map.json({fmt::format("--box={},{},-1e9,1e9", across[0] - 1, (across[2] + across[3]) / 2)});
  CHECK(json["map"]["brushed"] == 3);
  for (const auto& point : json["points"]) CHECK(map.place(point["point"].get<Index>(), 0) <= across[2]);
}

TEST_CASE("points of a map that are asked for are told, in or out of the brush") {
  const Mapped map;
  const std::string text = map.output({"explain", "map.h5", "--brush-label", "oak", "--rows", "5,4", "--out", "r.csv"});
  CHECK_THAT(text, Contains("Evidence for: why the map puts a point among those brushed, in nats. It is the sum of the "
                            "features' relevance.") &&
                       Contains("2 points explained, 3 features; map.h5: t-SNE map of 60 points, perplexity 7, 20 of "
                                "them brushed (label oak)") &&
                       Contains("\npoint 4  in the brush, class oak") &&
                       Contains("\npoint 5  in the rest, class elm") && Contains("nearest of the brush: point "));
  const Table table = read_csv(map / "r.csv", {.label_column = "cluster"});
  CHECK(table.feature_names[0] == "row");
  CHECK(table.values(0, 0) == 4);
  CHECK(table.values(1, 0) == 5);
  CHECK(*table.labels == Labels{0, 1});
  laws::equal(Vector(table.values.rightCols(3).rowwise().sum()), Vector(table.values.col(2)), tolerance::conservation);
  // The rows of the table, also where the map has some of them.
  map.output({"map", "trees.csv", "--points", "30", "--iterations", "50", "--out", "half.h5"});
  const auto half =
      nlohmann::json::parse(map.output({"explain", "half.h5", "--brush-label", "fir", "--rows", "12", "--json"}));
  CHECK(half["points"][0]["point"] == 12);
  CHECK(half["points"][0]["x"]["height"] == map.table.values(12, 0));
  map.brush("01.csv", "1", "0");  // of all rows
  CHECK_THAT(map.output({"explain", "half.h5", "--brush", "01.csv"}), Contains("10 of them brushed"));
  CHECK_THAT(map.refusal({"explain", "half.h5", "--brush-label", "fir", "--rows", "13"}),
             Contains("--points: row 13 is not on half.h5"));
}

TEST_CASE("points whose neighbours are all equally far have no width: left out and told, or refused by number") {
  const Desk desk;
  std::string text = "a,b\n";
  for (int n = 0; n < 40; ++n) text += fmt::format("{},{}\n", n < 20 ? 1.0 : n, n < 20 ? 2.0 : n * n % 13);
  desk.write("data.csv", text);
  desk.output({"map", "data.csv", "--perplexity", "3", "--iterations", "50", "--out", "map.h5"});
  desk.write("rows.csv", "5\n6\n25\n26\n27\n");
  CHECK_THAT(desk.output({"explain", "map.h5", "--brush", "rows.csv"}),
             Contains("2 brushed points are left out") && Contains("3 points explained"));
  CHECK_THAT(desk.refusal({"explain", "map.h5", "--brush", "rows.csv", "--rows", "5"}),
             Contains("row 5") && Contains("no width"));
}

TEST_CASE("a figure of a brush shows the map, what is brushed and the bars") {
  const Mapped map;
  map.output({"explain", "map.h5", "--brush-label", "oak", "--first", "2", "--plot", "why.svg"});
  CHECK_THAT(slurp(map / "why.svg"),
             Contains("<svg") && Contains("the brush") && Contains("girth") && Contains("brushed points"));
  CHECK(map.entries() == 3);
}

TEST_CASE("brushes that say nothing are refused") {
  const Mapped map;
  map.write("few.csv", "0\n1\n0\n");
  map.write("rows.csv", "3\n77\n");
  map.write("one.csv", "3\n");
  map.write("zeros.csv", [] {
    std::string text;
    for (int n = 0; n < 60; ++n) text += "0\n";
    return text;
  }());
  map.brush("all.csv", "1", "1");
  map.brush("words.csv", "mine", "other");
  const auto refused = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"explain", "map.h5", "--out", "r.h5"});
    return map.refusal(more);
  };
  CHECK_THAT(refused({}), Contains("map.h5 is a map: --brush FILE or --box"));
  CHECK_THAT(refused({"--brush", "none.csv"}), Contains("none.csv") && Contains("no such file"));
  CHECK_THAT(refused({"--brush", "few.csv"}), Contains("--brush: few.csv: 3 entries should be 60 labels"));
  CHECK_THAT(refused({"--brush", "rows.csv"}), Contains("rows.csv: row 77 is not on map.h5, which has 60 points"));
  CHECK_THAT(refused({"--brush", "zeros.csv"}), Contains("--brush: 0 of 60 points") && Contains("at least 2"));
  CHECK_THAT(refused({"--brush", "one.csv"}), Contains("--brush: 1 of 60 points"));
  CHECK_THAT(refused({"--brush", "all.csv"}), Contains("all 60 points of map.h5 are brushed"));
  CHECK_THAT(refused({"--brush", "words.csv"}), Contains("label 'other' should be 0 or 1"));
  CHECK_THAT(refused({"--brush", "words.csv", "--brush-label", "mime"}),
             Contains("no label 'mime'") && Contains("did you mean 'mine'?"));
  CHECK_THAT(refused({"--brush-label", "ash"}), Contains("there is no label 'ash' in map.h5"));
  CHECK_THAT(refused({"--box=900,901,0,1"}),
             Contains("--box: no point lies in [900, 901] x [0, 1]; the map is within ["));
  CHECK_THAT(refused({"--box=1,0,0,1"}), Contains("should be left, right, bottom and top"));
  CHECK_THAT(refused({"--box=1,0,0"}), Contains("--box: 4 values are needed, not 3"));
  CHECK_THAT(refused({"--box=-9,9,-9,9", "--brush", "rows.csv"}), Contains("--box: --brush says already"));
  CHECK_THAT(refused({"--brush-label", "oak", "--rows", "60"}), Contains("--points: row 60 is not on map.h5"));
}

TEST_CASE("what is asked of maps and of models is not asked of the other") {
  const Mapped map;
  map.output({"fit", "trees.csv", "--clusters", "3", "--out", "m.h5"});
  const auto refused = [&](std::vector<std::string> more) {
    more.insert(more.begin(), "explain");
    return map.refusal(more);
  };
  CHECK_THAT(refused({"m.h5", "--brush-label", "oak"}),
             Contains("m.h5 is a model (kmeans), and --brush and --box ask about a map"));
  CHECK_THAT(refused({"trees.csv", "--brush-label", "oak"}),
             Contains("trees.csv is no map") && Contains("neon map trees.csv"));
  CHECK_THAT(refused({"map.h5", "trees.csv"}), Contains("map.h5 is a map, which holds its points"));
  CHECK_THAT(refused({"m.h5", "map.h5"}), Contains("map.h5 is a map, and no table of points"));
  CHECK_THAT(refused({"map.h5", "--brush-label", "oak", "--why-not", "1"}),
             Contains("--why-not: map.h5 is a map, which has no use for it"));
  CHECK_THAT(refused({"map.h5", "--brush-label", "oak", "--counterfactual"}),
             Contains("--counterfactual: map.h5 is a map"));
  CHECK_THAT(refused({"map.h5", "--clusters", "3"}), Contains("--clusters: map.h5 is a map"));
  map.write("damaged.csv", "a,b\n1,2\n");
  CHECK_THAT(refused({"damaged.csv", "--box=0,1,0,1"}), Contains("damaged.csv is no map"));
}
