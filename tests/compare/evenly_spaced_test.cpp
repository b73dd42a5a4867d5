#include <neon/compare/evenly_spaced.hpp>

#include <catch2/catch.hpp>

using namespace neon;

TEST_CASE("rows evenly spaced over a data set") {
  CHECK(evenly_spaced(3, 10) == Labels{0, 3, 6});
  CHECK(evenly_spaced(1, 10) == Labels{0});
  CHECK(evenly_spaced(4, 4) == Labels{0, 1, 2, 3});
  CHECK(evenly_spaced(0, 3) == Labels{0, 1, 2});
  CHECK(evenly_spaced(5, 3) == Labels{0, 1, 2});
  CHECK(evenly_spaced(2, 0).empty());
}
