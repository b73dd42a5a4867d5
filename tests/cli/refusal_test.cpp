#include "cli/desk.hpp"

using namespace neon;
using Catch::Contains;

namespace {

struct Bench : Desk {
  Bench() {
    write("data.csv", flowers);
    output({"fit", "data.csv", "--clusters", "2", "--out", "m.h5"});
  }
  /// Explains a table of these bytes.
  std::string told(const std::string& bytes, std::vector<std::string> more = {}) const {
    write("bad.csv", bytes);
    more.insert(more.begin(), {"explain", "m.h5", "bad.csv", "--out", "r.h5"});
    return refusal(more);
  }
};

}  // namespace

TEST_CASE("data that do not fit the model are refused, columns by name") {
  const Bench bench;
  CHECK_THAT(bench.told("petal,stem,leaf\n1,2,3\n"),
             Contains("bad.csv: 3 features should be 2, those of m.h5") && Contains("'leaf'"));
  CHECK_THAT(bench.told("petal\n1\n"), Contains("1 features should be 2") && Contains("missing: 'stem'"));
  CHECK_THAT(bench.told("petel,stem\n1,2\n"), Contains("unknown to the model: 'petel'; did you mean 'petal'?"));
  CHECK_THAT(bench.told("petal,stem\n1,nan\n"), Contains("bad.csv:2: column 2: 'nan'"));
  CHECK_THAT(bench.told("petal,stem\n1,oak\n2,elm\n"), Contains("bad.csv"));
  CHECK_THAT(bench.told("petal,stem\n"), Contains("bad.csv") && Contains("no rows"));
  CHECK_THAT(bench.told(""), Contains("bad.csv"));
  CHECK_THAT(bench.told("petal,stem\n1,2\n3\n"), Contains("bad.csv:3: expected 2 columns, found 1"));
}

TEST_CASE("bad cells are found in the middle of a stream, and nothing is left behind") {
  const Bench bench;
  std::string text = "petal,stem\n";
  for (int n = 0; n < 9000; ++n) text += n == 8765 ? "1,inf\n" : "1,2\n";
  CHECK_THAT(bench.told(text), Contains("bad.csv:8767: column 2: 'inf'"));
}

TEST_CASE("labels that are no integers, and label columns that are none") {
  const Bench bench;
  CHECK_THAT(bench.told("petal,stem,kind\n1,2,1.5\n", {"--label", "kind"}), Contains("bad.csv") && Contains("1.5"));
  CHECK_THAT(bench.told("petal,stem\n1,2\n", {"--label", "colour"}), Contains("colour"));
}

TEST_CASE("names that nobody knows get the nearest one that somebody does") {
  const Bench bench;
  const auto data = std::vector<std::string>{"explain", "m.h5", "data.csv", "--composite"};
  const auto composite = [&](const std::string& name) {
    auto arguments = data;
    arguments.push_back(name);
    return bench.refusal(arguments);
  };
  CHECK_THAT(composite("paper-v3"), Contains("did you mean 'paper-v1'?"));
  CHECK_THAT(composite("midpiont"), Contains("did you mean 'midpoint'?"));
  CHECK_THAT(composite("detection=gama"), Contains("did you mean 'gamma'?"));
  CHECK_THAT(bench.refusal({"fit", "data.csv", "--clusters", "2", "--model", "kmean", "--out", "n.h5"}),
             Contains("did you mean 'kmeans'?"));
  CHECK_THAT(bench.refusal({"list", "rule"}), Contains("did you mean 'rules'?"));
  CHECK_THAT(bench.refusal({"explian"}), Contains("did you mean 'explain'?"));
  CHECK_THAT(bench.refusal({"completion", "fish"}), Contains("bash or zsh"));
}

TEST_CASE("numbers out of range") {
  const Bench bench;
  const auto explain = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"explain", "m.h5", "data.csv", "--out", "r.h5"});
    return bench.refusal(more);
  };
  CHECK_THAT(bench.refusal({"fit", "data.csv", "--clusters", "7", "--out", "n.h5"}),
             Contains("--clusters: 7 should be at least 2 and at most 6"));
  CHECK_THAT(bench.refusal({"explain", "data.csv", "--clusters", "1"}), Contains("--clusters: 1"));
  CHECK_THAT(bench.refusal({"explain", "data.csv"}), Contains("--clusters K fits a model"));
  CHECK_THAT(explain({"--clusters", "2"}), Contains("--clusters fits a model, but m.h5"));
  CHECK_THAT(explain({"--cluster", "2"}), Contains("--cluster: 2 should be in [0, 2)"));
  CHECK_THAT(explain({"--why-not", "-1"}), Contains("--why-not"));
  CHECK_THAT(explain({"--points", "0,6"}), Contains("--points: 6 should be in [0, 6)"));
  CHECK_THAT(explain({"--bounds", "2,1"}), Contains("--bounds"));
  CHECK_THAT(explain({"--beta", "0"}), Contains("--beta"));
  CHECK_THAT(bench.refusal({"explain", "m.h5", "data.csv", "--competitors"}), Contains("--out should name a file"));
  CHECK_THAT(bench.refusal({"explain", "m.h5", "data.csv", "--competitors", "--why-not", "1", "--out", "r.h5"}),
             Contains("one competitor only"));
  CHECK_THAT(explain({"--points", "many"}), Contains("--points"));
}

TEST_CASE("files that are missing, are something else, exist or cannot be written") {
  const Bench bench;
  const auto explain = [&](const std::string& out) {
    return bench.refusal({"explain", "m.h5", "data.csv", "--out", out});
  };
  CHECK_THAT(bench.refusal({"explain", "none.h5", "data.csv"}), Contains("none.h5") && Contains("no such file"));
  CHECK_THAT(bench.refusal({"explain", "m.h5", "none.csv"}), Contains("none.csv") && Contains("no such file"));
  CHECK_THAT(bench.refusal({"show", "none.h5"}), Contains("none.h5"));
  CHECK_THAT(explain("r.xlsx"), Contains("r.xlsx should end in .h5, .csv, .tsv or .npy"));
  CHECK_THAT(explain("m.h5"), Contains("m.h5: exists already"));
  CHECK_THAT(explain("/proc/none/r.csv"), Contains("/proc/none"));
  CHECK_THAT(bench.refusal({"explain", "m.h5", "data.csv", "--out", "r.csv", "--competitors"}), Contains(".h5"));
  CHECK_THAT(bench.refusal({"explain", "m.h5", "data.csv", "--plot", "f.gif"}),
             Contains("f.gif should end in .png, .pdf, .svg"));
  CHECK_THAT(bench.refusal({"fit", "data.csv", "--clusters", "2", "--out", "m.npy"}), Contains("should end in .h5"));
  bench.output({"explain", "m.h5", "data.csv", "--out", "relevance.h5"});
  CHECK_THAT(bench.refusal({"explain", "relevance.h5", "data.csv"}), Contains("is of kind 'relevance'"));
}

TEST_CASE("without gnuplot a figure is refused before any work, and says what is missing") {
  const Bench bench;
  const auto result = bench.run({"explain", "m.h5", "data.csv", "--plot", "f.png", "--out", "r.h5"}, {"PATH=/none"});
  CHECK(result.status == 2);
  CHECK_THAT(result.output, Contains("no gnuplot") && Contains("gnuplot-nox"));
  CHECK_FALSE(std::filesystem::exists(bench / "r.h5"));
}
