#pragma once
#include <neon/core/types.hpp>
#include <neon/io/npy_header.hpp>

namespace neon {

/// The rows of a binary array, one block after another; the dimensions after the first are one row. An array that is
/// stored by columns is read as a whole when the first rows are asked for.
class ArrayRows {
 public:
  /// @param stream where the numbers begin
  ArrayRows(ByteStream stream, ArrayLayout layout);

  Index rows() const { return static_cast<Index>(rows_); }
  Index columns() const { return static_cast<Index>(columns_); }
  /// The next `rows`, which should exist.  @throws Error if the stream ends before the last row, or goes on after it
  Matrix operator()(Index rows);

 private:
  /// The next bytes of the stream, until they are taken again.  @param row where an error message says that it ends
  const char* taken(std::size_t row, std::size_t count);
  Matrix next_rows(std::size_t rows);
  void read_columns();

  ByteStream stream_;
  ArrayLayout layout_;
  std::size_t rows_, columns_, row_ = 0;
  std::vector<char> bytes_;
  std::vector<Vector> by_column_;
};

}  // namespace neon
