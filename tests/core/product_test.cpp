#include <neon/core/error.hpp>
#include <neon/core/product.hpp>
#include <neon/core/product_transposed.hpp>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;

TEST_CASE("the blocked product is the product, for sizes on both sides of every block", "[kernels]") {
  const Index rows = GENERATE(0, 1, 7, 8, 14, 17), terms = GENERATE(0, 1, 129), cols = GENERATE(1, 7, 8, 24, 61);
  const Matrix a = samples::normal(rows, terms, 1), b = samples::normal(terms, cols, 2);
  Matrix out = samples::normal(rows, cols, 3), expected = out;
  for (Index r = 0; r < rows; ++r)
    for (Index c = 0; c < cols; ++c)
      for (Index t = 0; t < terms; ++t) expected(r, c) += a(r, t) * b(t, c);
  add_product(a, b, out);
  if (rows > 0) laws::equal(out, expected);
}

TEST_CASE("a scaled difference of products is that of the products one by one", "[kernels]") {
  const Index rows = GENERATE(0, 1, 7, 8, 14, 17), terms = GENERATE(0, 1, 100, 1025), cols = GENERATE(1, 7, 8, 24, 61);
  const Matrix a = samples::normal(rows, terms, 1), b = samples::normal(terms, cols, 2),
               c = samples::normal(terms, cols, 3), x = samples::normal(rows, cols, 4);
  Matrix expected = Matrix::Zero(rows, cols);
  for (Index r = 0; r < rows; ++r)
    for (Index i = 0; i < cols; ++i)
      for (Index t = 0; t < terms; ++t) expected(r, i) += a(r, t) * (x(r, i) * b(t, i) - c(t, i));
  const Matrix found = scaled_difference(a, b, x, c);
  REQUIRE(found.rows() == rows);
  REQUIRE(found.cols() == cols);
  if (rows > 0) laws::equal(found, expected);
}

TEST_CASE("the blocked product reads blocks of larger matrices", "[kernels]") {
  const Matrix a = samples::normal(20, 40, 4), b = samples::normal(50, 60, 5);
  Matrix out = Matrix::Zero(9, 30);
  add_product(a.block(3, 5, 9, 21), b.block(7, 11, 21, 30), out);
  laws::equal(out, Matrix(a.block(3, 5, 9, 21) * b.block(7, 11, 21, 30)));
}

TEST_CASE("a product with a transposed factor is that with the factor turned around", "[kernels]") {
  const Index rows = GENERATE(0, 1, 3, 4, 17), terms = GENERATE(1, 9, 130), cols = GENERATE(1, 8, 25, 230);
  const Matrix a = samples::normal(rows, terms, 1), b = samples::normal(cols, terms, 2);
  Matrix out = samples::normal(rows, cols, 3), expected = out;
  for (Index r = 0; r < rows; ++r)
    for (Index c = 0; c < cols; ++c)
      for (Index t = 0; t < terms; ++t) expected(r, c) += a(r, t) * b(c, t);
  add_product_transposed(a, b, out);
  if (rows > 0) laws::equal(out, expected);
}

TEST_CASE("shapes that do not fit are named") {
  Matrix out = Matrix::Zero(2, 2);
  CHECK_THROWS_WITH(add_product(Matrix::Zero(2, 3), Matrix::Zero(4, 2), out),
                    "add_product: [2, 3] times [4, 2] should fit [2, 2]");
  CHECK_THROWS_WITH(add_product_transposed(Matrix::Zero(2, 3), Matrix::Zero(2, 4), out),
                    "add_product_transposed: [2, 3] times [2, 4] transposed should fit [2, 2]");
  CHECK_THROWS_WITH(scaled_difference(Matrix::Zero(2, 3), Matrix::Zero(3, 4), Matrix::Zero(2, 4), Matrix::Zero(3, 5)),
                    "scaled_difference: [2, 3] times [3, 4] and [3, 5] should fit [2, 4]");
}
