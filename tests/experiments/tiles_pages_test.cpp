#include <catch2/catch.hpp>

#include <fstream>
#include <set>
#include <sstream>

#include "experiments/listed_experiment.hpp"
#include "experiments/noisy_tiles.hpp"
#include "experiments/tiles/pages.hpp"
#include "support/sample_tiles.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using namespace neon::experiments;
using namespace neon::experiments::tiles;
using Catch::Contains;

namespace {

/// Codes on a line, in one layer: nearest is what is next to it.
LayerStudy on_a_line(const Matrix& train, const Matrix& test) {
  LayerStudy layer;
  layer.name = "lay<er>";
  layer.train_code = train;
  layer.test_code = test;
  layer.surrogate.model.centroids = Matrix{{0.0}, {10.0}};
  return layer;
}

struct Line {
  Part train{{0, 1, 2, 3, 4, 5}, {0, 0, 1, 2, 2, 2}, {1, 1, 1, 0, 0, 0}, {1, 1, 1, 0, 0, 0}};
  Part test{{6, 7}, {0, 2}, {1, 0}, {1, 0}};
  std::vector<LayerStudy> layers{on_a_line(Matrix{{0.0}, {1.0}, {2.0}, {3.0}, {9.0}, {10.0}}, Matrix{{0.1}, {9.6}})};
  SupportingExamples supporting =
      find_supporting(train, test, layers, layers.front().train_code, layers.front().test_code);
};

}  // namespace

TEST_CASE("tiles: supporting examples by source, and the share with the same fine label") {
  const Line line;
  REQUIRE(line.supporting.names.size() == 6);
  CHECK(line.supporting.examples[0][0] == Labels{0, 1, 2});           // similar, of the predicted label
  CHECK(line.supporting.examples[1][1] == Labels{5, 4, 3, 2, 1, 0});  // similar
  CHECK(line.supporting.examples[4][0] == Labels{0, 1});              // of the same fine label
  const Matrix share = same_kind_shares(line.supporting, line.train, line.test);
  CHECK(share(0, 0) == Approx(2.0 / 3));
  CHECK(share(0, 3) == Approx(2.0 / 6));
  CHECK(share(1, 0) == 1);
  CHECK(share(1, 3) == 0.5);
  CHECK((share.col(4).array() == 1).all());
  const Matrix means = means_with_intervals(share);
  CHECK(means(3, 0) == Approx((2.0 / 6 + 0.5) / 2));
  CHECK(means(4, 1) == 1);
  CHECK(means(3, 1) <= means(3, 0));
}

TEST_CASE("tiles: the pages stand alone, escape what files call themselves, and ask as the seed does") {
  const Line line;
  const Tiles tiles = samples::noisy_tiles(3, 16);
  const std::vector<Trial> similar = similarity_trials(line.supporting, line.train, line.test, 5, 1),
                           trust = trust_trials(line.supporting, line.train, line.test, 5, 1);
  REQUIRE(similar.size() == 2);
  CHECK(similar[0].tile == 6);  // a defect first
  CHECK(similar[0].shown.size() == similar[0].source.size());
  CHECK(std::set<Index>(similar[0].shown.begin(), similar[0].shown.end()).size() == similar[0].shown.size());
  REQUIRE(trust.size() == 2);
  CHECK(trust[0].text == "DEFECTIVE");
  CHECK(trust[1].text == "NOT DEFECTIVE");
  const ScratchFolder folder;
  write_pages(folder / "tiles.h5", tiles, line.supporting, line.train, line.test, line.layers,
              {Matrix{{3, 1, 1}, {0, 0, 4}}}, 5, 1);
  for (const char* name : {"tiles.html", "tiles-similar.html", "tiles-trust.html"}) {
    std::stringstream read;
    read << std::ifstream(folder / name).rdbuf();
    const std::string page = read.str();
    CHECK_THAT(page, Catch::StartsWith("<!DOCTYPE html>\n<html lang=\"en\">") && Catch::EndsWith("</html>\n"));
    for (const char* outside : {"http:", "https:", "<link", "url(", "A<b>", "</script><b>", "lay<er>"})
      CHECK_THAT(page, !Contains(outside));
  }
}

namespace {

claims::Row row_of(const samples::SampleTiles& sample, const std::string& text) {
  const ScratchFolder folder;
  samples::write_tiles(folder / "tiles.h5", sample);
  const claims::Experiment experiment = claims::listed_experiment("tiles");
  for (const claims::Row& row : judge(experiment, open_result(folder / "", experiment)))
    if (row.claim.find(text) != std::string::npos) return row;
  FAIL("no claim about " << text);
  return {};
}

}  // namespace

TEST_CASE(
    "tiles: claims hold where the numbers say so, fail where they do not, and user studies are told not to be run") {
  for (const char* claim : {"accuracy on defective", "supporting examples", "positive relevance", "add up"})
    CHECK(row_of({}, claim).verdict == claims::Verdict::reproduced);
  CHECK(row_of({.accuracy = 0.93}, "accuracy on defective").verdict == claims::Verdict::differs);
  CHECK(row_of({.similar = 0.2}, "supporting examples").verdict == claims::Verdict::differs);
  CHECK(row_of({.neon_inside = 0.05}, "positive relevance").verdict == claims::Verdict::differs);
  const claims::Row users = row_of({}, "user studies");
  CHECK(users.verdict == claims::Verdict::told);
  CHECK(users.reproduced == "not run: needs people");
}
