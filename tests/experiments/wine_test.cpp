#include <neon/hdf5/hdf5.hpp>

#include <H5Cpp.h>
#include <catch2/catch.hpp>

#include <array>

#include "datasets/subprocess.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using Catch::Matchers::Contains;
using datasets::ProcessResult;

namespace {

ProcessResult wine(std::vector<std::string> arguments, const std::filesystem::path& folder = "/",
                   const std::vector<std::string>& environment = {}) {
  arguments.insert(arguments.begin(), WINE);
  return *datasets::run_process(arguments, folder, environment, std::chrono::seconds(60));
}

/// A vector of the file as the HDF5 library itself reads it.
template <std::size_t n>
std::array<double, n> raw(const std::filesystem::path& path, const std::string& name) {
  const H5::H5File file(path.string(), H5F_ACC_RDONLY);
  const H5::DataSet data = file.openDataSet(name);
  REQUIRE(data.getSpace().getSimpleExtentNpoints() == static_cast<hssize_t>(n));
  std::array<double, n> values{};
  data.read(values.data(), H5::PredType::NATIVE_DOUBLE);
  return values;
}

}  // namespace

TEST_CASE("wine reproduces the demo's nine points") {
  const ScratchFolder folder;
  const ProcessResult result = wine({"--out", (folder / "wine.h5").string()});
  INFO(result.output);
  REQUIRE(result.status == 0);
  CHECK_THAT(result.output, Contains("   73      1        0         0.57   0.2848   0.2848   0.2848"));

  const std::array<double, 9> points = {60, 61, 68, 70, 73, 83, 92, 95, 118},
                              logits = {.0772, .2447, .0800, .0866, .2848, .4378, .0089, .1348, .2151};
  const auto id = raw<9>(folder / "wine.h5", "points/id"), f = raw<9>(folder / "wine.h5", "points/logit"),
             sum = raw<9>(folder / "wine.h5", "points/sum"), printed = raw<9>(folder / "wine.h5", "points/printed");
  CHECK(id == points);
  CHECK(printed == logits);
  for (std::size_t n = 0; n < 9; ++n) {
    CHECK(std::abs(f[n] - logits[n]) < 5e-5);
    CHECK(std::abs(f[n] - sum[n]) < 1e-12);
  }
  CHECK(std::abs(ResultReader(folder / "wine.h5").number("centroids", "inertia") - 48.960517) < 5e-7);
}

TEST_CASE("the wine file holds what results/README.md lists") {
  const ScratchFolder folder;
  REQUIRE(wine({"--out", (folder / "wine.h5").string(), "--seed", "4", "--threads", "1"}).status == 0);
  const ResultReader file(folder / "wine.h5", "wine");
  CHECK(file.strings("features").size() == 13);
  const Matrix x = file.matrix("x"), relevance = file.matrix("all/relevance"), centroids = file.matrix("centroids");
  CHECK(x.rows() == 178);
  CHECK(x.cols() == 13);
  CHECK(x.minCoeff() == 0);
  CHECK(x.maxCoeff() == 1);
  CHECK(file.matrix("pca").cols() == 2);
  CHECK(file.text("centroids", "sizes") == "61/62/55");
  CHECK(file.matrix("points/relevance").rows() == 9);
  CHECK(file.integer("", "seed") == 4);
  CHECK(file.integer("", "threads") == 1);
  CHECK(file.text("", "profile") == "full");
  CHECK(file.text("", "sha256:wine.csv").size() == 64);

  // f = min_k ‖x - mu_k‖^2 - ‖x - mu_c‖^2 and the midpoint rule, index by index.
  const Labels assigned = file.labels("assigned");
  const Vector logit = file.vector("all/logit");
  for (Index n = 0; n < x.rows(); ++n) {
    const Index c = assigned[static_cast<std::size_t>(n)];
    Index rival = -1;
    double f = 0;
    for (Index k = 0; k < 3; ++k) {
      double h = 0;
      for (Index i = 0; i < 13; ++i)
        h += std::pow(x(n, i) - centroids(k, i), 2) - std::pow(x(n, i) - centroids(c, i), 2);
      if (k == c || (rival >= 0 && h >= f)) continue;
      rival = k;
      f = h;
    }
    CHECK(std::abs(logit(n) - f) < 1e-12);
    for (Index i = 0; i < 13; ++i) {
      const double midpoint = (centroids(c, i) + centroids(rival, i)) / 2;
      CHECK(std::abs(relevance(n, i) - 2 * (centroids(c, i) - centroids(rival, i)) * (x(n, i) - midpoint)) < 1e-12);
    }
  }
}

