#include <neon/compare/leaderboard_record.hpp>
#include <neon/hdf5/hdf5.hpp>

#include <nlohmann/json.hpp>

#include <cmath>

#include "cli/desk.hpp"
#include "support/tolerances.hpp"

using namespace neon;
using Catch::Contains;

namespace {

/// Flowers and a model of them.
struct Flowers : Desk {
  Flowers() {
    write("data.csv", flowers);
    output({"fit", "data.csv", "--clusters", "2", "--out", "m.h5"});
  }
};

}  // namespace

TEST_CASE("compare: one table, one file, one JSON, the same scores in each") {
  const Flowers desk;
  const std::string text =
      desk.output({"compare", "m.h5", "data.csv", "--methods", "neon,SA,SR,random", "--out", "c.h5"});
  CHECK_THAT(text, Contains("NEON") && Contains("deletion v") && Contains("ms per") && Contains("*"));
  const Leaderboard board = read_leaderboard(ResultReader(desk / "c.h5", "comparison"), "board");
  REQUIRE(board.methods.size() == 4);
  CHECK(board.score.col(0).allFinite());

  const auto json =
      nlohmann::json::parse(desk.output({"compare", "m.h5", "data.csv", "--methods", "neon,SA,SR,random", "--json"}));
  CHECK(json["methods"][0]["scores"]["deletion"]["score"].get<double>() == board.score(0, 0));
  CHECK(json["methods"][0]["scores"]["deletion"]["low"].get<double>() == board.low(0, 0));
}

TEST_CASE("compare: an import of NEON's own relevances has NEON's scores") {
  const Flowers desk;
  const std::string file =
      GENERATE(as<std::string>{}, "r.npy", "r.csv");  // the table has columns besides the features'
  desk.output({"explain", "m.h5", "data.csv", "--out", file});
  desk.output({"compare", "m.h5", "data.csv", "--methods", "neon", "--import", "mine=" + file, "--out", "c.h5"});
  const Leaderboard board = read_leaderboard(ResultReader(desk / "c.h5"), "board");
  for (std::size_t m = 0; m < board.metrics.size(); ++m) {
    const auto column = static_cast<Index>(m);
    CAPTURE(board.metrics[m].name);
    if (!board.missing[1][m].empty()) {
      CHECK_THAT(board.missing[1][m], Contains("imported"));
      continue;
    }
    CHECK(board.score(1, column) == Approx(board.score(0, column)).epsilon(tolerance::rounding));
  }
  CHECK(board.agreement(0, 1) == Approx(1).epsilon(tolerance::rounding));
}

TEST_CASE("compare refuses bad input, and writes nothing") {
  const Flowers desk;
  CHECK_THAT(desk.refusal({"compare", "m.h5", "data.csv", "--methods", "neon,randon"}),
             Contains("'randon'") && Contains("did you mean 'random'"));
  CHECK_THAT(desk.refusal({"compare", "m.h5", "data.csv", "--metrics", "deltion"}),
             Contains("'deltion'") && Contains("did you mean 'deletion'"));
  desk.write("short.csv", "a,b\n1,2\n3,4\n");
  CHECK_THAT(desk.refusal({"compare", "m.h5", "data.csv", "--import", "mine=short.csv"}),
             Contains("short.csv") && Contains("[2, 2] should be [6, 2]"));
  CHECK_THAT(desk.refusal({"compare", "m.h5", "data.csv", "--import", "short.csv"}), Contains("should be NAME=FILE"));
  desk.write("there.h5", "mine");
  CHECK_THAT(desk.refusal({"compare", "m.h5", "data.csv", "--out", "there.h5"}), Contains("there.h5"));
  CHECK_THAT(desk.refusal({"compare", "m.h5", "data.csv", "--out", "c.txt"}), Contains("should end in .h5"));
}
