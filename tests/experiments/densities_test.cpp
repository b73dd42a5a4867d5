#include <neon/core/parallel.hpp>
#include <neon/hdf5/hdf5.hpp>

#include <catch2/catch.hpp>

#include <set>

#include "datasets/sandbox.hpp"
#include "datasets/subprocess.hpp"
#include "experiments/claims/claims.hpp"
#include "experiments/densities/planted.hpp"
#include "experiments/densities/schema.hpp"
#include "experiments/densities/study.hpp"
#include "experiments/listed_experiment.hpp"
#include "support/sample_densities.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using namespace neon::experiments;
using Catch::Matchers::Contains;

namespace {

double score_of(const Leaderboard& board, const std::string& method, Index metric) {
  for (std::size_t row = 0; row < board.methods.size(); ++row)
    if (board.methods[row].name == method) return board.score(static_cast<Index>(row), metric);
  FAIL("no method " << method);
  return 0;
}

/// What the metric says of relevances, one row a point.
PointScores scored(const Metric& metric, const Matrix& relevance, const Labels& id) {
  const Matrix none = Matrix::Zero(relevance.rows(), relevance.cols());
  const Evidence evidence;
  Labels row;
  for (Index n = 0; n < relevance.rows(); ++n) row.push_back(n);
  Explained explained{{}, relevance.rows(), relevance.cols()};
  explained.parts.push_back({{evidence, none, none, id, 0, 0, nullptr}, relevance, row});
  return metric.score(explained);
}

}  // namespace

TEST_CASE("densities: a fifth of the rows is held out, each row is in one part, with its label") {
  Matrix x(23, 1);
  Labels label;
  for (Index n = 0; n < x.rows(); ++n) {
    x(n, 0) = static_cast<double>(n);
    label.push_back(n % 3);
  }
  const densities::Data data = densities::cut("rows", x, label, 5);
  CHECK(data.held_out.rows() == 4);
  CHECK(data.reference.rows() == 19);
  CHECK(data.classes == 3);
  std::set<Index> seen;
  for (const auto& [part, labels] :
       {std::pair{data.held_out, data.held_out_label}, {data.reference, data.reference_label}})
    for (Index n = 0; n < part.rows(); ++n) {
      const auto row = static_cast<Index>(part(n, 0));
      seen.insert(row);
      CHECK(labels[static_cast<std::size_t>(n)] == row % 3);
      if (n > 0) CHECK(part(n, 0) > part(n - 1, 0));
    }
  CHECK(seen.size() == 23);
  CHECK(densities::cut("rows", x, label, 5).held_out == data.held_out);
  CHECK(densities::cut("rows", x, label, 6).held_out != data.held_out);
  CHECK_THROWS_WITH(densities::load("whine", 0), Contains("'whine' should be one of wine, breast-cancer"));
}

TEST_CASE("densities: breast cancer and digits are scikit-learn's, scaled and cut") {
  const std::filesystem::path installed = "/usr/lib/python3/dist-packages/sklearn/datasets/data";
  if (!std::filesystem::exists(installed / "breast_cancer.csv")) return;  // Debian's python3-sklearn
  const ScratchFolder cache;
  const datasets::testing::Environment data("NEON_DATA", (cache / "").string());
  const densities::Data nuclei = densities::load("breast-cancer", 0);
  CHECK(nuclei.reference.rows() + nuclei.held_out.rows() == 569);
  CHECK(nuclei.reference.cols() == 30);
  Index malignant = 0;
  for (const Labels& labels : {nuclei.reference_label, nuclei.held_out_label})
    malignant += std::count(labels.begin(), labels.end(), 0);
  CHECK(malignant == 212);
  CHECK(std::min(nuclei.reference.minCoeff(), nuclei.held_out.minCoeff()) == 0);
  CHECK(std::max(nuclei.reference.maxCoeff(), nuclei.held_out.maxCoeff()) == Approx(1).epsilon(1e-12));
  CHECK(nuclei.sha256.at("breast-cancer/breast_cancer.csv").starts_with("fed3eb72"));
  const densities::Data digits = densities::load("digits", 0);
  CHECK(digits.reference.rows() + digits.held_out.rows() == 500);
  CHECK(digits.reference.cols() == 64);
  CHECK(digits.classes == 10);
  CHECK(digits.reference.maxCoeff() == 1);
}

