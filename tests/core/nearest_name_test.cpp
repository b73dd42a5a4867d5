#include <neon/core/nearest_name.hpp>

#include <catch2/catch.hpp>

using namespace neon;

TEST_CASE("edits between names") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("abc", "") == 3);
  CHECK(edit_distance("midpoint", "midpoint") == 0);
  CHECK(edit_distance("midpiont", "midpoint") == 1);
  CHECK(edit_distance("mipoint", "midpoint") == 1);
  CHECK(edit_distance("midpoints", "midpoint") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("SA", "sa") == 0);
  CHECK(edit_distance("ca", "abc") == 3);
}

TEST_CASE("names are the same but for case") {
  CHECK(same_name("SmoothGrad", "smoothGRAD"));
  CHECK(same_name("", ""));
  CHECK_FALSE(same_name("SA", "SAA"));
  CHECK_FALSE(same_name("[", "{"));  // 32 apart, as cases are
}

TEST_CASE("a name is suggested where it is near, the first of the nearest") {
  const std::vector<std::string> known{"paper-v1", "paper-v2", "z", "z+", "gamma", "midpoint"};
  CHECK(did_you_mean("paper-v3", known) == "; did you mean 'paper-v1'?");
  CHECK(did_you_mean("Gama", known) == "; did you mean 'gamma'?");
  CHECK(did_you_mean("GAMMA", known) == "; did you mean 'gamma'?");
  CHECK(did_you_mean("elephant", known).empty());
  CHECK(did_you_mean("q", known).empty());
  CHECK(did_you_mean("", known).empty());
  CHECK(did_you_mean(std::string(100000, 'z'), known).empty());
  CHECK(did_you_mean("z", {}).empty());
}
