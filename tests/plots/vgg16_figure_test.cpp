#include <catch2/catch.hpp>

#include "plots/picture.hpp"
#include "plots/plot_run.hpp"
#include "support/sample_vgg16.hpp"

using namespace neon;
using namespace neon::testing;
using Catch::Contains;

TEST_CASE("fig7 draws every image, layer and cluster, what it needed for that is gone afterwards") {
  const ScratchFolder folder;
  const Index clusters = GENERATE(1, 3, 12);
  write_sample(folder / "vgg16.h5", {.clusters = clusters, .border = 0.8});
  const PlotRun run = run_plot(FIG7, "--results vgg16.h5 --out figures", folder, "unset DISPLAY; cd .;");
  CHECK(run.error.empty());
  CHECK(run.code == 0);
  const Picture picture = read_png(folder / "figures/fig7.png");
  CHECK(picture.width == 2000);
  CHECK(picture.colours() > 1000);
  CHECK(picture.has_white_margin(6));
  CHECK(slurp(folder / "figures/fig7.pdf").starts_with("%PDF"));
  const std::string caption = slurp(folder / "figures/fig7.txt");
  CHECK_THAT(caption, Contains("Figure 7.") && Contains("spiral, layer 17: ") && Contains("Zero padding"));
  CHECK((caption.find("Only the first 8 clusters") != std::string::npos) == (clusters > 8));
  CHECK(std::distance(std::filesystem::directory_iterator(folder / "figures"), {}) == 3);
}

TEST_CASE("fig7 of a smoke run with one layer says so") {
  const ScratchFolder folder;
  write_sample(folder / "vgg16.h5", {.images = {"my 'image'"}, .layers = {24}, .profile = "smoke"});
  REQUIRE(run_plot(FIG7, "--results vgg16.h5 --out figures", folder).code == 0);
  CHECK_THAT(slurp(folder / "figures/fig7.txt"), Contains("Smoke run") && Contains("none in these images"));
}

TEST_CASE("fig7 refuses results that are missing, of another kind, or do not fit together") {
  const ScratchFolder folder;
  std::string message;
  SECTION("missing") { message = "vgg16.h5: no such file; `make vgg16` computes it"; }
  SECTION("kind") {
    write_sample(folder / "vgg16.h5", {.kind = "wine"});
    message = "wine";
  }
  SECTION("shape") {
    write_sample(folder / "vgg16.h5", {.relevance_pixels = 100});
    message = "relevance: shape [3, 100] should be [3, 1024]";
  }
  SECTION("labels") {
    write_sample(folder / "vgg16.h5", {.label_out_of_range = true});
    message = "label 3 should be in [0, 3)";
  }
  SECTION("no image") {
    write_sample(folder / "vgg16.h5", {.images = {}});
    message = "should not be empty";
  }
  const PlotRun run = run_plot(FIG7, "--results vgg16.h5 --out figures", folder);
  CHECK(run.failed_with_one_line("fig7"));
  CHECK_THAT(run.error, Contains(message));
  CHECK((!exists(folder / "figures") || std::filesystem::is_empty(folder / "figures")));
}
