#include <catch2/catch.hpp>

#include "plots/highlighted_text.hpp"
#include "plots/picture.hpp"
#include "plots/plot_run.hpp"
#include "support/sample_newsgroups.hpp"

using namespace neon;
using namespace neon::testing;
using namespace neon::plots;

TEST_CASE("fig6 draws clusters, scheme, flipping curves and messages") {
  const ScratchFolder folder;
  samples::write_newsgroups(folder / "newsgroups.h5");
  const PlotRun run = run_plot(FIG6, "--results newsgroups.h5 --out figures", folder);
  INFO(run.error);
  CHECK(run.code == 0);
  const Picture picture = read_png(folder / "figures/fig6.png");
  CHECK(picture.width == 2000);
  CHECK(picture.has_white_margin(6));
  for (const std::uint32_t colour : {0xe31a1cU, 0xd55e00U})  // the first newsgroup, NEON's curve
    CHECK(std::count(picture.pixels.begin(), picture.pixels.end(), colour) > 50);
  CHECK(slurp(folder / "figures/fig6.pdf").starts_with("%PDF"));
  CHECK(slurp(folder / "figures/fig6.txt").find("of the 30 test messages") != std::string::npos);
}

TEST_CASE("fig6 refuses a result file that does not fit together") {
  const ScratchFolder folder;
  const auto refusal = [&](const samples::SampleNewsgroups& sample) {
    samples::write_newsgroups(folder / "newsgroups.h5", sample);
    const PlotRun run = run_plot(FIG6, "--results newsgroups.h5 --out figures", folder);
    CHECK(run.failed_with_one_line("fig6"));
    return run.error;
  };
  CHECK_THAT(refusal({.documents = 29}),
             Catch::Contains("documents/newsgroup has 29 entries for t-SNE points of shape [30, 2]"));
  CHECK_THAT(refusal({.statuses_dropped = 2}), Catch::Contains("messages/0: 13 pieces have 11 status"));
}

TEST_CASE("a paragraph breaks at blank space, keeps what touches together, and ends in an ellipsis") {
  const auto height = [](const std::vector<Fragment>& fragments, double width, double room) {
    Page page(10);
    return draw_paragraph(page, {0, 0, width, room}, fragments, 7);
  };
  const double line = height({{"word"}}, 50, 100);
  CHECK(height({{"two"}, {" "}, {"words"}}, 50, 100) == Approx(line));
  CHECK(height({{"one\n\n two\tthree"}}, 1, 100) == Approx(3 * line));
  CHECK(height({{"a"}, {"b", black, pale}, {"c"}}, 1, 100) == Approx(line));  // no blank space: one atom
  CHECK(height({{"one two three four five"}}, 1, 2.2 * line) == Approx(2 * line));
  Page page(10);
  draw_paragraph(page, {0, 0, 1, 1.2 * line}, {{"one two"}}, 7);
  CHECK(page.drawing_script().find("…") != std::string::npos);
}
