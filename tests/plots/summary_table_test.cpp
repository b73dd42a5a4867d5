#include "plots/summary_table.hpp"

#include <catch2/catch.hpp>

#include "plots/synthetic_results.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using namespace neon::plots;
using namespace neon::testing;

namespace {

std::vector<MethodSummary> summary_of(const SyntheticMnist& content) {
  const ScratchFolder folder;
  write_mnist(folder / "mnist.h5", content);
  const ResultReader reader(folder / "mnist.h5", "mnist");
  return summarise(MnistResults(reader));
}

}  // namespace

TEST_CASE("The table holds the stored areas and times, and marks by its rules") {
  const SyntheticMnist content{.models = {"standard", "kernel", "deep"}};
  const auto rows = summary_of(content);
  REQUIRE(rows.size() == 6);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const std::string method(rows[row].method);
    CHECK(method == explanations_and_control[row]);
    double area = 0, seconds = 0;
    for (std::size_t model = 0; model < 3; ++model) {
      CHECK(rows[row].area[model] == synthetic_area(method, model));
      CHECK(rows[row].seconds[model] == synthetic_seconds(method, model));
      area += synthetic_area(method, model) / 3;
      seconds += synthetic_seconds(method, model) / 3;
    }
    CHECK(rows[row].mean_area.value() == Approx(area));
    CHECK(rows[row].mean_seconds.value() == Approx(seconds));
  }
  // Areas .14 .25 .30 .09 .10: accurate up to .195. Times 3 1 1 90 120: fast up to 10.
  const bool accurate[] = {true, false, false, true, true}, fast[] = {true, true, true, false, false};
  for (std::size_t row = 0; row < 5; ++row) {
    CHECK(rows[row].accurate == accurate[row]);
    CHECK(rows[row].fast == fast[row]);
    CHECK(rows[row].detailed == (row == 0));
  }
  CHECK((!rows[5].accurate && !rows[5].fast && !rows[5].detailed));
}

TEST_CASE("The table leaves empty what was not measured") {
  const auto rows = summary_of({.models = {"kernel"}, .methods = {"NEON", "SA"}, .roots = {"box"}});
  CHECK_FALSE(rows[0].area[0]);
  CHECK(rows[0].area[1] == synthetic_area("NEON", 0));
  CHECK(rows[0].mean_area.value() == synthetic_area("NEON", 0));
  CHECK(rows[0].accurate == true);
  CHECK(rows[1].accurate == false);
  for (std::size_t row = 2; row < 6; ++row)
    CHECK((!rows[row].mean_area && !rows[row].mean_seconds && !rows[row].accurate && !rows[row].fast &&
           !rows[row].detailed));
  CHECK_FALSE(summary_of({.models = {"kernel"}, .roots = {"free"}})[0].accurate);
}
