#include <neon/compare/leaderboard_record.hpp>
#include <neon/hdf5/hdf5.hpp>

#include <catch2/catch.hpp>

#include <fstream>
#include <set>

#include "datasets/subprocess.hpp"
#include "experiments/claims/claims.hpp"
#include "experiments/sample_mnist.hpp"
#include "support/sample_comparison.hpp"
#include "support/sample_densities.hpp"
#include "support/sample_newsgroups.hpp"
#include "support/sample_surrogate.hpp"
#include "support/sample_tiles.hpp"
#include "support/sample_vgg16.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using Catch::Matchers::Contains;
using datasets::ProcessResult;

namespace {

/// Three models, as if they had been fitted.
void write_models_sample(const std::filesystem::path& path, double conservation = 1e-15) {
  ResultWriter writer(path, "models");
  for (const std::string name : {"kmeans", "mixture-shared", "single-linkage"}) {
    const std::string group = "models/" + name;
    writer.write(group + "/cluster", Labels{0, 1, 1});
    writer.attribute(group, "title", name + ", a sample");
    writer.attribute(group, "clusters", 2);
    writer.attribute(group, "beta", 1.0);
    writer.attribute(group, "check_sum_worst", name == "mixture-shared" ? conservation : 0.0);
    writer.attribute(group, "check_logit_worst", 2e-15);
    writer.attribute(group, "conserving", true);
  }
  writer.attribute("", "profile", "full");
  writer.attribute("", "seed", 7);
  writer.attribute("", "threads", 2);
  writer.attribute("", "seconds", 3.0);
  writer.attribute("cost", "k-means", 1.0);
  writer.attribute("cost", "peak_memory_mib", 50.0);
  writer.commit();
}

/// Every figure of every experiment.
std::vector<std::string> all_figures() {
  std::vector<std::string> figures;
  for (const claims::Experiment& experiment : claims::all_experiments())
    figures.insert(figures.end(), experiment.figures.begin(), experiment.figures.end());
  return figures;
}

/// A leaderboard of one data set.
void write_leaderboard_sample(const std::filesystem::path& path) {
  ResultWriter writer(path, "leaderboard");
  write_leaderboard(writer, "boards/wine/standard", samples::Comparison(3).board());
  writer.attribute("boards/wine/standard", "accuracy", 0.95);
  writer.attribute("boards/wine/standard", "parameters", "a sample");
  writer.attribute("", "profile", "full");
  writer.attribute("", "seed", 7);
  writer.attribute("", "threads", 2);
  writer.attribute("", "seconds", 12.0);
  writer.attribute("cost", "wine standard", 11.0);
  writer.attribute("cost", "peak_memory_mib", 100.0);
  writer.commit();
}

/// A folder with results and figures of its own.
struct Project : ScratchFolder {
  std::string page() const { return slurp(*this / "report.html"); }
  void compute_wine() const {
    REQUIRE(datasets::run_process({WINE, "--out", (*this / "wine.h5").string()}, "/", {}, std::chrono::seconds(60))
                ->status == 0);
  }
  void draw(const std::string& figure, const std::string& caption = "A caption") const {
    spit(*this / (figure + ".png"), "\x89PNG\r\n\x1a\n...IEND\xae\x42\x60\x82");
    spit(*this / (figure + ".txt"), caption);
  }
  ProcessResult report(std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {REPORT,
                                          "--results",
                                          (*this / "").string(),
                                          "--plots",
                                          (*this / "").string(),
                                          "--out",
                                          (*this / "report.html").string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return *datasets::run_process(arguments, "/", {"LC_ALL=de_DE.UTF-8"}, std::chrono::seconds(60));
  }
};

/// Every element is closed in the right order.
void check_nesting(const std::string& html) {
  const std::set<std::string> empty_elements = {"!DOCTYPE", "meta", "img"};
  std::vector<std::string> open;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    const std::size_t end = html.find_first_of(" >", at);
    std::string name = html.substr(at + 1, end - at - 1);
    if (empty_elements.count(name) > 0) continue;
    if (name.front() != '/') {
      open.push_back(name);
      continue;
    }
    REQUIRE_FALSE(open.empty());
    REQUIRE(open.back() == name.substr(1));
    open.pop_back();
  }
  CHECK(open.empty());
}

}  // namespace

TEST_CASE("without any result the report says so and is written all the same") {
  const Project project;
  const ProcessResult result = project.report();
  INFO(result.output);
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Contains("0 reproduced, 0 differ, ") && Contains("'make wine' computes it") &&
                                Contains("'make mnist' computes it"));
  CHECK_THAT(project.page(), Contains("Not run: ") && Contains("Figure fig4: "));
  check_nesting(project.page());

  const ProcessResult strict = project.report({"--strict"});
  CHECK(strict.status == 2);
  CHECK_THAT(strict.output, Contains("report is incomplete: ") && Contains("wine.h5 does not exist") &&
                                Contains("mnist.h5 does not exist") && Contains("fig5.png does not exist"));
}

