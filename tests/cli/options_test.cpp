#include "cli/desk.hpp"

using namespace neon;
using Catch::Contains;

namespace {

struct Bench : Desk {
  Bench() { write("data.csv", flowers); }
};

}  // namespace

TEST_CASE("options that other programs have are told by their name here") {
  const Bench desk;
  const auto fit = [&](const std::string& option) {
    return desk.refusal({"fit", "data.csv", option, "3", "--clusters", "2", "--out", "m.h5"});
  };
  CHECK_THAT(fit("--random_state"), Contains("neon fit: unknown option '--random_state'; here it is --seed"));
  CHECK_THAT(fit("--random-state"), Contains("here it is --seed"));
  CHECK_THAT(fit("--n_jobs"), Contains("here it is --threads"));
  CHECK_THAT(fit("--n-init"), Contains("here it is --restarts"));
  CHECK_THAT(fit("--covariance_type"), Contains("here it is --covariance"));
  CHECK_THAT(fit("--verbose"), Contains("unknown option '--verbose'") && Contains("progress"));
  CHECK_THAT(fit("--top_probability"), Contains("it is written --top-probability"));
  // Before what is missing without them.
  for (const std::string option : {"--n_clusters", "--n-clusters", "-k", "--k", "--n_clusters=3"})
    CHECK_THAT(desk.refusal({"fit", "data.csv", option, "3", "--out", "m.h5"}), Contains("here it is --clusters"));
  for (const std::string option : {"--output", "-o"})
    CHECK_THAT(desk.refusal({"fit", "data.csv", "--clusters", "2", option, "m.h5"}), Contains("here it is --out"));
  CHECK_THAT(desk.refusal({"explain", "data.csv", "--n_clusters", "2"}), Contains("here it is --clusters"));
  CHECK_THAT(desk.refusal({"compare", "data.csv", "data.csv", "--random_state", "2"}), Contains("here it is --seed"));
}

TEST_CASE("other unknown options get the nearest known one, or the command that has it") {
  const Bench desk;
  CHECK_THAT(desk.refusal({"explain", "data.csv", "--clusters", "2", "--compsite", "z"}),
             Contains("did you mean '--composite'?"));
  CHECK_THAT(desk.refusal({"fit", "data.csv", "--cluster", "2", "--out", "m.h5"}),
             Contains("did you mean '--clusters'?"));
  CHECK_THAT(desk.refusal({"fit", "data.csv", "--clusters", "2", "--why-not", "1", "--out", "m.h5"}),
             Contains("unknown option '--why-not'; it belongs to neon explain"));
  CHECK_THAT(desk.refusal({"explain", "data.csv", "--clusters", "2", "--metrics", "infidelity"}),
             Contains("it belongs to neon compare"));
  CHECK_THAT(desk.refusal({"list", "models", "--zzz"}), Contains("unknown option '--zzz' (see neon list --help)"));
  CHECK_THAT(desk.refusal({"--seed", "3", "fit"}), Contains("unknown option '--seed'") && Contains("neon fit"));
  CHECK_THAT(desk.refusal({"show", "data.csv", "other.csv"}), Contains("'other.csv' is one too many"));
  CHECK_THAT(desk.refusal({"fit", "data.csv", "--clusters", "2", "--out"}), Contains("--out: FILE.h5 is missing"));
}

