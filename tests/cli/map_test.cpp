#include <neon/embedding/affinities.hpp>
#include <neon/embedding/tsne.hpp>
#include <neon/hdf5/hdf5.hpp>
#include <neon/model_files/model_file.hpp>

#include "cli/grove.hpp"
#include "support/laws.hpp"

using namespace neon;
using Catch::Contains;

TEST_CASE("a map file holds the points, what they passed, their places and their widths") {
  const Grove grove;
  const std::string text = grove.output({"map", "trees.csv", "--scale", "standard", "--perplexity", "7", "--seed", "3",
                                         "--iterations", "300", "--out", "map.h5"});
  CHECK_THAT(text, Contains("trees.csv: 60 points, 3 features; t-SNE map within [") && Contains("perplexity 7,"));
  const ResultReader file(grove / "map.h5", "map");
  CHECK(file.matrix("x") == grove.table.values);
  const Scaling scaling = load_scaling(grove / "map.h5");
  CHECK(scaling.shift == standard_scaling(grove.table.values).shift);
  Matrix z = grove.table.values;
  scaling.apply(z);
  const Tsne expected = fit_tsne(z, {.perplexity = 7, .iterations = 300, .seed = 3});
  CHECK(file.matrix("map") == expected.embedding);
  CHECK(file.number("", "kl_divergence") == expected.kl_divergence);
  CHECK(file.vector("precision") == affinity_precisions(z, 7));
  CHECK(file.number("", "perplexity") == 7);
  CHECK(file.strings("feature_names") == grove.table.feature_names);
  CHECK(file.labels("label") == *grove.table.labels);
  CHECK(file.strings("label_names") == grove.table.class_names);
  CHECK(file.labels("row").back() == 59);
  CHECK(grove.entries() == 2);
  CHECK_THAT(grove.output({"show", "map.h5"}), Contains("map  float64 [60, 2]"));
}

TEST_CASE("a map of some points of a table keeps their rows, and few points have few neighbours") {
  const Grove grove;
  grove.output({"map", "trees.csv", "--points", "20", "--iterations", "50", "--threads", "1", "--out", "map.h5"});
  const ResultReader file(grove / "map.h5", "map");
  const Labels row = file.labels("row");
  REQUIRE(row.size() == 20);
  for (std::size_t n = 0; n < 20; ++n) CHECK(row[n] == static_cast<Index>(3 * n));
  CHECK(file.integer("", "rows") == 60);
  CHECK(file.number("", "perplexity") == Approx(19.0 / 3));
  CHECK(file.matrix("x") == grove.table.values(row, Eigen::all));
  grove.output({"map", "trees.csv", "--points", "20", "--iterations", "50", "--threads", "2", "--out", "two.h5"});
  CHECK(slurp(grove / "map.h5") == slurp(grove / "two.h5"));
}

TEST_CASE("the picture of a map names the classes, and has axes") {
  const Grove grove;
  grove.output({"map", "trees.csv", "--iterations", "100", "--out", "map.h5", "--plot", "map.svg"});
  const std::string picture = slurp(grove / "map.svg");
  CHECK_THAT(picture,
             Contains("<svg") && Contains("fir") && Contains("oak") && Contains("elm") && Contains("t-SNE map"));
  grove.output({"map", "trees.csv", "--drop", "kind", "--iterations", "100", "--out", "m.h5", "--plot", "m.png"});
  CHECK(slurp(grove / "m.png").starts_with("\x89PNG"));
}

TEST_CASE("maps that cannot be made are refused, and maps where other files belong") {
  const Grove grove;
  const auto refused = [&](std::vector<std::string> more, const std::string& out = "n.h5") {
    more.insert(more.begin(), "map");
    more.insert(more.end(), {"--out", out});
    return grove.refusal(more);
  };
  CHECK_THAT(refused({"trees.csv", "--perplexity", "0.5"}), Contains("--perplexity: 0.5 should be at least 1"));
  CHECK_THAT(refused({"trees.csv", "--perplexity", "-3"}), Contains("--perplexity: -3 should be a positive number"));
  CHECK_THAT(refused({"trees.csv"}, "n.csv"), Contains("--out: n.csv should end in .h5"));
  CHECK_THAT(refused({"none.csv"}), Contains("none.csv") && Contains("no such file"));
  CHECK_THAT(refused({"trees.csv", "--points", "3"}), Contains("3 points should be at least 4"));
  CHECK_THAT(refused({"trees.csv", "--plot", "m.gif"}), Contains("m.gif should end in .png, .pdf, .svg"));
  grove.map();
  grove.output({"fit", "trees.csv", "--clusters", "3", "--out", "m.h5"});
  CHECK_THAT(refused({"trees.csv"}, "map.h5"), Contains("map.h5: exists already"));
  CHECK_THAT(refused({"m.h5"}), Contains("m.h5 is a model (kmeans), and no table of points"));
  const std::vector<std::vector<std::string>> commands{{"map", "map.h5", "--out", "n.h5"},
                                                       {"fit", "map.h5", "--clusters", "2", "--out", "n.h5"},
                                                       {"compare", "m.h5", "map.h5"}};
  for (const std::vector<std::string>& command : commands)
    CHECK_THAT(grove.refusal(command), Contains("map.h5 is a map, and no table of points"));
  CHECK_THAT(grove.refusal({"compare", "map.h5", "trees.csv"}), Contains("is of kind 'map'"));
}
