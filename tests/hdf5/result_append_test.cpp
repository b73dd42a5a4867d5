#include <neon/core/parallel.hpp>
#include <neon/hdf5/hdf5.hpp>

#include <catch2/catch.hpp>

#include "support/raw_hdf5.hpp"
#include "support/samples.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;

namespace {

Labels numbers(Index first, Index count) {
  Labels result;
  for (Index i = 0; i < count; ++i) result.push_back(first + i);
  return result;
}

}  // namespace

TEST_CASE("a dataset that grows is what was appended, whatever came at a time, by any number of threads") {
  const ScratchFolder folder;
  const Matrix dense = samples::normal(3000, 50, 1);
  Matrix sparse = Matrix::Zero(3000, 30);
  sparse.col(7) = dense.col(0);
  std::string first;
  for (const Index block : {1, 7, 1310, 3000}) {
    set_threads(block == 7 ? 2 : 1);
    for (const bool dense_one : {true, false}) {
      const auto path = folder / (dense_one ? "dense.h5" : "sparse.h5");
      ResultWriter file(path, "test");
      for (Index row = 0; row < 3000; row += block)
        file.append("a/rows", (dense_one ? dense : sparse).middleRows(row, std::min(block, 3000 - row)));
      file.attribute("a/rows", "unit", "s");
      file.commit();
      const ResultReader read(path);
      CHECK(read.matrix("a/rows") == (dense_one ? dense : sparse));
      CHECK(read.text("a/rows", "unit") == "s");
    }
    if (first.empty()) first = slurp(folder / "dense.h5");
    CHECK((slurp(folder / "dense.h5") == first));
  }
  set_threads(0);
  CHECK(std::filesystem::file_size(folder / "dense.h5") > 2 * 1310 * 50 * 8);  // whole chunks are plain
  CHECK(std::filesystem::file_size(folder / "sparse.h5") < 100000);
}

TEST_CASE("matrices, vectors and labels grow side by side, and beside what is written at once") {
  const ScratchFolder folder;
  const Matrix rows = samples::normal(100, 3, 1);
  {
    ResultWriter file(folder / "x.h5", "test");
    for (Index row = 0; row < 100; row += 10) {
      file.append("rows", rows.middleRows(row, 10));
      file.append("strided", rows.block(row, 1, 10, 2));
      file.append("column", rows.col(1).segment(row, 10));
      file.append("numbers", numbers(row, 10));
      if (row == 50) file.write("whole", rows);
    }
    file.append("none", Matrix(0, 4));
    file.append("wide", Matrix::Constant(2, 100000, 0.5));
    file.commit();
  }
  const ResultReader read(folder / "x.h5");
  CHECK(read.matrix("rows") == rows);
  CHECK(read.matrix("strided") == rows.rightCols(2));
  CHECK(read.vector("column") == rows.col(1));
  CHECK(read.labels("numbers") == numbers(0, 100));
  CHECK(read.matrix("whole") == rows);
  CHECK(read.matrix("none").rows() == 0);
  CHECK(read.matrix("none").cols() == 4);
  CHECK(read.matrix("wide") == Matrix::Constant(2, 100000, 0.5));
}

TEST_CASE("what does not fit to a dataset that grows is refused") {
  const ScratchFolder folder;
  const auto path = folder / "x.h5";
  ResultWriter file(path, "test");
  file.append("rows", Matrix::Zero(2, 3));
  file.write("whole", Matrix::Zero(2, 3));
  CHECK_THAT(message_of([&] { file.append("rows", Matrix::Zero(2, 4)); }),
             Equals(path.string() + ": 'rows' grows by rows of 4 numbers, should be 3 and of the same type"));
  CHECK_THAT(message_of([&] { file.append("rows", Vector::Zero(2)); }), Contains("should be 3"));
  CHECK_THAT(message_of([&] { file.append("rows", Labels{1}); }), Contains("of the same type"));
  CHECK_THAT(message_of([&] { file.append("whole", Matrix::Zero(2, 3)); }), Contains("'whole' exists already"));
  CHECK_THAT(message_of([&] { file.write("rows", Matrix::Zero(2, 3)); }), Contains("'rows' exists already"));
  CHECK_THAT(message_of([&] { file.append("empty", Matrix::Zero(2, 0)); }), Contains("'empty' grows by rows of no"));
  file.commit();
  CHECK_THAT(message_of([&] { file.append("rows", Matrix::Zero(2, 3)); }), Contains("after commit"));
  CHECK(ResultReader(path).matrix("rows") == Matrix::Zero(2, 3));
}

TEST_CASE("a disk that fills up under a dataset that grows is an Error and destroys nothing") {
  const ScratchFolder folder;
  const auto path = folder / "x.h5";
  spit(path, "old");
  const Matrix values = samples::normal(30000, 50, 1);
  for (const unsigned limit : {100U, 3000000U, 9000000U}) {
    const FullDisk full(limit);
    CHECK_THAT(message_of([&] {
                 ResultWriter file(path, "test");
                 for (Index row = 0; row < values.rows(); row += 1000)
                   file.append("rows", values.middleRows(row, 1000));
                 file.commit();
               }),
               Contains("x.h5: cannot be written: "));
    CHECK(slurp(path) == "old");
    CHECK(folder.entries() == 1);
  }
}

TEST_CASE("the raw library finds chunks of whole rows, compressed where that is worth it") {
  const ScratchFolder folder;
  const auto path = folder / "x.h5";
  {
    ResultWriter file(path, "test");
    Matrix both = samples::normal(2 * 1310, 50, 1);
    both.bottomRows(1310).setZero();
    file.append("rows", both);
    file.commit();
  }
  const raw::File file = raw::File::open(path);
  const raw::Id data(H5Dopen2(file, "rows", H5P_DEFAULT), H5Dclose);
  for (const hsize_t chunk : {0, 1}) {
    hsize_t offset[2], size = 0;
    unsigned skipped = 0;
    haddr_t address = 0;
    const raw::Id space(H5Dget_space(data), H5Sclose);
    REQUIRE(H5Dget_chunk_info(data, space, chunk, offset, &skipped, &address, &size) >= 0);
    CHECK(offset[0] == chunk * 1310);
    CHECK(skipped == (chunk == 0 ? 3U : 0U));
    CHECK((chunk == 0 ? size == 1310 * 50 * 8 : size < 10000));
  }
}
