#include <neon/core/error.hpp>
#include <neon/layers/feature_maps.hpp>

#include "support/laws.hpp"
#include "support/sample_images.hpp"

using namespace neon;

TEST_CASE("locations are rows, row by row of the map, and go back where they came from") {
  const FeatureMaps maps = samples::images(2, 3, 4, 5, 1);
  const Matrix second = locations(maps, 1);
  REQUIRE(second.rows() == 20);
  REQUIRE(second.cols() == 3);
  for (Index y = 0; y < 4; ++y)
    for (Index x = 0; x < 5; ++x)
      for (Index c = 0; c < 3; ++c) CHECK(second(y * 5 + x, c) == static_cast<double>(maps(1, c, y, x)));
  CHECK(from_locations({locations(maps, 0), second}, 4, 5).values == maps.values);
  CHECK_THROWS_WITH(locations(maps, 2), "locations: map 2 should be in [0, 2)");
  CHECK_THROWS_WITH(from_locations({second}, 5, 5), "from_locations: map 0 of shape [20, 3] should be [25, 3]");
  CHECK_THROWS_AS(from_locations({}, 5, 5), Error);
}

TEST_CASE("batches are joined and taken apart") {
  const FeatureMaps maps = samples::images(5, 2, 3, 4, 1);
  CHECK(concatenated({part_of(maps, 0, 2), part_of(maps, 2, 3)}).values == maps.values);
  CHECK(part_of(maps, 2, 1)(0, 1, 2, 3) == maps(2, 1, 2, 3));
  CHECK_THROWS_WITH(part_of(maps, 4, 2), "part_of: maps 4 ... 5 should be among the 5");
  CHECK_THROWS_WITH(concatenated({maps, samples::images(1, 2, 3, 5, 1)}),
                    "concatenated: batch 1 of shape [1, 2, 3, 5] should match [5, 2, 3, 4]");
  CHECK_THROWS_AS(FeatureMaps(1, -1, 2, 2), Error);
}
