#include <neon/core/error.hpp>
#include <neon/explain/image_composite.hpp>

#include <catch2/catch.hpp>

using namespace neon;
using Catch::Matchers::Contains;

TEST_CASE("the paper's composite changes its gamma after layer 17 and knows the pixels' box") {
  const ImageComposite paper = image_composites::find("paper");
  CHECK(paper.rule(1).name == "zB");
  CHECK(paper.rule(3).name == "gamma=0.25");
  CHECK(paper.rule(17).name == "gamma=0.25");
  CHECK(paper.rule(18).name == "gamma=0.1");
  CHECK(paper.rule(29).name == "gamma=0.1");
}

TEST_CASE("composites are found by name") {
  for (const std::string& name : image_composites::names()) CHECK(image_composites::find(name).name == name);
  CHECK(image_composites::find("z").rule(1).name == "z");
  CHECK(image_composites::find("epsilon=0.5").rule(29).epsilon == 0.5);
  const ImageComposite own = image_composites::find("z+ up to 10, epsilon=0.1, pixels flat");
  CHECK(own.rule(1).name == "flat");
  CHECK(own.rule(10).name == "z+");
  CHECK(own.rule(11).name == "epsilon=0.1");
  CHECK(image_composites::find("z up to 5, gamma from 6").rule(1).name == "zB");
  CHECK_THROWS_WITH(image_composites::find("z up to 5").rule(6), Contains("no rule for layer 6"));
}

TEST_CASE("what is no composite is named, with the known ones") {
  const auto refusal = [](std::string_view name) {
    try {
      image_composites::find(name);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  CHECK_THAT(refusal("lrp"), Contains("composite 'lrp'") && Contains("paper, z, epsilon") && Contains("gamma[=g]"));
  CHECK_THAT(refusal(""), Contains("composite ''"));
  CHECK_THAT(refusal("z up to last"), Contains("'last' should be the number of a layer"));
  CHECK_THAT(refusal("z from 0"), Contains("'0' should be"));
  CHECK_THAT(refusal("zB"), Contains("should stand at the pixels"));
  CHECK_THAT(refusal("z, pixels midpoint"), Contains("detection layer"));
}
