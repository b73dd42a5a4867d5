#include "experiments/support/check.hpp"

#include <catch2/catch.hpp>

#include "support/scratch_folder.hpp"

using namespace neon;
using namespace neon::experiments;
using Catch::Contains;

TEST_CASE("the sentence about the evidence is what the check found") {
  SelfCheck check{.points = 10};
  check.kept = 0.5;
  check.evidence = 10;
  CHECK(evidence_sentence(check) == "It is the sum of the features' relevance.");
  check.sum = {.beyond = 3, .worst = 0.25, .worst_point = 7};
  CHECK_THAT(evidence_sentence(check), Contains("NOT TO BE TRUSTED") && Contains("on 3 of 10 points (worst: point 7"));
  CHECK_THROWS_AS(require_check(check, true), CheckFailed);
  CHECK_NOTHROW(require_check(check, false));
  check.conserving = false;
  CHECK(evidence_sentence(check) ==
        "The features' relevance misses 5 % of it, on average: the rules leave that to biases.");
  CHECK_NOTHROW(require_check(check, true));
  check.assigned = {.beyond = 2, .worst = 0.5, .worst_point = 4};
  CHECK_THAT(findings(check), Contains("another cluster has a better score on 2 of 10 points"));
  check.differ = 2;
  CHECK(findings(check).empty());
  check.logit = {.beyond = 1, .worst = 1, .worst_point = 0};
  CHECK_THAT(findings(check), Contains("the model's own scores"));
}

TEST_CASE("a list of checks tells each and fails with any") {
  const ScratchFolder folder;
  ResultWriter writer(folder / "a.h5", "demo");
  SelfCheck good{.points = 10}, bad = good;
  bad.logit = {.beyond = 1, .worst = 1, .worst_point = 3};
  CheckList checks;
  checks.add("first", good, "models/first", writer);
  CHECK_NOTHROW(checks.require(true));
  checks.add("second", bad, "models/second", writer);
  CHECK_NOTHROW(checks.require(false));
  CHECK_THROWS_WITH(checks.require(true), Contains("second: ") && !Contains("first"));
  CHECK_THAT(checks.text(), Contains("first: on 10 points") && Contains("second: on 10 points"));
  writer.commit();
  const ResultReader file(folder / "a.h5");
  CHECK(file.flag("models/first", "check_holds"));
  CHECK_FALSE(file.flag("models/second", "check_holds"));
  CHECK(file.integer("models/second", "check_logit_beyond") == 1);
}
