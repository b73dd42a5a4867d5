#pragma once
#include <neon/core/types.hpp>
#include <neon/tables/detail/npy_header.hpp>

namespace neon {

/// The number of columns of an array whose dimensions after the first are one row.
/// @throws Error naming `name` if all rows are more numbers than any memory holds
Index columns_of(const std::string& name, const std::vector<std::size_t>& shape);

/// Where the column of each row's numbers is that an array by columns ("Fortran order", MATLAB's) has for them:
/// [columns], for the order of a row in which its last index runs fastest.
std::vector<std::size_t> column_major_order(const std::vector<std::size_t>& shape);

/// The rows of a binary array, one block after another; the dimensions after the first are one row. An array that is
/// stored by columns is read as a whole when the first rows are asked for.
class ArrayRows {
 public:
  /// @param stream where the numbers begin  @param layout of numbers
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
