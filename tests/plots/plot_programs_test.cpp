#include <neon/compare/leaderboard_record.hpp>
#include <neon/core/version.hpp>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "canvas/leaderboard_board.hpp"
#include "experiments/models/panel.hpp"
#include "plots/picture.hpp"
#include "plots/plot_run.hpp"
#include "plots/synthetic_results.hpp"
#include "support/sample_comparison.hpp"
#include "support/sample_densities.hpp"
#include "support/sample_surrogate.hpp"
#include "support/sample_tiles.hpp"

using namespace neon;
using namespace neon::testing;

namespace {

/// A figure is there: picture of the right size with content, nothing cut off, PDF, caption.
Picture check_figure(const ScratchFolder& folder, const std::string& name, std::size_t colours) {
  INFO(name);
  const std::string stem = "figures/" + name;
  const Picture picture = read_png(folder / (stem + ".png"));
  CHECK(picture.width == 2000);
  CHECK(picture.height > 500);
  CHECK(picture.colours() > colours);
  CHECK(picture.has_white_margin(6));
  const std::string pdf = slurp(folder / (stem + ".pdf"));
  CHECK(pdf.starts_with("%PDF"));
  CHECK(pdf.size() > 10000);
  CHECK(slurp(folder / (stem + ".txt")).size() > 100);
  return picture;
}

std::size_t count(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

}  // namespace

TEST_CASE("fig4 draws the three models, their explanations and the details") {
  const ScratchFolder folder;
  write_mnist(folder / "mnist.h5");
  const PlotRun run =
      run_plot(FIG4, "--results mnist.h5 --out figures", folder, "unset DISPLAY; export LC_ALL=C HOME=/nonexistent;");
  CHECK(run.code == 0);
  CHECK(run.error.empty());
  CHECK(run.out.empty());
  const Picture picture = check_figure(folder, "fig4", 1000);
  for (const std::uint32_t digit : {0x332288U, 0x999933U})
    CHECK(std::count(picture.pixels.begin(), picture.pixels.end(), digit) > 20);
  CHECK(count(folder / "figures") == 3);
  const std::string caption = slurp(folder / "figures/fig4.txt");
  CHECK(caption.find("60 MNIST test points.") != std::string::npos);
  CHECK(caption.find("kernel k-means, split") != std::string::npos);
  CHECK(caption.find("Not in the result file") == std::string::npos);
}

TEST_CASE("fig5 draws the comparison and the four cells") {
  const ScratchFolder folder;
  write_mnist(folder / "mnist.h5");
  CHECK(run_plot(FIG5, "--results mnist.h5 --out figures", folder).code == 0);
  for (const std::string name : {"fig5", "fig5-cells"}) {
    const Picture picture = check_figure(folder, name, 100);
    for (const std::uint32_t method : {0xd55e00U, 0x56b4e9U, 0x009e73U, 0x0072b2U, 0xcc79a7U, 0x888888U})
      CHECK(std::count(picture.pixels.begin(), picture.pixels.end(), method) > 100);
    CHECK(slurp(folder / ("figures/" + name + ".txt")).find("Not in the result file") == std::string::npos);
  }
  CHECK(count(folder / "figures") == 6);
}

TEST_CASE("figwine draws clusters and relevances, names from the file are plain text") {
  const ScratchFolder folder;
  write_wine(folder / "wine.h5", GENERATE(9, 3));
  const PlotRun run = run_plot(FIGWINE, "--results wine.h5 --out figures", folder);
  CHECK(run.code == 0);
  CHECK(run.error.empty());
  check_figure(folder, "figwine", 100);
}

TEST_CASE("figmodels draws a panel per model, and a gap where one is not stored") {
  const ScratchFolder folder;
  {
    ResultWriter writer(folder / "models.h5", "models");
    for (const auto& panel : experiments::models::panels(60, 1))
      if (panel.name != "kernel-kmeans") experiments::models::record_panel(panel, 31, 4, writer);
    writer.commit();
  }
  const PlotRun run = run_plot(FIGMODELS, "--results models.h5 --out figures", folder);
  CHECK(run.code == 0);
  CHECK(run.error.empty());
  const Picture picture = check_figure(folder, "figmodels", 100);
  for (const std::uint32_t cluster : {0x0072b2U, 0xe69f00U, 0x009e73U})
    CHECK(std::count(picture.pixels.begin(), picture.pixels.end(), cluster) > 20);

  ResultWriter damaged(folder / "damaged.h5", "models");
  experiments::models::record_panel(experiments::models::panels(60, 1).front(), 31, 4, damaged);
  damaged.write("models/kernel-kmeans/x", Matrix::Zero(3, 2));
  damaged.commit();
  CHECK(run_plot(FIGMODELS, "--results damaged.h5 --out figures", folder).failed_with_one_line("figmodels"));
}

TEST_CASE("figleaderboard draws a summary and a page for every data set, none longer than a page of paper") {
  const ScratchFolder folder;
  samples::Comparison comparison(5);
  const Leaderboard board = comparison.board();
  {
    ResultWriter writer(folder / "leaderboard.h5", "leaderboard");
    for (const std::string place : {"wine/standard", "wine/kernel", "mnist/standard", "mnist/kernel", "mnist/deep"}) {
      write_leaderboard(writer, "boards/" + place, board);
      writer.attribute("boards/" + place, "accuracy", 0.9);
    }
    writer.commit();
  }
  const PlotRun run = run_plot(FIGLEADERBOARD, "--results leaderboard.h5 --out figures", folder);
  CHECK(run.code == 0);
  CHECK(run.error.empty());
  for (const std::string name : {"figleaderboard", "figleaderboard-wine", "figleaderboard-mnist"})
    CHECK(check_figure(folder, name, 50).height < 3200);
  CHECK(count(folder / "figures") == 9);

  ResultWriter other(folder / "other.h5", "leaderboard");
  write_leaderboard(other, "boards/wine/standard", board);
  other.attribute("boards/wine/standard", "accuracy", 0.9);
  comparison.contenders.pop_back();
  write_leaderboard(other, "boards/wine/kernel", comparison.board());
  other.attribute("boards/wine/kernel", "accuracy", 0.9);
  other.commit();
  const PlotRun refused = run_plot(FIGLEADERBOARD, "--results other.h5 --out figures", folder);
  CHECK(refused.failed_with_one_line("figleaderboard"));
  CHECK(refused.error.find("its methods should be those of wine, standard") != std::string::npos);

  ResultWriter empty(folder / "empty.h5", "leaderboard");
  empty.attribute("", "profile", "full");
  empty.commit();
  CHECK(run_plot(FIGLEADERBOARD, "--results empty.h5 --out figures", folder).failed_with_one_line("figleaderboard"));
}

TEST_CASE("figdensities draws both parts, no longer than a page of paper, and refuses a result without one") {
  const ScratchFolder folder;
  samples::write_densities(folder / "densities.h5");
  const PlotRun run = run_plot(FIGDENSITIES, "--results densities.h5 --out figures", folder);
  CHECK(run.code == 0);
  CHECK(run.error.empty());
  CHECK(check_figure(folder, "figdensities", 30).height < 3200);
  ResultWriter half(folder / "half.h5", "densities");
  write_leaderboard(half, "flipping/wine/knn", samples::densities_board({{"deletion", Better::lower}}));
  half.commit();
  const PlotRun refused = run_plot(FIGDENSITIES, "--results half.h5 --out figures", folder);
  CHECK(refused.failed_with_one_line("figdensities"));
  CHECK(refused.error.find("there should be a leaderboard in planted/") != std::string::npos);
}

TEST_CASE(
    "the surrogate's figures draw predictions, similar images, concepts and classes, and refuse what has another "
    "shape") {
  const ScratchFolder folder;
  samples::write_surrogate(folder / "surrogate.h5");
  for (const auto& [program, name] : {std::pair{FIGSURROGATE, "figsurrogate"}, std::pair{FIGSIMILAR, "figsimilar"},
                                      std::pair{FIGCONCEPTS, "figconcepts"}, std::pair{FIGCLASSES, "figclasses"}}) {
    const PlotRun run = run_plot(program, "--results surrogate.h5 --out figures", folder);
    CHECK(run.code == 0);
    CHECK(run.error.empty());
    check_figure(folder, name, 5);
    ResultWriter damaged(folder / "damaged.h5", "surrogate");
    damaged.write("layers_shown", std::vector<std::string>{"stem"});
    damaged.commit();
    CHECK(run_plot(program, "--results damaged.h5 --out figures", folder).failed_with_one_line(name));
  }
  CHECK(count(folder / "figures") == 12);
}

TEST_CASE("the tiles' figure draws defects and who finds them, and refuses what has another shape") {
  const ScratchFolder folder;
  samples::write_tiles(folder / "tiles.h5");
  const PlotRun run = run_plot(FIGTILES, "--results tiles.h5 --out figures", folder);
  CHECK(run.code == 0);
  CHECK(run.error.empty());
  check_figure(folder, "figtiles", 5);
  ResultWriter damaged(folder / "damaged.h5", "tiles");
  damaged.write("kinds", std::vector<std::string>{"Free"});
  damaged.commit();
  CHECK(run_plot(FIGTILES, "--results damaged.h5 --out figures", folder).failed_with_one_line("figtiles"));
}

TEST_CASE(
    "places on a leaderboard: the best is first, equal scores share a place, gaps and metrics without order have "
    "none") {
  Leaderboard board;
  board.metrics = {{"up", "", "", Better::higher}, {"down", "", "", Better::lower}, {"none", "", "", Better::neither}};
  const double gap = std::nan("");
  board.score = Matrix{{3, 3, 1}, {1, 1, 2}, {3, gap, 3}, {2, 2, 4}};
  const std::array<std::array<double, 4>, 2> expected{{{1, 4, 1, 3}, {3, 1, gap, 2}}};
  for (Index metric = 0; metric < 2; ++metric)
    for (Index row = 0; row < 4; ++row) {
      const double found = plots::rank(board, row, metric);
      const double wanted = expected[static_cast<std::size_t>(metric)][static_cast<std::size_t>(row)];
      CHECK((found == wanted || (std::isnan(found) && std::isnan(wanted))));
    }
  CHECK(std::isnan(plots::rank(board, 0, 2)));
  CHECK(plots::rank_colour(board, 1, 1) == plots::Rgb{0x66, 0xc2, 0xa5});
  CHECK(plots::rank_colour(board, 0, 1) == plots::white);
  CHECK(plots::rank_colour(board, 2, 1) == plots::white);
}

TEST_CASE("A figure depends neither on the current directory nor on the locale, and repeats bit by bit") {
  const ScratchFolder folder;
  write_wine(folder / "wine.h5");
  CHECK(run_plot(FIGWINE, "--results wine.h5 --out figures", folder).code == 0);
  const std::string arguments =
      fmt::format("--results '{0}' --out \"{1}\"", (folder / "wine.h5").string(), (folder / "it's again").string());
  CHECK(run_plot(FIGWINE, arguments, folder, "cd /; export LC_ALL=de_DE.UTF-8 TZ=Asia/Tokyo;").code == 0);
  CHECK(slurp(folder / "figures/figwine.png") == slurp(folder / "it's again/figwine.png"));
}

TEST_CASE("What a run has left out leaves a gap and is named in the caption") {
  const ScratchFolder folder;
  write_mnist(folder / "mnist.h5", {.models = {"kernel"},
                                    .methods = {"NEON", "GI", "random"},
                                    .roots = {"box"},
                                    .profile = "smoke",
                                    .with_tsne = false,
                                    .with_competitors = false,
                                    .shown = {0, 3, 7}});
  for (const std::string program : {FIG4, FIG5})
    CHECK(run_plot(program, "--results mnist.h5 --out figures", folder).error.empty());
  check_figure(folder, "fig4", 100);
  check_figure(folder, "fig5", 100);
  check_figure(folder, "fig5-cells", 50);
  const auto caption = [&](const std::string& name) { return slurp(folder / ("figures/" + name + ".txt")); };
  for (const std::string missing :
       {"smoke run", "t-SNE of standard", "t-SNE of kernel", "NEON for deep", "relevance by competitor"})
    CHECK(caption("fig4").find(missing) != std::string::npos);
  for (const std::string missing : {"SR for kernel", "pixel flipping of deep", "pixel flipping of kernel by IG"})
    CHECK(caption("fig5").find(missing) != std::string::npos);
  CHECK(caption("fig5-cells").find("all methods of kernel with free root") != std::string::npos);
}

TEST_CASE("Every plot program explains itself") {
  const ScratchFolder folder;
  const auto [program, name] = GENERATE(table<std::string, std::string>({{FIG4, "fig4"},
                                                                         {FIG5, "fig5"},
                                                                         {FIG6, "fig6"},
                                                                         {FIG7, "fig7"},
                                                                         {FIGDENSITIES, "figdensities"},
                                                                         {FIGLEADERBOARD, "figleaderboard"},
                                                                         {FIGMODELS, "figmodels"},
                                                                         {FIGSURROGATE, "figsurrogate"},
                                                                         {FIGSIMILAR, "figsimilar"},
                                                                         {FIGCONCEPTS, "figconcepts"},
                                                                         {FIGCLASSES, "figclasses"},
                                                                         {FIGTILES, "figtiles"},
                                                                         {FIGWINE, "figwine"}}));
  const PlotRun help = run_plot(program, "--help", folder), version = run_plot(program, "--version", folder);
  CHECK(help.code == 0);
  for (const std::string text : {"--results", "--out", "--version"}) CHECK(help.out.find(text) != std::string::npos);
  CHECK(version.code == 0);
  CHECK(version.out.starts_with(fmt::format("{} {}", name, neon::version)));
  CHECK(run_plot(program, "--nonsense", folder).failed_with_one_line(name));
}
