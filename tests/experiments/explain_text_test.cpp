#include <neon/hdf5/hdf5.hpp>

#include <catch2/catch.hpp>

#include "datasets/subprocess.hpp"
#include "support/scratch_folder.hpp"
#include "support/tolerances.hpp"

using namespace neon;
using Catch::Matchers::Contains;
using datasets::ProcessResult;

namespace {

/// Texts about two things, a vector file that knows them, and a data cache of their own.
class Desk {
 public:
  Desk() {
    const std::vector<std::string> pets = {"The cats chase dogs & mice", "dogs, dogs and\ncats", "mice fear cats zzz"},
                                   cars = {"engines and wheels", "wheels <turn> engines", "brakes stop wheels gr\xfcn"};
    std::filesystem::create_directories(folder_ / "texts/pets");
    std::filesystem::create_directories(folder_ / "texts/cars");
    std::string table = "id,body\n";
    for (std::size_t n = 0; n < pets.size(); ++n) {
      spit(folder_ / fmt::format("texts/pets/{}.txt", n), pets[n]);
      spit(folder_ / fmt::format("texts/cars/{}.txt", n), cars[n]);
      table += fmt::format("1,\"{}\"\n2,\"{}\"\n", pets[n], cars[n]);
    }
    spit(folder_ / "texts/empty.txt", "the zzz");
    spit(folder_ / "table.csv", table);
    spit(folder_ / "v.vec",
         "9 3\ncats 1 0.1 0\ndogs 0.9 0 0.1\nmice 1.1 0 0\nchase 0.4 0.2 0\nfear 0.5 0.1 0.3\n"
         "engines 0 1 0.1\nwheels 0.1 0.9 0\nbrakes 0 1.2 0\nturn 0.2 0.5 0.1\n");
  }

