#include <neon/core/large_pages.hpp>

#include <catch2/catch.hpp>

using namespace neon;

TEST_CASE("asking for large pages changes no number, whatever the size and the place") {
  for (const Index rows : {0, 1, 1000, 300000}) {
    Matrix values = Matrix::Constant(rows, 3, 0.5);
    if (rows > 0) values(rows - 1, 2) = 7;
    const Matrix before = values;
    prefer_large_pages(values);
    CHECK(values == before);
  }
}
