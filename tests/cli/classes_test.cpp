#include <neon/hdf5/hdf5.hpp>
#include <neon/metrics/clustering_quality.hpp>
#include <neon/tables/csv.hpp>

#include <nlohmann/json.hpp>

#include "cli/desk.hpp"
#include "support/tolerances.hpp"

using namespace neon;
using Catch::Contains;
using Json = nlohmann::json;

namespace {

/// A tulip as short as a rose, in the middle of them.
const std::string with_an_odd_one =
    "petal,stem,kind\n1,5,rose\n1.05,5,tulip\n1.1,5.2,rose\n0.9,4.9,rose\n4,5.1,tulip\n";

/// Points near 0 and near 10, with these labels.
std::string points_of(const std::vector<std::string>& labels) {
  std::string text = "a,b,class\n";
  for (std::size_t n = 0; n < labels.size(); ++n)
    text += fmt::format("{},{},{}\n", n % 3 == 0 ? 10 : 0, n % 5, labels[n]);
  return text;
}

/// The class that most points of a cluster have, of several the one that appeared first: point by point.
Index usual_class(const Labels& cluster, const Labels& label, Index k) {
  Index best = -1, most = 0;
  for (std::size_t n = 0; n < label.size(); ++n) {
    Index count = 0;
    for (std::size_t m = 0; m < label.size(); ++m) count += cluster[m] == k && label[m] == label[n] ? 1 : 0;
    if (count > most) best = label[n];
    most = std::max(most, count);
  }
  return best;
}

}  // namespace

TEST_CASE("clusters, points and a closing line say how clusters and classes relate") {
  const Desk desk;
  desk.write("data.csv", with_an_odd_one);
  const std::string text = desk.output({"explain", "data.csv", "--clusters", "2", "--seed", "1"});
  CHECK_THAT(text, Contains("  4 points, 3 of class rose, mean evidence ") &&
                       Contains("  1 points, all of class tulip, mean evidence ") &&
                       Contains("\nClasses in column 'kind': purity 0.800, NMI ") &&
                       Contains("; 1 odd point, not of its cluster's most frequent class (shown by --odd)\n"));
  CHECK_THAT(text, Contains("class tulip (odd: 3 of 4 there are rose), evidence ") &&
                       Contains(", class rose, evidence ") && Contains(", class tulip, evidence "));

  CHECK_THAT(desk.output({"fit", "data.csv", "--clusters", "2", "--out", "m.h5"}),
             Contains(" 4 points, 3 of class rose     █") && Contains(" 1 points, all of class tulip  █") &&
                 Contains("Classes in column 'kind': purity 0.800") && Contains("(shown by neon explain --odd)\n"));
  const std::string odd = desk.output({"explain", "m.h5", "data.csv", "--odd"});
  CHECK_THAT(odd, Contains("\npoint 1  in cluster ") && !Contains("\npoint 0") && !Contains("shown"));
  CHECK_THAT(desk.output({"explain", "m.h5", "data.csv", "--odd", "--first", "0"}),
             Contains("most frequent class (0 shown, more by --first)\n") && !Contains("\npoint"));

  desk.write("pure.csv", flowers);
  CHECK_THAT(desk.output({"explain", "m.h5", "pure.csv", "--odd"}),
             Contains("purity 1.000, NMI 1.000; every point is of its cluster's most frequent class\n") &&
                 !Contains("\npoint "));
}

TEST_CASE("without a label column there is no word of classes") {
  const Desk desk;
  desk.write("data.csv", "petal,stem\n1,5\n1.1,5.2\n4,5.1\n");
  for (const std::string flag : {"--first", "--json"}) {
    auto command = std::vector<std::string>{"explain", "data.csv", "--clusters", "2", flag};
    if (flag == "--first") command.emplace_back("3");
    CHECK_THAT(desk.output(command), !Contains("class") && !Contains("odd") && !Contains("label"));
  }
  CHECK_THAT(desk.output({"fit", "data.csv", "--clusters", "2", "--out", "m.h5"}), !Contains("lass"));
  desk.output({"explain", "m.h5", "data.csv", "--out", "r.h5"});
  const ResultReader file(desk / "r.h5");
  CHECK_FALSE(file.has("label"));
  CHECK_FALSE(file.has_attribute("", "purity"));
}

