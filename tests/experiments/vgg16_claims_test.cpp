#include "experiments/listed_experiment.hpp"
#include "support/sample_vgg16.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using namespace neon::claims;
using Catch::Contains;

namespace {

std::vector<Row> rows_of(const SampleVgg16& sample) {
  const ScratchFolder folder;
  write_sample(folder / "vgg16.h5", sample);
  const Experiment experiment = listed_experiment("vgg16");
  return judge(experiment, open_result(folder / "", experiment));
}

/// The one row whose claim contains this.
Row row_of(const std::vector<Row>& rows, const std::string& text) {
  for (const Row& row : rows)
    if (row.claim.find(text) != std::string::npos) return row;
  FAIL("no claim about " << text);
  return {};
}

}  // namespace

TEST_CASE("VGG16: a result in which everything holds reproduces every claim") {
  for (const Row& row : rows_of({})) {
    INFO(row.claim << ": " << row.reproduced << " " << row.reason);
    CHECK((row.verdict == Verdict::reproduced || row.verdict == Verdict::told));
  }
}

TEST_CASE("VGG16: claims can fail, and say why") {
  Row row = row_of(rows_of({.spread = 40}), "layer 17: clusters are edges");
  CHECK(row.verdict == Verdict::differs);
  CHECK(row.reproduced == "0 of 6");
  CHECK_THAT(row.reason, Contains("layer 31: 0 of 6") && Contains("spiral 0, street 0"));

  row = row_of(rows_of({.area_neon = 0.4}), "gradient x input");
  CHECK(row.verdict == Verdict::differs);
  CHECK_THAT(row.reason, Contains("NEON 0.400 is not below GI 0.300") && Contains("lower in 0 of 6"));
  CHECK(row_of(rows_of({.area_neon = 0.4}), "at random").verdict == Verdict::reproduced);

  row = row_of(rows_of({.residual = 1e-3}), "across every convolution");
  CHECK(row.verdict == Verdict::differs);
  CHECK_THAT(row.reproduced, Contains("0.001"));
}

TEST_CASE("VGG16: a run without some layer leaves the claims about it out, and only those") {
  const std::vector<Row> rows = rows_of({.layers = {17, 24}});
  CHECK(row_of(rows, "layer 31: clusters are objects").verdict == Verdict::not_run);
  CHECK_THAT(row_of(rows, "layer 31: clusters are objects").reason, Contains("layer 31 was left out"));
  CHECK(row_of(rows, "across every convolution").verdict == Verdict::reproduced);
}

TEST_CASE("VGG16: tables have a cell in every column") {
  const ScratchFolder folder;
  write_sample(folder / "vgg16.h5");
  const auto tables = listed_experiment("vgg16").tables(ResultReader(folder / "vgg16.h5", "vgg16"));
  CHECK(tables.size() == 9);  // six of clusters; flipping, conservation, cost
  for (const DataTable& table : tables)
    for (const auto& row : table.rows) CHECK(row.size() == table.header.size());
}
