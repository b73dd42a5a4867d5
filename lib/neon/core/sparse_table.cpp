#include <neon/core/detail/sparse_kernel.hpp>
#include <neon/core/error.hpp>
#include <neon/core/sparse_table.hpp>
#include <neon/core/transpose.hpp>

#include <algorithm>
#include <bit>

namespace neon {
namespace {

/// Which rows of a column are not zero, 64 to a word.
using Pattern = std::vector<std::uint64_t>;

Pattern pattern_of(const Matrix& dense, Index column) {
  Pattern pattern(static_cast<std::size_t>(dense.rows() + 63) / 64);
  for (Index row = 0; row < dense.rows(); ++row)
    if (dense(row, column) != 0) pattern[static_cast<std::size_t>(row / 64)] |= std::uint64_t{1} << (row % 64);
  return pattern;
}

Index rows_of_both(const Pattern& a, const Pattern& b) {
  Index count = 0;
  for (std::size_t word = 0; word < a.size(); ++word) count += std::popcount(a[word] | b[word]);
  return count;
}

}  // namespace

SparseTable::SparseTable(const Matrix& dense) : rows_(dense.rows()), columns_(dense.cols()) {
  std::vector<Pattern> patterns;
  std::vector<std::pair<Index, Index>> left;  // rows that are not zero, column
  for (Index column = 0; column < columns_; ++column) {
    patterns.push_back(pattern_of(dense, column));
    const Index filled = rows_of_both(patterns.back(), patterns.back());
    if (filled > 0) left.emplace_back(filled, column);
  }
  std::sort(left.begin(), left.end());
  while (!left.empty()) {
    Group group;
    group.column.fill(-1);
    Pattern pattern(patterns.front().size());
    for (Index& member : group.column) {
      if (left.empty()) break;
      // The fullest column starts a group; then comes who adds the fewest rows to the group, less those it has.
      auto best = left.end() - 1;
      if (&member != group.column.data()) {
        Index least = 2 * rows_;
        for (auto candidate = left.begin(); candidate != left.end(); ++candidate) {
          const Index cost =
              2 * rows_of_both(pattern, patterns[static_cast<std::size_t>(candidate->second)]) - candidate->first;
          if (cost < least) {
            least = cost;
            best = candidate;
          }
        }
      }
      member = best->second;
      const Pattern& added = patterns[static_cast<std::size_t>(member)];
      for (std::size_t word = 0; word < pattern.size(); ++word) pattern[word] |= added[word];
      left.erase(best);
    }
    for (Index row = 0; row < rows_; ++row) {
      if ((pattern[static_cast<std::size_t>(row / 64)] >> (row % 64) & 1) == 0) continue;
      group.row.push_back(static_cast<std::int32_t>(row));
      auto& value = group.value.emplace_back();
      for (std::size_t c = 0; c < value.size(); ++c) value[c] = group.column[c] < 0 ? 0 : dense(row, group.column[c]);
    }
    groups_.push_back(std::move(group));
  }
}

void SparseTable::add_product(const MatrixView& a, Matrix& out) const {
  require(a.cols() == rows_ && out.rows() == a.rows() && out.cols() == columns_,
          "SparseTable: [{}, {}] times [{}, {}] should fit [{}, {}]", a.rows(), a.cols(), rows_, columns_, out.rows(),
          out.cols());
  static_assert(group_size == SparseGroup::size);
  const SparseKernel& kernel = sparse_kernel();
  const Index block_rows = kernel.block_rows;
  Matrix across = Matrix::Zero(rows_, block_rows), sums = Matrix::Zero(columns_, block_rows);
  for (Index first = 0; first < a.rows(); first += block_rows) {
    const Index count = std::min(block_rows, a.rows() - first);
    transpose(a.data() + first * a.outerStride(), a.outerStride(), count, rows_, across.data(), block_rows);
    for (const Group& group : groups_)
      kernel.multiply(
          {group.column.data(), group.row.data(), group.value.front().data(), static_cast<Index>(group.row.size())},
          across.data(), count, sums.data());
    transpose(sums.data(), block_rows, columns_, count, out.data() + first * out.outerStride(), out.outerStride(),
              true);
  }
}

}  // namespace neon
