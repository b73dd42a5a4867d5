#pragma once
#include <neon/tables/detail/cell_kind.hpp>

#include <array>
#include <cstddef>
#include <limits>
#include <unordered_set>

namespace neon {

/// What the first cells of a column have in common.
class ColumnLook {
 public:
  /// @param watched are different numbers told apart, too, as texts are?
  explicit ColumnLook(bool watched) : watched_(watched) {}
  void add(const std::string& cell, char decimal);

  std::size_t cells() const { return cells_; }
  std::size_t count(CellKind kind) const { return counts_[static_cast<std::size_t>(kind)]; }
  /// Cells that are not missing.
  std::size_t present() const { return cells_ - count(CellKind::missing); }
  /// Are all cells empty, without any mark?
  bool empty() const { return cells_ > 0 && empty_ == cells_; }
  /// Are all numbers, as std::from_chars reads them?
  bool plain() const { return cells_ > 0 && count(CellKind::number) == cells_; }
  /// Numbers, with units or without, or truth values? Missing ones do not count.
  bool numeric() const;
  bool truth() const;
  /// Days or times, nothing else?
  bool dates() const { return present() > 0 && count(CellKind::date) == present(); }
  /// Texts more often than numbers?
  bool texts() const;
  bool integers() const { return count(CellKind::number) > 0 && integers_ == present(); }
  bool has_fractions() const { return integers_ < count(CellKind::number); }
  /// Of its plain numbers; infinity and -infinity without any.
  double lowest() const { return lowest_; }
  double highest() const { return highest_; }
  /// Integers, each one more than the one before?
  bool counts_rows() const { return integers() && cells_ > 1 && counting_; }
  /// Does no cell occur twice?
  bool differs() const { return cells_ > 0 && values_.size() == cells_; }
  std::size_t different() const { return values_.size(); }
  bool holds(const std::string& cell) const { return values_.contains(cell); }
  /// The unit of the first cell that has one.
  const std::string& unit() const { return unit_; }
  /// The first cell with thousands apart, for a remark; else empty.
  const std::string& grouped() const { return grouped_; }

 private:
  bool watched_;
  std::size_t cells_ = 0, empty_ = 0, integers_ = 0, long_truths_ = 0;
  std::array<std::size_t, 6> counts_{};
  bool counting_ = true;
  double last_ = 0, lowest_ = std::numeric_limits<double>::infinity(), highest_ = -lowest_;
  std::unordered_set<std::string> values_;
  std::string unit_, grouped_;
};

}  // namespace neon