TEST_CASE("counts, purity, mutual information and odd points are those of the labels, in JSON and HDF5") {
  const Desk desk;
  const bool fitted_before = GENERATE(true, false);
  std::vector<std::string> command{"explain"};
  if (fitted_before) {
    desk.output({"fit", WINE_TABLE, "--clusters", "3", "--scale", "minmax", "--out", "m.h5"});
    command.insert(command.end(), {"m.h5", WINE_TABLE});
  } else {
    command.insert(command.end(), {WINE_TABLE, "--clusters", "3", "--scale", "minmax"});
  }
  command.insert(command.end(), {"--json", "--odd", "--first", "178", "--out", "r.h5"});
  const Json json = Json::parse(desk.shell([&] {
                                      std::string line = "$NEON";
                                      for (const std::string& word : command) line += " '" + word + "'";
                                      return line + " 2>notice";
                                    }())
                                    .output);
  const ResultReader file(desk / "r.h5");
  const Labels label = *read_csv(WINE_TABLE, {.label_column = "class"}).labels, cluster = file.labels("cluster");
  CHECK(file.labels("label") == label);
  CHECK_FALSE(file.has("label_names"));
  CHECK(file.text("", "label_column") == "class");
  CHECK(file.number("", "purity") == Approx(purity(cluster, label)).epsilon(tolerance::rounding));
  CHECK(file.number("", "nmi") == Approx(normalised_mutual_information(cluster, label)).epsilon(tolerance::rounding));
  CHECK(json["classes"]["column"] == "class");
  CHECK(json["classes"]["purity"] == file.number("", "purity"));
  CHECK(json["classes"]["nmi"] == file.number("", "nmi"));

  const Contingency counts = contingency(cluster, label);
  for (Index k = 0; k < 3; ++k) {
    const Json& told = json["clusters"][static_cast<std::size_t>(k)];
    const auto its = told["class"].get<Index>();
    CHECK(its == usual_class(cluster, label, k));
    CHECK(told["of_class"] == counts(k, its));
    CHECK(told["classes"][0] == Json{{"class", its}, {"points", counts(k, its)}});
    Index points = 0;
    for (const Json& part : told["classes"]) {
      CHECK(part["points"] == counts(k, part["class"].get<Index>()));
      points += part["points"].get<Index>();
    }
    CHECK(points == told["size"]);
  }
  std::vector<Index> odd, shown;
  for (std::size_t n = 0; n < label.size(); ++n)
    if (label[n] != usual_class(cluster, label, cluster[n])) odd.push_back(static_cast<Index>(n));
  REQUIRE(odd.size() > 3);
  for (const Json& point : json["points"]) {
    shown.push_back(point["point"].get<Index>());
    CHECK(point["class"] == label[point["point"].get<std::size_t>()]);
    CHECK(point["odd"] == true);
  }
  CHECK(shown == odd);
  CHECK(json["classes"]["odd_points"] == odd.size());
}

TEST_CASE("the first odd points are found, whichever class prevails in the end") {
  const Desk desk;
  const Index n = GENERATE(1, 2, 4);
  const std::vector<int> phases = GENERATE(std::vector<int>{3, 40, 0}, std::vector<int>{20, 5, 60},
                                           std::vector<int>{7, 7, 7}, std::vector<int>{0, 50, 50});
  std::vector<std::string> labels;
  for (int i = 0; i < phases[0]; ++i) labels.emplace_back(i % 4 == 1 ? "b" : "a");
  for (int i = 0; i < phases[1]; ++i) labels.emplace_back(i % 7 == 3 ? "c" : "b");
  for (int i = 0; i < phases[2]; ++i) labels.emplace_back(i % 9 == 5 ? "a" : "c");
  desk.write("data.csv", points_of(labels));
  desk.write("centroids.csv", "a,b\n0,2\n10,2\n");
  const auto result = desk.shell(fmt::format(
      "$NEON explain centroids.csv data.csv --beta 1 --odd --first {} --json --out r.h5 --force 2>notice", n));
  const ResultReader file(desk / "r.h5");
  const Labels label = file.labels("label"), cluster = file.labels("cluster");
  const std::vector<std::string> names = file.strings("label_names");
  std::vector<Index> odd, shown;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    REQUIRE(names.at(static_cast<std::size_t>(label[i])) == labels[i]);
    if (static_cast<Index>(odd.size()) < n && label[i] != usual_class(cluster, label, cluster[i]))
      odd.push_back(static_cast<Index>(i));
  }
  const Json json = Json::parse(result.output);
  for (const Json& point : json["points"]) {
    shown.push_back(point["point"].get<Index>());
    CHECK(point["class"] == labels[point["point"].get<std::size_t>()]);
  }
  CHECK(shown == odd);
}

