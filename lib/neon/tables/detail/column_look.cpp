#include <neon/tables/detail/column_look.hpp>

#include <algorithm>
#include <cmath>

namespace neon {

void ColumnLook::add(const std::string& cell, char decimal) {
  const CellKind kind = cell_kind(cell, decimal);
  ++counts_[static_cast<std::size_t>(kind)];
  ++cells_;
  if (cell.empty()) ++empty_;
  if (watched_ || kind != CellKind::number) values_.insert(cell);
  if (kind == CellKind::truth && cell.size() > 1) ++long_truths_;
  if (kind == CellKind::dressed) {
    const std::string_view unit = unit_of(cell);
    if (unit_.empty()) unit_ = unit;
    if (unit.empty() && grouped_.empty() && parse_decimal(cell, decimal)) grouped_ = cell;
  }
  if (kind != CellKind::number) return;
  const double value = parse_decimal(cell, decimal).value_or(0);
  if (value == std::trunc(value)) ++integers_;
  if (cells_ > 1 && value != last_ + 1) counting_ = false;
  last_ = value;
  lowest_ = std::min(lowest_, value);
  highest_ = std::max(highest_, value);
}

bool ColumnLook::numeric() const {
  return present() > 0 && (truth() || count(CellKind::number) + count(CellKind::dressed) == present());
}

/// A single letter, such as "f", may be a class unless there is another one.
bool ColumnLook::truth() const {
  const std::size_t words = count(CellKind::truth);
  return words > 0 && (long_truths_ > 0 || values_.size() > 1) && words + count(CellKind::number) == present() &&
         integers_ == count(CellKind::number) && (integers_ == 0 || (lowest_ >= 0 && highest_ <= 1));
}

bool ColumnLook::texts() const {
  const std::size_t words = count(CellKind::text) + count(CellKind::truth) + count(CellKind::date);
  return words > 0 && !truth() && !dates() && 2 * words > present();
}

}  // namespace neon
