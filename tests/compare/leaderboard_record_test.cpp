#include <neon/compare/leaderboard_record.hpp>
#include <neon/compare/leaderboard_table.hpp>
#include <neon/core/error.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <filesystem>
#include <sstream>

#include "support/sample_comparison.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

Leaderboard with_gaps() {
  samples::Comparison sample(1);
  sample.contenders.push_back(imported("mine", sample.x, "mine.npy"));
  return sample.board();
}

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("n/a") || line.find("bootstrap") != std::string::npos) continue;
    std::size_t characters = 0;
    for (const char c : line) characters += (c & 0xc0) != 0x80 ? 1 : 0;
    widest = std::max(widest, characters);
  }
  return widest;
}

}  // namespace

TEST_CASE("a leaderboard reads back as it was written") {
  const Leaderboard board = with_gaps();
  const ScratchFolder folder;
  const std::filesystem::path path = folder / "leaderboard.h5";
  {
    ResultWriter writer(path, "leaderboard");
    write_leaderboard(writer, "boards/sample", board);
    writer.commit();
  }
  const Leaderboard back = read_leaderboard(ResultReader(path), "boards/sample");
  REQUIRE(back.methods.size() == 5);
  REQUIRE(back.metrics.size() == board.metrics.size());
  for (std::size_t m = 0; m < 5; ++m) {
    CHECK(back.methods[m].name == board.methods[m].name);
    CHECK(back.methods[m].source == board.methods[m].source);
    CHECK(back.methods[m].control == board.methods[m].control);
    CHECK(back.missing[m] == board.missing[m]);
  }
  for (std::size_t m = 0; m < back.metrics.size(); ++m) {
    CHECK(back.metrics[m].name == board.metrics[m].name);
    CHECK(back.metrics[m].better == board.metrics[m].better);
    CHECK(back.metrics[m].best == board.metrics[m].best);
  }
  CHECK(back.score.topRows(4) == board.score.topRows(4));
  CHECK(back.ties == board.ties);
  CHECK(back.agreement == board.agreement);
  CHECK(back.points == board.points);
  CHECK(leaderboard_table(back) == leaderboard_table(board));
}

TEST_CASE("the table names everything, marks the best and gives reasons for gaps") {
  const Leaderboard board = with_gaps();
  const std::string table = leaderboard_table(board);
  for (const auto& method : board.methods) CHECK_THAT(table, Contains("\n" + method.name + " "));
  for (const char* name : {"deletion v", "insertion ^", "infidelity v", "sparseness ^", "ms per"})
    CHECK_THAT(table, Contains(name));
  const auto best = static_cast<Index>(board.metrics[0].best);
  CHECK_THAT(table, Contains(score_text(board, best, 0) + " *"));
  CHECK_THAT(table, Contains("n/a  mine max-sensitivity: imported"));
}

TEST_CASE("columns that do not fit stand below") {
  const Leaderboard board = with_gaps();
  for (const std::size_t width : {60, 80, 120}) CHECK(widest_line(leaderboard_table(board, width)) <= width);
  CHECK(widest_line(leaderboard_table(board, 1000)) > 120);
}

TEST_CASE("scores in three digits") {
  CHECK(score_text(0.07034) == "0.0703");
  CHECK(score_text(std::nan("")) == "n/a");
}