  ProcessResult run(std::vector<std::string> arguments, const std::string& input = "texts") const {
    arguments.insert(arguments.begin(), {EXPLAIN_TEXT, path(input), "--out", path("r.h5")});
    return *datasets::run_process(arguments, "/", {"NEON_DATA=" + path("data")}, std::chrono::seconds(60));
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  const ScratchFolder& folder() const { return folder_; }

 private:
  ScratchFolder folder_;
};

}  // namespace

TEST_CASE("explain-text finds the two topics of a folder and the words that tell them apart") {
  const Desk desk;
  const std::string model = GENERATE("kmeans", "kernel-kmeans");
  const ProcessResult result = desk.run({"--clusters", "2", "--vectors", desk.path("v.vec"), "--model", model});
  INFO(result.output);
  REQUIRE(result.status == 0);
  CHECK_THAT(result.output, Contains("7 texts, 1 without a known word left out; 9 of 14 words have a vector"));

  const ResultReader file(desk.path("r.h5"), "explain-text");
  CHECK(file.strings("texts/empty") == std::vector<std::string>{"empty.txt"});
  CHECK(file.strings("texts/group") == std::vector<std::string>{"cars", "cars", "cars", "pets", "pets", "pets"});
  const Labels cluster = file.labels("texts/cluster");
  for (std::size_t n = 0; n < 6; ++n) CHECK((cluster[n] == cluster[0]) == (n < 3));
  CHECK(file.text("model", "kind") == model);
  CHECK(file.number("model", "top_probability") == Approx(0.9).epsilon(tolerance::gradient));

  const Vector logit = file.vector("explained/logit"), relevance = file.vector("words/relevance");
  CHECK(logit.minCoeff() > 0);
  const Matrix logits = file.matrix("texts/logits");
  for (Index n = 0; n < 6; ++n) CHECK(logits(n, cluster[static_cast<std::size_t>(n)]) == Approx(logit(n)));
  const auto words = file.strings("vocabulary/word");
  const Labels word = file.labels("words/word"), text = file.labels("words/text");
  REQUIRE(relevance.size() == static_cast<Index>(word.size()));
  for (std::size_t t = 0; t < word.size(); ++t) {
    const std::string& name = words[static_cast<std::size_t>(word[t])];
    const bool known = name != "the" && name != "and" && name != "zzz" && name != "gr\xc3\xbcn" && name != "stop";
    CHECK((relevance(static_cast<Index>(t)) != 0) == known);
    if (name == "wheels" || name == "cats") CHECK(relevance(static_cast<Index>(t)) > 0);
  }
  CHECK(file.strings(fmt::format("clusters/{}/word", cluster[0]))[0] == "wheels");

  const std::string html = slurp(desk.path("r.html"));
  CHECK_THAT(html, Contains(">wheels</b> &lt;<b ") && Contains("gr\xc3\xbcn</i>") && Contains("dogs</b> <i"));
  CHECK_THAT(html, Contains("</i>\n<b "));
}

TEST_CASE("explain-text: word relevance of standard k-means is gradient x input of the mean of the words") {
  const Desk desk;
  REQUIRE(desk.run({"--clusters", "2", "--vectors", desk.path("v.vec")}).status == 0);
  const ResultReader file(desk.path("r.h5"));
  const Matrix x = file.matrix("texts/x"), centroids = file.matrix("model/centroids");
  const Labels cluster = file.labels("texts/cluster"), text = file.labels("words/text");
  const Vector relevance = file.vector("words/relevance");
  Vector sum = Vector::Zero(x.rows());
  for (std::size_t t = 0; t < text.size(); ++t) sum(text[t]) += relevance(static_cast<Index>(t));
  for (Index n = 0; n < x.rows(); ++n) {
    // Two clusters: one competitor, whose pool weight is 1.
    const Index c = cluster[static_cast<std::size_t>(n)];
    const double expected = 2 * (centroids.row(c) - centroids.row(1 - c)).dot(x.row(n));
    CHECK(sum(n) == Approx(expected).epsilon(tolerance::rounding));
  }
}

TEST_CASE("explain-text reads a table and gives the same for any number of threads") {
  const Desk desk;
  const std::vector<std::string> arguments = {"--clusters", "2", "--column", "body", "--vectors", desk.path("v.vec")};
  REQUIRE(desk.run(arguments, "table.csv").status == 0);
  const std::string page = slurp(desk.path("r.html"));
  const Vector relevance = ResultReader(desk.path("r.h5")).vector("words/relevance");
  std::vector<std::string> one_thread = arguments;
  one_thread.insert(one_thread.end(),
                    {"--threads", "1", "--page", desk.path("p.html"), "--points", "2", "--per-cluster", "0"});
  REQUIRE(desk.run(one_thread, "table.csv").status == 0);
  const ResultReader file(desk.path("r.h5"));
  CHECK(file.labels("explained/text") == Labels{0, 1});
  CHECK(file.strings("texts/id").size() == 6);
  const Vector first = file.vector("words/relevance");
  CHECK(first == relevance.head(first.size()));
  CHECK_THAT(slurp(desk.path("p.html")), Contains("line 2") && Contains("line 3"));
  CHECK(slurp(desk.path("r.html")) == page);
}

TEST_CASE("explain-text trains vectors on the texts themselves") {
  const Desk desk;
  const ProcessResult result = desk.run({"--clusters", "2", "--vectors", "corpus"});
  INFO(result.output);
  REQUIRE(result.status == 0);
  CHECK(ResultReader(desk.path("r.h5")).text("vectors", "kind") == "trained on the corpus");
  CHECK(ResultReader(desk.path("r.h5")).vector("words/relevance").allFinite());
}

TEST_CASE("explain-text says in one line what is wrong, with exit code 2 and no files") {
  const Desk desk;
  const std::string vectors = desk.path("v.vec");
  const auto error = [&](const std::vector<std::string>& arguments, const std::string& input = "texts") {
    const ProcessResult result = desk.run(arguments, input);
    CHECK(result.status == 2);
    CHECK(std::count(result.output.begin(), result.output.end(), '\n') == 1);
    CHECK_FALSE(std::filesystem::exists(desk.path("r.h5")));
    CHECK_FALSE(std::filesystem::exists(desk.path("r.html")));
    return result.output;
  };
  CHECK_THAT(error({"--clusters", "7", "--vectors", vectors}), Contains("--clusters: 7 should be at most 6"));
  CHECK_THAT(error({"--clusters", "1", "--vectors", vectors}), Contains("--clusters: 1 should be at least 2"));
  CHECK_THAT(error({"--clusters", "2", "--vectors", vectors}, "none"), Contains("none: no such file or folder"));
  CHECK_THAT(error({"--clusters", "2", "--vectors", vectors}, "table.csv"), Contains("--column should name"));
  CHECK_THAT(error({"--clusters", "2", "--vectors", vectors, "--column", "x"}, "table.csv"), Contains("no column 'x'"));
  CHECK_THAT(error({"--clusters", "2", "--vectors", vectors, "--column", "x"}), Contains("is no table"));
  CHECK_THAT(error({"--clusters", "2", "--vectors", desk.path("none.vec")}), Contains("none.vec: no such file"));
  CHECK_THAT(error({"--clusters", "2", "--model", "deep"}), Contains("--model"));
  CHECK_THAT(error({"--vectors", vectors}), Contains("--clusters is required"));
  CHECK_THAT(error({"--clusters", "2", "--vectors", vectors, "--page", desk.path("r.h5")}), Contains("--page"));
}

TEST_CASE("explain-text without the default vectors ends with exit code 3 and says what needs none") {
  const Desk desk;
  const ProcessResult result = *datasets::run_process(
      {EXPLAIN_TEXT, desk.path("texts"), "--clusters", "2", "--out", desk.path("r.h5")}, "/",
      {"NEON_DATA=" + desk.path("data"), "NEON_MIRROR=" + desk.path("none"), "PATH=/none"}, std::chrono::seconds(60));
  CHECK(result.status == 3);
  CHECK_THAT(result.output, Contains("glove-100d") && Contains("--vectors corpus"));
  CHECK_FALSE(std::filesystem::exists(desk.path("r.h5")));
}
