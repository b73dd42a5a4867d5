#include "experiments/listed_experiment.hpp"
#include "support/sample_newsgroups.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using namespace neon::claims;
using Catch::Matchers::Contains;

namespace {

std::vector<Row> rows_of(const samples::SampleNewsgroups& sample) {
  const ScratchFolder folder;
  samples::write_newsgroups(folder / "newsgroups.h5", sample);
  const Experiment experiment = listed_experiment("newsgroups");
  const Result result = open_result(folder / "", experiment);
  INFO(result.absence);
  REQUIRE(result.present());
  return judge(experiment, result);
}

Row row_of(const samples::SampleNewsgroups& sample, const std::string& claim) {
  for (const Row& row : rows_of(sample))
    if (row.claim == claim) return row;
  FAIL("no claim " << claim);
  return {};
}

}  // namespace

TEST_CASE("a newsgroups sample in which everything holds is reproduced, and its tables can be made") {
  for (const Row& row : rows_of({})) {
    INFO(row.claim << ": " << row.reproduced << " (" << row.reason << ")");
    CHECK((row.verdict == Verdict::reproduced || row.verdict == Verdict::told));
    CHECK(row.reason.empty());
    CHECK_FALSE(row.paper.empty());
  }
  const ScratchFolder folder;
  samples::write_newsgroups(folder / "newsgroups.h5");
  const ResultReader file(folder / "newsgroups.h5");
  for (const DataTable& table : listed_experiment("newsgroups").tables(file)) {
    INFO(table.caption);
    CHECK_FALSE(table.rows.empty());
    for (const auto& row : table.rows) CHECK(row.size() == table.header.size());
  }
}

TEST_CASE("a purity that differs names the variant that comes closest") {
  const Row row = row_of({.purity = 0.4}, "cluster purity on test messages");
  CHECK(row.verdict == Verdict::differs);
  CHECK(row.reproduced == "0.400");
  CHECK(row.reason == "-0.050 against the paper; the variant 'gamma x 5' gives 0.449");
}

TEST_CASE("messages apart, and words against their cluster, are told") {
  const Row apart = row_of({.crypt_cluster = 0}, "talk.politics.guns/54301 and sci.crypt/15422 share a cluster");
  CHECK(apart.verdict == Verdict::differs);
  CHECK(apart.reproduced == "no, 2 and 0");
  CHECK(apart.reason == "they do with: gamma x 5");
  const Row court = row_of({.court = -0.2}, "sci.crypt/15422: words that speak for its cluster");
  CHECK(court.verdict == Verdict::differs);
  CHECK_THAT(court.reproduced, Contains("evidence 0.30, testimonial 0.20"));
  CHECK(court.reason == "court -0.20");
}

TEST_CASE("a cycle and a ranking that fails differ, a damaged message is not run") {
  CHECK(row_of({.ending = "cycle"}, "leave-one-out kernel k-means converges").reason == "the sweeps ended in a cycle");
  CHECK_THAT(row_of({.neon_area = 0.5}, "word flipping: NEON below SR, IG and SA").reason,
             Contains("NEON 0.500 is not below SR 0.150"));
  const Row damaged = row_of({.statuses_dropped = 1}, "sci.crypt/15422: words that speak for its cluster");
  CHECK(damaged.verdict == Verdict::not_run);
  CHECK_THAT(damaged.reason, Contains("messages/1 has 13 pieces, 12 status"));
}
