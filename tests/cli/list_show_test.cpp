#include <neon/baselines/baselines.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/explain/composite.hpp>

#include "cli/desk.hpp"

using namespace neon;
using Catch::Contains;

namespace {

/// The lines of a list: every other one is a citation.
void has_line(const std::string& text, const std::string& name) {
  INFO(name);
  const std::string lines = "\n" + text;
  const std::size_t at = lines.find("\n" + name + " ");
  REQUIRE(at != std::string::npos);
  const std::string line = lines.substr(at + 1, lines.find('\n', at + 1) - at - 1);
  CHECK(line.size() > name.size() + 10);
  const std::string next = lines.substr(at + 2 + line.size());
  CHECK(next.starts_with("  "));
}

}  // namespace

TEST_CASE("lists name everything there is, each with a description and a citation") {
  const Desk desk;
  const std::string rules = desk.output({"list", "rules"}), models = desk.output({"list", "models"}),
                    composites = desk.output({"list", "composites"}), methods = desk.output({"list", "baselines"}),
                    data = desk.output({"list", "datasets"});
  for (const Rule& rule : rules::all()) has_line(rules, rule.name.substr(0, rule.name.find('=')));
  for (const ModelKind& kind : model_kinds()) has_line(models, kind.name);
  for (const std::string& name : composites::names()) has_line(composites, name);
  for (const Attributor& method : baselines::all()) has_line(methods, method.name);
  for (const std::string name : {"mnist", "20newsgroups"}) has_line(data, name);
}

TEST_CASE("show tells what is in models, relevance files and tables") {
  const Desk desk;
  desk.write("data.csv", flowers);
  desk.output({"fit", "data.csv", "--clusters", "2", "--scale", "standard", "--out", "m.h5"});
  desk.output({"fit", "data.csv", "--clusters", "2", "--model", "kernel-kmeans", "--out", "k.h5"});
  desk.output({"explain", "m.h5", "data.csv", "--out", "r.h5"});
  CHECK_THAT(desk.output({"show", "m.h5"}), Contains("kmeans model: K = 2 clusters, d = 2 features, beta = ") &&
                                                Contains("scales its points first") && Contains("petal, stem") &&
                                                Contains("centroids  float64 [2, 2]"));
  CHECK_THAT(desk.output({"show", "k.h5"}), Contains("gamma = ") && Contains("support vectors"));
  CHECK_THAT(desk.output({"show", "r.h5"}),
             Contains("features of most relevance") && Contains("petal +") && Contains("relevance  float64 [6, 2]"));
  CHECK_THAT(desk.output({"show", "data.csv"}), Contains("2 features") && Contains("labels: kind"));
}

TEST_CASE("help and version") {
  const Desk desk;
  CHECK_THAT(desk.output({"--help"}), Contains("explain") && Contains("fit") && Contains("completion"));
  CHECK_THAT(desk.output({"--version"}), Contains("neon ") && Contains("commit"));
  for (const std::string command : {"fit", "explain", "map", "list", "show", "completion"})
    CHECK_THAT(desk.output({command, "--help"}), Contains("Examples:\n  neon " + command));
}

TEST_CASE("a reader that has seen enough is no error, and what was asked for is on the disk") {
  const Desk desk;
  std::string wide = "a0";
  for (int i = 1; i < 3000; ++i) wide += fmt::format(",a{}", i);
  std::string table = wide + "\n";
  for (int n = 0; n < 4; ++n) {
    for (int i = 0; i < 3000; ++i) table += fmt::format("{}{}", i == 0 ? "" : ",", (i * (n + 1)) % 17);
    table += "\n";
  }
  desk.write("wide.csv", table);
  const auto result = desk.shell(
      "set -o pipefail; $NEON explain wide.csv --clusters 2 --features 0 --out r.h5 | head -1; echo ${PIPESTATUS[0]}; "
      "$NEON show r.h5 | head -1; echo ${PIPESTATUS[0]}; $NEON --help | true; echo ${PIPESTATUS[0]}");
  INFO(result.output);
  CHECK_THAT(result.output, !Contains("rror") && !Contains("erminate") && !Contains("cannot"));
  CHECK_THAT(result.output, Contains("4 points, 3000 features") && Contains("r.h5: HDF5"));
  CHECK_THAT(result.output, Contains("\n0\n"));
  CHECK(desk.entries() == 2);
}