TEST_CASE("more than a thousand labels are no classes") {
  const Desk desk;
  const std::string name = GENERATE("row", "");  // texts, or integers
  const int classes = GENERATE(1000, 1001, 3000), rows = 2 * classes;
  std::vector<std::string> labels;
  for (int n = 0; n < rows; ++n) labels.push_back(fmt::format("{}{}", name, 3 * (n / 2)));
  desk.write("data.csv", points_of(labels));
  desk.write("centroids.csv", "a,b\n0,2\n10,2\n");
  const std::string text = desk.output({"explain", "centroids.csv", "data.csv", "--out", "r.h5"});
  const ResultReader file(desk / "r.h5");
  CHECK(file.labels("label").size() == labels.size());
  if (name.empty()) CHECK(file.labels("label")[1999] == 2997);
  if (!name.empty()) CHECK(file.strings("label_names").size() == static_cast<std::size_t>(std::min(classes, 1001)));
  if (classes == 1000) {
    CHECK_THAT(text, Contains(" of class " + name) && Contains(" odd points"));
    return;
  }
  CHECK_THAT(text, Contains("Classes: none told, there are more than 1000 different labels in column 'class'\n") &&
                       !Contains("of class") && !Contains("odd"));
  if (!name.empty()) CHECK(file.strings("label_names").back() == "(others)");
  CHECK_FALSE(file.has_attribute("", "purity"));
  const Json json = Json::parse(desk.output({"explain", "centroids.csv", "data.csv", "--json"}));
  CHECK(json["classes"] == Json{{"column", "class"}, {"more_than", 1000}});
  CHECK_FALSE(json["points"][0].contains("class"));
  CHECK_THAT(desk.refusal({"explain", "centroids.csv", "data.csv", "--odd", "--out", "o.h5"}),
             Contains("--odd: more than 1000 different labels are no classes"));
  CHECK_THAT(desk.output({"fit", "data.csv", "--clusters", "2", "--out", "m.h5"}), Contains("Classes: none told"));
}

TEST_CASE("tables of relevance keep to what reads back: the classes stay in the data") {
  const Desk desk;
  desk.write("data.csv", with_an_odd_one);
  desk.output({"explain", "data.csv", "--clusters", "2", "--out", "r.csv"});
  CHECK_THAT(slurp(desk / "r.csv"), Catch::StartsWith("cluster,logit,probability,petal,stem\n"));
}

TEST_CASE("labels that would upset a terminal are tamed, in the tables only") {
  const Desk desk;
  desk.write("data.csv", "x,class\n1,\"a\x1b[31mb\"\n1.1,\"a\x1b[31mb\"\n5," + std::string(60, 'y') + "\n");
  const std::string text = desk.output({"explain", "data.csv", "--clusters", "2"});
  CHECK_THAT(text, Contains("2 of class a?[31mb") || Contains("all of class a?[31mb"));
  CHECK_THAT(text, !Contains("\x1b") && Contains("yyyy…") && !Contains(std::string(40, 'y')));
  CHECK(Json::parse(desk.output({"explain", "data.csv", "--clusters", "2", "--json"}))["points"][2]["class"] ==
        std::string(60, 'y'));
}

TEST_CASE("odd points are refused where there are no classes, or other points were chosen") {
  const Desk desk;
  desk.write("data.csv", flowers);
  desk.write("plain.csv", "petal,stem\n1,5\n1.1,5.2\n4,5.1\n");
  const auto refused = [&](const std::string& data, std::vector<std::string> more) {
    more.insert(more.begin(), {"explain", data, "--clusters", "2", "--odd", "--out", "r.h5"});
    return desk.refusal(more);
  };
  CHECK_THAT(refused("plain.csv", {}), Contains("--odd: plain.csv has no label column") && Contains("--label COLUMN"));
  CHECK_THAT(refused("plain.csv", {"--label", "kind"}), Contains("no label column 'kind'"));
  CHECK_THAT(refused("data.csv", {"--top", "2"}), Contains("--odd: --points and --top show other points"));
  CHECK_THAT(refused("data.csv", {"--points", "2"}), Contains("--odd: --points and --top show other points"));
}