TEST_CASE("wine depends on neither folder, locale, time zone nor threads") {
  const ScratchFolder folder;
  const ProcessResult here = wine({"--out", "a.h5", "--threads", "1"}, folder / "");
  const ProcessResult there = wine({"--out", (folder / "b.h5").string(), "--threads", "2"}, "/usr",
                                   {"LC_ALL=de_DE.UTF-8", "LANG=tr_TR.UTF-8", "TZ=Pacific/Kiritimati"});
  REQUIRE(here.status == 0);
  REQUIRE(there.status == 0);
  CHECK(here.output.substr(0, here.output.find("wrote")) == there.output.substr(0, there.output.find("wrote")));
  const ResultReader a(folder / "a.h5"), b(folder / "b.h5");
  CHECK(a.matrix("all/relevance") == b.matrix("all/relevance"));
  CHECK(a.vector("all/logit") == b.vector("all/logit"));
}

TEST_CASE("wine explains as many points as asked for") {
  const ScratchFolder folder;
  REQUIRE(wine({"--out", (folder / "wine.h5").string(), "--points", "3"}).status == 0);
  CHECK(ResultReader(folder / "wine.h5").labels("points/id") == Labels{60, 61, 68});
  REQUIRE(wine({"--out", (folder / "wine.h5").string(), "--points", "99"}).status == 0);
  CHECK(ResultReader(folder / "wine.h5").labels("points/id").size() == 9);
}

TEST_CASE("wine explains itself") {
  const ProcessResult help = wine({"--help"}), version = wine({"--version"});
  CHECK(help.status == 0);
  CHECK_THAT(help.output, Contains("Example:\n  wine ") && Contains("--threads") && Contains("--points") &&
                              Contains("--out") && !Contains("--seed") &&
                              !Contains("--profile"));  // taken, without effect
  CHECK(version.status == 0);
  CHECK_THAT(version.output, Catch::StartsWith("wine ") && Contains("(commit "));
}

TEST_CASE("wine refuses bad flags in one line") {
  const ScratchFolder folder;
  for (const std::string bad : {"--bogus", "--points=-1", "--threads=two", "--profile=tiny", "stray"}) {
    const ProcessResult result = wine({bad, "--out", (folder / "wine.h5").string()});
    CHECK(result.status == 2);
    CHECK_THAT(result.output, Catch::StartsWith("wine: "));
    CHECK(std::count(result.output.begin(), result.output.end(), '\n') == 1);
  }
  CHECK(folder.entries() == 0);
}

TEST_CASE("wine leaves nothing where it cannot write, and keeps what was there") {
  const ScratchFolder folder;
  spit(folder / "file", "no folder");
  for (const std::filesystem::path& out : {folder / "file/wine.h5", std::filesystem::path("/proc/none/wine.h5")}) {
    const ProcessResult result = wine({"--out", out.string()});
    CHECK(result.status == 2);
    CHECK_THAT(result.output, Catch::StartsWith("wine: ") && Contains(out.parent_path().string()));
  }
  CHECK(folder.entries() == 1);

  spit(folder / "wine.h5", "an earlier result");
  const std::string limited = "ulimit -f 1; trap '' XFSZ; exec \"$0\" --out \"$1\"";
  const auto full = datasets::run_process({"sh", "-c", limited, WINE, (folder / "wine.h5").string()}, "/", {},
                                          std::chrono::seconds(60));
  CHECK(full->status == 2);
  CHECK_THAT(full->output, Contains("wine: ") && Contains("wine.h5"));
  CHECK(slurp(folder / "wine.h5") == "an earlier result");
  CHECK(folder.entries() == 2);
}