TEST_CASE("densities: known columns of every point are shifted, others of each, and nothing else") {
  const Matrix x = Matrix::Random(30, 7);
  const densities::Planted planted = densities::plant(x, 3, 2.5, 11);
  std::set<Labels> different;
  Index up = 0;
  for (Index n = 0; n < x.rows(); ++n) {
    const Labels& columns = planted.columns[static_cast<std::size_t>(n)];
    different.insert(columns);
    CHECK(columns.size() == 3);
    for (Index i = 0; i < x.cols(); ++i) {
      const bool shifted = std::count(columns.begin(), columns.end(), i) > 0;
      CHECK(std::abs(planted.x(n, i) - x(n, i)) == Approx(shifted ? 2.5 : 0).margin(1e-15));
      up += planted.x(n, i) > x(n, i) ? 1 : 0;
    }
  }
  CHECK(different.size() > 10);
  CHECK(up > 20);
  CHECK(up < 70);
  CHECK(densities::plant(x.topRows(4), 3, 2.5, 11).x == planted.x.topRows(4));
  CHECK_THROWS_WITH(densities::plant(x, 8, 1, 0), Contains("8 columns should be from 1 to the 7 features"));
}

TEST_CASE("densities: share and precision of planted deviations, by hand") {
  const auto planted = std::make_shared<const densities::Planted>(
      densities::Planted{Matrix::Zero(4, 4), {{0, 1}, {1, 2}, {2, 3}, {0, 3}}});
  const Matrix relevance{{3, 1, 4, -2}, {0, 2, 3, -1}, {-1, -2, -3, -4}};
  const Labels id{0, 1, 3};
  const PointScores share = scored(densities::planted_share(planted), relevance, id),
                    precision = scored(densities::planted_precision(planted), relevance, id);
  CHECK(share.numerator == Vector{{0.5, 1, 0}});
  CHECK(precision.numerator == Vector{{0.5, 1, 0.5}});
}

TEST_CASE("densities: every model of the list explains wine, and finds what was planted, whatever the threads") {
  const densities::Data data = densities::load("wine", 2);
  Index with_noise = 0;
  for (const densities::Participant& participant : densities::participants()) {
    CAPTURE(participant.name);
    if (!participant.on("wine")) continue;
    const densities::Subject subject = densities::fit(participant, data, 2);
    if (subject.accuracy) CHECK(*subject.accuracy > 0.85);
    const densities::StudyOptions options{.points = 3, .seed = 2, .resamples = 20};
    const Leaderboard board = densities::flipping(subject, data, options);
    CHECK(board.score.allFinite());
    CHECK(score_of(board, "NEON w²", 0) < score_of(board, "random", 0));
    if (!subject.outside) continue;
    ++with_noise;
    set_threads(1);
    const densities::PlantedStudy one = densities::planted(subject, data, options);
    set_threads(3);
    const densities::PlantedStudy three = densities::planted(subject, data, options);
    set_threads(0);
    CHECK(one.board.score == three.board.score);
    CHECK(one.shifted == 3);
    CHECK(one.columns == 2);
    CHECK(one.board.points == 3);
    CHECK(score_of(one.board, "NEON", 0) > score_of(one.board, "random", 0) + 0.2);
  }
  CHECK(with_noise >= 4);
}

TEST_CASE("densities writes what its chapter of the report reads") {
  const ScratchFolder folder;
  const auto path = folder / "densities.h5";
  const auto result = datasets::run_process(
      {DENSITIES, "--datasets", "wine", "--profile", "smoke", "--points", "2", "--out", path.string()}, "/", {},
      std::chrono::seconds(300));
  INFO(result->output);
  REQUIRE(result->status == 0);
  const ResultReader file(path, "densities");
  CHECK(schema::densities::boards(file, schema::densities::flipping).size() >= 6);
  const claims::Experiment experiment = claims::listed_experiment("densities");
  CHECK(experiment.tables(file).size() >= 12);
  for (const claims::Row& row : claims::judge(experiment, claims::open_result(folder / "", experiment))) {
    CAPTURE(row.claim);
    CHECK(row.verdict != claims::Verdict::not_run);
  }
}

TEST_CASE("densities: a claim that does not hold names the boards and what was ahead") {
  const ScratchFolder folder;
  samples::write_densities(folder / "densities.h5", 6);
  const claims::Experiment experiment = claims::listed_experiment("densities");
  const auto rows = claims::judge(experiment, claims::open_result(folder / "", experiment));
  CHECK(rows.front().verdict == claims::Verdict::differs);
  CHECK(rows.front().reproduced == "0 of 1");
  CHECK_THAT(rows.front().reason, Contains("wine knn: NEON 0.800, SA 0.800, GI 0.800, KernelSHAP 0.700"));
  CHECK(rows.at(3).reproduced == "1 of 2");
  CHECK_THAT(rows.at(3).claim, Contains("every model"));
  CHECK_THAT(rows.at(7).claim, Contains("every other method"));
  CHECK(rows.at(7).verdict == claims::Verdict::reproduced);
}
