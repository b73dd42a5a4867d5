#pragma once
#include <neon/core/types.hpp>

#include <array>
#include <cstdint>
#include <vector>

namespace neon {

/// A constant matrix B [p, d] most of whose entries are zero, kept for many products  out += a B  with batches a.
/// Columns that vanish in the same rows stand together in groups, and a group skips the rows where all of it vanishes;
/// the batch lies along the vector registers. Faster than a dense product where more than half of B is zero.
class SparseTable {
 public:
  SparseTable() = default;
  explicit SparseTable(const Matrix& dense);

  bool empty() const { return groups_.empty(); }
  /// @param a [n, p]  @param out [n, d]  @throws Error if the shapes do not fit
  void add_product(const MatrixView& a, Matrix& out) const;

 private:
  static constexpr std::size_t group_size =
      3;  // times the vectors of a block of the batch: the registers that hold sums
  struct Group {
    std::array<Index, group_size> column;  // -1: none
    std::vector<std::int32_t> row;
    std::vector<std::array<double, group_size>> value;
  };

  Index rows_ = 0, columns_ = 0;
  std::vector<Group> groups_;
};

}  // namespace neon
