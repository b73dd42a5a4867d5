#include <catch2/catch.hpp>

#include <cmath>

#include "experiments/listed_experiment.hpp"
#include "experiments/sample_mnist.hpp"
#include "experiments/support/wrap.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using namespace neon::claims;
using Catch::Matchers::Contains;

namespace {

/// The row of the sample whose claim holds the text.
Row row_of(const SampleMnist& sample, const std::string& claim) {
  const ScratchFolder folder;
  write_sample(folder / "mnist.h5", sample);
  const Experiment experiment = listed_experiment("mnist");
  const Result result = open_result(folder / "", experiment);
  INFO(result.absence);
  REQUIRE(result.present());
  for (const Row& row : judge(experiment, result))
    if (row.claim == claim) return row;
  FAIL("no claim " << claim);
  return {};
}

double usual(const std::string& method) {
  if (method == "NEON") return 0.15;
  if (method == "SR" || method == "IG") return 0.1;
  return method == "SA" ? 0.25 : method == "GI" ? 0.3 : 0.6;
}

}  // namespace

TEST_CASE("a number is close to the paper's, or the reason gives the signed difference") {
  const Finding near = close_to(0.935, 0.94, 0.01, 3), far = close_to(0.82, 0.63, 0.01, 3, "because");
  CHECK(near.holds);
  CHECK(near.reproduced == "0.935");
  CHECK(near.reason.empty());
  CHECK_FALSE(far.holds);
  CHECK(far.reason == "+0.190 against the paper; because");
  CHECK_FALSE(close_to(std::nan(""), 0.5, 10, 3).holds);
}

TEST_CASE("a bound holds up to the bound") {
  CHECK(at_most(2, 2).holds);
  CHECK_FALSE(at_most(std::nan(""), 2).holds);
  const Finding over = at_most(95.25, 90, "s");
  CHECK_FALSE(over.holds);
  CHECK(over.reproduced == "95.2 s");
  CHECK(over.reason == "95.2 s exceeds 90");
  CHECK(at_most(1234.4, 4096, "MiB").reproduced == "1234 MiB");
}

TEST_CASE("a ranking holds if every pair does, ties within the tolerance") {
  const std::vector<Named> fast = {{"SR", 0.10}, {"IG", 0.12}}, slow = {{"NEON", 0.119}};
  CHECK(below(fast, slow, 0.002).holds);
  const Finding finding = below(fast, slow, 0.0005);
  CHECK_FALSE(finding.holds);
  CHECK(finding.reason == "IG 0.120 is not below NEON 0.119");
  CHECK(finding.reproduced == "SR 0.100, IG 0.120 against NEON 0.119");
  CHECK_FALSE(below({{"SR", std::nan("")}}, slow, 1).holds);
}

TEST_CASE("a sample in which everything holds is reproduced") {
  const ScratchFolder folder;
  write_sample(folder / "mnist.h5");
  const Experiment mnist = listed_experiment("mnist");
  const std::vector<Row> rows = judge(mnist, open_result(folder / "", mnist));
  CHECK(rows.size() == mnist.claims.size());
  for (const Row& row : rows) {
    INFO(row.claim << ": " << row.reproduced << " (" << row.reason << ")");
    CHECK(row.verdict == (row.tolerance == "not judged" ? Verdict::told : Verdict::reproduced));
    CHECK(row.reason.empty());
    CHECK_FALSE(row.reproduced.empty());
    CHECK_FALSE(row.paper.empty());
  }
}

TEST_CASE("the standard model's accuracy is explained by the stored one without biases") {
  const std::string claim = "accuracy, standard k-means (model of the text)";
  SampleMnist sample;
  sample.accuracy_standard = 0.82;
  Row row = row_of(sample, claim);
  CHECK(row.verdict == Verdict::differs);
  CHECK_THAT(row.reason, Contains("+0.190 against the paper") &&
                             Contains("leaving out its biases b_k gives 0.631, the printed number"));

  sample.accuracy_nobias = 0.75;
  CHECK_THAT(row_of(sample, claim).reason, Contains("gives 0.750") && !Contains("the printed number"));
  sample.with_nobias = false;
  CHECK(row_of(sample, claim).reason == "+0.190 against the paper");
  row = row_of(sample, "accuracy, standard k-means without b_k");
  CHECK(row.verdict == Verdict::not_run);
  CHECK_THAT(row.reason, Contains("'models/standard-nobias' is missing"));
}

TEST_CASE("a ranking that fails says by how much and in which other protocol it holds") {
  SampleMnist sample;
  sample.auc = [](const std::string& model, const std::string& root, const std::string& order,
                  const std::string& method) {
    return model == "kernel" && root == "box" && order == "pooled" && method == "NEON" ? 0.275 : usual(method);
  };
  const Row row = row_of(sample, "kernel: NEON drops faster than SA and GI");
  CHECK(row.verdict == Verdict::differs);
  CHECK(row.reason ==
        "NEON 0.275 is not below SA 0.250; it holds in: box root, per point; free root, pooled; free root, per point");
  CHECK(row_of(sample, "deep: NEON drops faster than SA and GI").verdict == Verdict::reproduced);
}

