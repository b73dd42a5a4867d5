#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "plots/plot_run.hpp"
#include "plots/synthetic_results.hpp"

using namespace neon;
using namespace neon::testing;

namespace {

/// Runs fig4 on mnist.h5, which must be refused in one line; gives that line. Nothing may be left in figures/.
std::string refusal(const ScratchFolder& folder, const std::string& setup = "") {
  const PlotRun run = run_plot(FIG4, "--results mnist.h5 --out figures", folder, setup);
  INFO(run.code << ": " << run.out << run.error);
  CHECK(run.failed_with_one_line("fig4"));
  const auto figures = folder / "figures";
  CHECK((!exists(figures) || std::filesystem::is_empty(figures)));
  return run.error;
}

}  // namespace

TEST_CASE("A missing result file: the message says what computes it") {
  const ScratchFolder folder;
  CHECK_THAT(refusal(folder), Catch::Contains("mnist.h5: no such file; `make mnist` computes it"));
  CHECK_THAT(run_plot(FIGWINE, "--results wine.h5 --out figures", folder).error,
             Catch::Contains("`make wine` computes it"));
}

TEST_CASE("A result file of another kind, cut off, or no result file at all") {
  const ScratchFolder folder;
  SECTION("kind") {
    write_mnist(folder / "mnist.h5", {.kind = "wine"});
    CHECK_THAT(refusal(folder), Catch::Contains("mnist.h5") && Catch::Contains("wine"));
  }
  SECTION("cut off") {
    write_mnist(folder / "mnist.h5");
    resize_file(folder / "mnist.h5", file_size(folder / "mnist.h5") / 2);
    CHECK_THAT(refusal(folder), Catch::Contains("mnist.h5"));
  }
  SECTION("text") {
    spit(folder / "mnist.h5", "no HDF5");
    CHECK_THAT(refusal(folder), Catch::Contains("mnist.h5"));
  }
  SECTION("folder") {
    create_directory(folder / "mnist.h5");
    CHECK_THAT(refusal(folder), Catch::Contains("mnist.h5"));
  }
}

TEST_CASE("A result file with unexpected content") {
  const ScratchFolder folder;
  SECTION("shape") {
    write_mnist(folder / "mnist.h5", {.image_pixels = 783});
    CHECK_THAT(refusal(folder), Catch::Contains("digits/image: shape [10, 783] should be [10, 784]"));
  }
  SECTION("no model") {
    write_mnist(folder / "mnist.h5", {.models = {"standard-nobias"}});
    CHECK_THAT(refusal(folder), Catch::Contains("should hold standard, kernel or deep"));
  }
}

TEST_CASE("gnuplot missing or failing: an error, and an earlier figure stays") {
  const ScratchFolder folder;
  write_wine(folder / "wine.h5");
  create_directory(folder / "figures");
  spit(folder / "figures/figwine.png", "an earlier figure");
  create_directory(folder / "bin");
  const auto fake_gnuplot = [&](const std::string& script) {
    spit(folder / "bin/gnuplot", "#!/bin/sh\n" + script);
    permissions(folder / "bin/gnuplot", std::filesystem::perms::owner_all);
  };
  std::string setup = fmt::format("export PATH='{}';", (folder / "bin").string()), message;
  SECTION("missing") { message = "gnuplot-nox) failed: "; }
  SECTION("ends at once") {
    fake_gnuplot("echo first >&2; echo 'unknown terminal type pngcairo' >&2; exit 1");
    message = "failed: unknown terminal type pngcairo";
  }
  SECTION("draws nothing") {
    fake_gnuplot("while read -r line; do :; done");
    message = "could not write all of it";
  }
  SECTION("disk full") {
    setup = "ulimit -f 16;";
    message = "figwine.png: ";
  }
  const PlotRun run = run_plot(FIGWINE, "--results wine.h5 --out figures", folder, setup);
  CHECK(run.failed_with_one_line("figwine"));
  CHECK_THAT(run.error, Catch::Contains(message));
  CHECK(slurp(folder / "figures/figwine.png") == "an earlier figure");
  CHECK(std::distance(std::filesystem::directory_iterator(folder / "figures"), {}) == 1);
}

TEST_CASE("A folder that cannot be written to") {
  const ScratchFolder folder;
  write_wine(folder / "wine.h5");
  spit(folder / "figures", "a file");
  const PlotRun run = run_plot(FIGWINE, "--results wine.h5 --out figures", folder);
  CHECK(run.failed_with_one_line("figwine"));
  CHECK_THAT(run.error, Catch::Contains("figures"));
  CHECK(slurp(folder / "figures") == "a file");
}