TEST_CASE("with wine alone its claims are reproduced and the others not run") {
  const Project project;
  project.compute_wine();
  project.draw("figwine", "Nine wines <&>. More.");
  const ProcessResult result = project.report();
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Contains("6 reproduced, 0 differ, ") && Contains("9 of 9"));

  const std::string page = project.page();
  check_nesting(page);
  CHECK_THAT(page, Contains("<figcaption>Nine wines &lt;&amp;&gt;. More.</figcaption>"));
  CHECK_THAT(page, Contains("sha256 of wine.csv") && Contains("0.284759"));

  const ResultReader claims(project / "claims.h5", "claims");
  const auto verdicts = claims.strings("verdict"), experiment = claims.strings("experiment");
  REQUIRE(verdicts.size() == experiment.size());
  for (std::size_t i = 0; i < verdicts.size(); ++i)
    CHECK(verdicts[i] == (experiment[i] == "wine" ? "reproduced" : "not run"));
  for (const std::string name : {"claim", "paper", "reproduced", "tolerance", "reason"})
    CHECK(claims.strings(name).size() == verdicts.size());
}

TEST_CASE("a complete project passes --strict and gives one self-contained page") {
  const Project project;
  project.compute_wine();
  write_sample(project / "mnist.h5", SampleMnist{});
  samples::write_newsgroups(project / "newsgroups.h5");
  write_sample(project / "vgg16.h5", SampleVgg16{});
  write_leaderboard_sample(project / "leaderboard.h5");
  samples::write_densities(project / "densities.h5");
  write_models_sample(project / "models.h5");
  samples::write_surrogate(project / "surrogate.h5");
  samples::write_tiles(project / "tiles.h5");
  for (const std::string& figure : all_figures()) project.draw(figure);
  const ProcessResult result = project.report({"--strict"});
  INFO(result.output);
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Contains("0 differ, 0 not run"));

  const std::string page = project.page();
  check_nesting(page);
  CHECK_THAT(page, Catch::StartsWith("<!DOCTYPE html>\n<html lang=\"en\">") && Contains("<title>"));
  CHECK_THAT(page, Contains("Pixel flipping, standard-nobias: area under the curve") &&
                       Contains("<th scope=\"col\" class=\"number\">free root, per point</th>") &&
                       Contains("<strong>0.1000</strong>"));
  CHECK_THAT(page, Contains("Time per point [ms], one core") && Contains("5 (4)"));
  CHECK_THAT(page, Contains("peak memory 1234 MiB") && Contains("fit deep"));
  for (const std::string outside : {"http:", "https:", "<script", "<link", "url("})
    CHECK_THAT(page, !Contains(outside));
  std::size_t images = 0;
  for (std::size_t at = page.find("<img "); at != std::string::npos; at = page.find("<img ", at + 1)) ++images;
  CHECK(images == all_figures().size());
  CHECK_THAT(page, Contains("wine, standard k-means") && Contains("max-sensitivity ↓"));

  REQUIRE(project.report({"--strict"}).status == 0);
  CHECK(project.page() == page);
}

TEST_CASE("the report has a section for every experiment of the list, and --strict misses each") {
  std::set<std::string> listed;
  std::ifstream list(EXPERIMENT_LIST);
  for (std::string line; std::getline(list, line);)
    if (!line.empty() && line.front() != '#') listed.insert(line.substr(0, line.find(' ')));
  REQUIRE(listed.size() >= 7);
  std::set<std::string> reported;
  for (const claims::Experiment& experiment : claims::all_experiments()) reported.insert(experiment.name);
  CHECK(reported == listed);

  const Project project;
  const ProcessResult strict = project.report({"--strict"});
  CHECK(strict.status == 2);
  for (const std::string& name : listed) CHECK_THAT(strict.output, Contains(name + ".h5 does not exist"));
  for (const std::string& figure : all_figures()) CHECK_THAT(strict.output, Contains(figure + ".png does not exist"));
  CHECK_THAT(strict.output, Contains("fig5-cells.png does not exist: 'make fig5' draws it"));
}

TEST_CASE("a model that breaks a law is named") {
  const Project project;
  write_models_sample(project / "models.h5", 1e-3);
  const ProcessResult result = project.report();
  CHECK_THAT(result.output, Contains("1 reproduced, 1 differs, ") && Contains("exceeds 1e-09 (mixture-shared)"));
  CHECK_THAT(project.page(), Contains("mixture-shared, a sample"));
}

TEST_CASE("a result cut in half is named, and a failure under --strict") {
  const Project project;
  project.compute_wine();
  const std::string whole = slurp(project / "wine.h5");
  spit(project / "wine.h5", whole.substr(0, whole.size() / 2));
  const ProcessResult result = project.report();
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Contains("file damaged or foreign: ") && Contains("wine.h5"));
  CHECK_THAT(project.page(), Contains("Not run: file damaged"));
  CHECK(project.report({"--strict"}).status == 2);
}

TEST_CASE("a result that lacks a part is not run where it lacks it") {
  const Project project;
  ResultWriter writer(project / "mnist.h5", "mnist");
  writer.attribute("", "profile", std::string("full"));
  writer.attribute("models/deep", "accuracy_test", 0.97);
  writer.commit();
  const ProcessResult result = project.report();
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Contains("1 reproduced, 0 differ, ") && Contains("'models/standard' is missing"));
  check_nesting(project.page());
}

TEST_CASE("the report has no options that would have no effect") {
  const Project project;
  for (const std::string option : {"--seed", "--threads", "--points", "--profile"})
    CHECK_THAT(project.report({option, "1"}).output, Contains("unknown option '" + option + "'"));
}

TEST_CASE("the report keeps the earlier one where it cannot write") {
  const Project project;
  spit(project / "file", "no folder");
  const ProcessResult result = project.report({"--out", (project / "file/report.html").string()});
  CHECK(result.status == 2);
  CHECK_THAT(result.output, Catch::StartsWith("report: "));
  CHECK(project.report({"--out", (project / "claims.h5").string()}).status == 2);
  CHECK(project.entries() == 1);
}
