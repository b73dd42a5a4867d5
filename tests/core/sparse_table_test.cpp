#include <neon/core/random.hpp>
#include <neon/core/sparse_table.hpp>
#include <neon/core/transpose.hpp>

#include "support/laws.hpp"
#include "support/sample_models.hpp"

using namespace neon;

namespace {

/// A share of the entries, the others zero; one column is zero throughout.
Matrix sparse(Index rows, Index cols, double share, std::uint64_t seed) {
  Matrix result = samples::normal(rows, cols, seed);
  const Matrix keep = samples::uniform(rows, cols, seed + 1);
  for (Index i = 0; i < rows; ++i)
    for (Index j = 0; j < cols; ++j)
      if (keep(i, j) >= share || j == 1) result(i, j) = 0;
  return result;
}

}  // namespace

TEST_CASE("a product with a sparse table is the sum over its entries", "[kernels]") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const double share = GENERATE(0.05, 0.4, 1.0);
  const Index n = GENERATE(1, 9, 40, 131), p = 70, d = 11;  // parts of blocks, whole ones and several
  const Matrix table = sparse(p, d, share, seed), a = samples::normal(n, p, seed + 10);
  const Matrix start = samples::normal(n, d, seed + 11);
  Matrix sum = start, expected = start;
  SparseTable(table).add_product(a, sum);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < d; ++j)
      for (Index k = 0; k < p; ++k) expected(i, j) += a(i, k) * table(k, j);
  laws::equal(sum, expected);
}

TEST_CASE("a table of zeros adds nothing, and shapes are checked") {
  const SparseTable table(Matrix::Zero(3, 2));
  CHECK(table.empty());
  Matrix sum = Matrix::Ones(4, 2), narrow = Matrix::Ones(4, 1);
  table.add_product(Matrix::Ones(4, 3), sum);
  CHECK(sum == Matrix::Ones(4, 2));
  CHECK_THROWS_WITH(table.add_product(Matrix::Ones(4, 2), sum), "SparseTable: [4, 2] times [3, 2] should fit [4, 2]");
  CHECK_THROWS_WITH(table.add_product(Matrix::Ones(4, 3), narrow),
                    "SparseTable: [4, 3] times [3, 2] should fit [4, 1]");
}

TEST_CASE("transposing moves or adds every entry", "[kernels]") {
  const Index rows = GENERATE(1, 8, 21), cols = GENERATE(1, 16, 19);
  const Matrix from = samples::normal(rows, cols, 1);
  Matrix to = Matrix::Zero(cols, rows);
  transpose(from.data(), cols, rows, cols, to.data(), rows);
  CHECK(to == from.transpose());
  transpose(from.data(), cols, rows, cols, to.data(), rows, true);
  CHECK(to == 2 * from.transpose());
}