TEST_CASE("numbers are told what they should be, in words and without ranges of C++") {
  const Bench desk;
  desk.output({"fit", "data.csv", "--clusters", "2", "--out", "m.h5"});
  const auto explain = [&](const std::string& option, const std::string& value) {
    const std::string said = desk.refusal({"explain", "m.h5", "data.csv", option, value});
    CHECK(said.size() < 160);
    return said;
  };
  for (const std::string option : {"--threads", "--top", "--first", "--features", "--seed"})
    CHECK_THAT(explain(option, "-1"), Contains("neon explain: " + option + ": -1 should be 0 or more"));
  CHECK_THAT(explain("--restarts", "0"), Contains("--restarts: 0 should be 1 or more"));
  CHECK_THAT(explain("--threads", "many"), Contains("--threads: 'many' should be a whole number"));
  CHECK_THAT(explain("--threads", "1.5"), Contains("--threads: '1.5' should be a whole number"));
  for (const std::string option : {"--threads", "--seed"})
    CHECK_THAT(explain(option, "99999999999999999999"), Contains(option + ": 99999999999999999999 is too large"));
  CHECK_THAT(explain("--bounds", "0,x"), Contains("--bounds: '0,x' should be a number"));
  CHECK_THAT(explain("--bounds", "1"), Contains("--bounds: 2 values are needed, not 1"));
  CHECK_THAT(desk.refusal({}), Contains("neon: a command is missing: fit, explain"));
  CHECK_THAT(explain("--gamma", "-2"), Contains("--gamma: -2 should be a positive number"));
  CHECK_THAT(explain("--beta", "-2"), Contains("--beta: -2 should be a positive number, or inf"));
  CHECK_THAT(explain("--scale", "minmix"), Contains("--scale: 'minmix' should be one of") && Contains("'minmax'?"));
  for (const std::string option : {"--points", "--anew", "--threads"})
    CHECK_THAT(desk.refusal({"compare", "m.h5", "data.csv", option, "-1"}),
               Contains(option + ": -1 should be 0 or more"));
  CHECK_THAT(desk.refusal({"compare", "m.h5", "data.csv", "--resamples", "0"}), Contains("0 should be 1 or more"));
}

TEST_CASE("a model and a table in the wrong order are told") {
  const Bench desk;
  desk.output({"fit", "data.csv", "--clusters", "2", "--out", "m.h5"});
  CHECK_THAT(desk.refusal({"explain", "data.csv", "m.h5"}),
             Contains("m.h5 is a model (kmeans) and stands where the points should: neon explain m.h5 data.csv"));
  CHECK_THAT(desk.refusal({"compare", "data.csv", "m.h5"}), Contains("neon compare m.h5 data.csv"));
  CHECK_THAT(desk.refusal({"explain", "m.h5"}),
             Contains("m.h5 is a model (kmeans)") && Contains("neon explain m.h5 DATA"));
  CHECK_THAT(desk.refusal({"explain", "m.h5", "--clusters", "2"}), Contains("m.h5 is a model (kmeans)"));
  CHECK_THAT(desk.refusal({"fit", "m.h5", "--clusters", "2", "--out", "n.h5"}), Contains("m.h5 is a model (kmeans)"));

  std::string many = "a,b\n";
  for (int n = 0; n < 30; ++n) many += fmt::format("{},{}\n", n, n * n % 7);
  desk.write("many.csv", many);
  desk.write("centroids.csv", "a,b\n5,3\n15,2\n25,3\n");
  CHECK_THAT(desk.output({"explain", "many.csv", "centroids.csv"}),
             Contains("many.csv has 30 rows, which are taken for clusters, and centroids.csv has 3"));
  CHECK_THAT(desk.output({"explain", "many.csv", "centroids.csv", "--json"}), Contains("are the two exchanged?"));
  CHECK_THAT(desk.output({"explain", "centroids.csv", "many.csv"}), !Contains("exchanged"));
}

TEST_CASE("figures may be .png, .pdf and .svg") {
  const Bench desk;
  const std::string file = GENERATE(as<std::string>{}, "why.png", "why.pdf", "why.svg");
  desk.output({"explain", "data.csv", "--clusters", "2", "--plot", file});
  const std::string bytes = slurp(desk / file);
  CHECK((bytes.starts_with("\x89PNG") || bytes.starts_with("%PDF") || bytes.find("<svg") != std::string::npos));
  CHECK(desk.entries() == 2);
}