TEST_CASE("a ranking that holds names the protocols in which it does not") {
  SampleMnist sample;
  sample.auc = [](const std::string&, const std::string& root, const std::string&, const std::string& method) {
    return root == "free" && method == "SR" ? 0.5 : usual(method);
  };
  const Row row = row_of(sample, "deep: SR and IG drop faster than NEON");
  CHECK(row.verdict == Verdict::reproduced);
  CHECK(row.reason == "not so in: free root, pooled; free root, per point");
}

TEST_CASE("a smoke run is judged with its own tolerance") {
  SampleMnist sample;
  sample.accuracy_standard = 0.6;
  const std::string claim = "accuracy, standard k-means (model of the text)";
  CHECK(row_of(sample, claim).verdict == Verdict::differs);
  sample.profile = "smoke";
  const Row row = row_of(sample, claim);
  CHECK(row.verdict == Verdict::reproduced);
  CHECK(row.tolerance == "± 0.06");
}

TEST_CASE("times are told, however long they took, and no verdict is in their way") {
  const Claim claim = told("whole run", 10, "s", [](const ResultReader& file) { return file.number("", "seconds"); });
  const Experiment experiment{"A title", {claim}, {}, "mnist"};
  for (const double seconds : {0.5, 1e6}) {
    const ScratchFolder folder;
    ResultWriter writer(folder / "mnist.h5", "mnist");
    writer.attribute("", "profile", "full");
    writer.attribute("", "seconds", seconds);
    writer.commit();
    const std::vector<Row> rows = judge(experiment, open_result(folder / "", experiment));
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].verdict == Verdict::told);
    CHECK(rows[0].reproduced == (seconds < 1 ? "0.5 s" : "1000000 s"));
    CHECK(rows[0].paper == "own bar: 10 s");
    CHECK(rows[0].tolerance == "not judged");
    CHECK(rows[0].reason.empty());
    std::vector<JudgedExperiment> told_only;
    told_only.push_back({experiment, {}, rows});
    CHECK(summary(told_only) == "0 reproduced, 0 differ, 0 not run; 1 told, not judged");
  }
  CHECK(judge(experiment, {}).front().verdict == Verdict::not_run);
}

TEST_CASE("without a result every claim is there, not run, with the reason") {
  const ScratchFolder folder;
  for (const Experiment& experiment : all_experiments()) {
    const std::vector<Row> rows = judge(experiment, open_result(folder / "", experiment));
    CHECK(rows.size() == experiment.claims.size());
    for (const Row& row : rows) {
      CHECK(row.verdict == Verdict::not_run);
      CHECK_THAT(row.reason, Contains("'make " + experiment.name + "' computes it"));
    }
  }
}

TEST_CASE("a damaged or foreign file is an absence that names it") {
  const ScratchFolder folder;
  write_sample(folder / "mnist.h5");
  const std::string whole = slurp(folder / "mnist.h5");
  spit(folder / "mnist.h5", whole.substr(0, whole.size() / 2));
  CHECK_THAT(open_result(folder / "", listed_experiment("mnist")).absence,
             Contains("file damaged") && Contains("mnist.h5"));
  spit(folder / "wine.h5", whole);
  CHECK_THAT(open_result(folder / "", listed_experiment("wine")).absence,
             Contains("is of kind 'mnist', should be 'wine'"));
}

TEST_CASE("the text table is aligned, at most 120 columns wide, and says what was not run") {
  const ScratchFolder folder;
  SampleMnist sample;
  sample.profile = "smoke";
  write_sample(folder / "mnist.h5", sample);
  const std::vector<JudgedExperiment> all = judge_all(folder / "");
  const std::string table = text_table(all);
  for (std::size_t begin = 0, end = 0; begin < table.size(); begin = end + 1) {
    end = table.find('\n', begin);
    CHECK(neon::experiments::characters(std::string_view(table).substr(begin, end - begin)) <= 120);
  }
  CHECK_THAT(table, Contains("[profile smoke: few points, wider tolerances]") && Contains("'make wine' computes it"));
  const std::size_t times = count(all, Verdict::told), missing = count(all, Verdict::not_run);
  const std::size_t claims = listed_experiment("mnist").claims.size() - times;
  CHECK(times > 0);
  CHECK(missing >= listed_experiment("wine").claims.size());
  CHECK_THAT(table,
             Contains(fmt::format("{} reproduced, 0 differ, {} not run; {} told, not judged", claims, missing, times)));
}
