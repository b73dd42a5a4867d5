#include <neon/tables/detail/delimited_header.hpp>

#include <algorithm>

namespace neon {
namespace {

constexpr double first_year = 1500, last_year = 2200;

/// The numbers among the cells of a first row, with what stands below each.
struct Numbers {
  std::vector<double> value;
  std::vector<const ColumnLook*> below;

  bool count_from(double first) const {
    for (std::size_t i = 0; i < value.size(); ++i)
      if (value[i] != first + static_cast<double>(i)) return false;
    return true;
  }
  bool any_fractions_below() const {
    return std::any_of(below.begin(), below.end(), [](const ColumnLook* look) { return look->has_fractions(); });
  }
  /// Rising or falling years, above numbers that are none. A single one may not even be near them.
  bool years(bool alone) const {
    for (std::size_t i = 0; i < value.size(); ++i) {
      const bool away = below[i]->highest() < first_year || below[i]->lowest() > last_year;
      if (value[i] < first_year || value[i] > last_year || value[i] != static_cast<int>(value[i])) return false;
      if (!away && (alone || !below[i]->has_fractions())) return false;
      if (i > 1 && (value[i] - value[i - 1]) * (value[1] - value[0]) <= 0) return false;
    }
    return value.size() < 2 || value[0] != value[1];
  }
};

}  // namespace

FirstRow look_at_first_row(const std::vector<std::string>& cells, std::span<const ColumnLook> below, char decimal) {
  Numbers numbers;
  std::size_t texts = 0, marks = 0;
  bool above_numbers = false, again = false, any_numeric = false;
  for (std::size_t column = 0; column < cells.size(); ++column) {
    const std::string& cell = cells[column];
    const ColumnLook& look = below[column];
    const CellKind kind = cell_kind(cell, decimal);
    any_numeric = any_numeric || look.numeric();
    if (kind == CellKind::number) {
      numbers.value.push_back(parse_decimal(cell, decimal).value_or(0));
      numbers.below.push_back(&look);
    } else if (kind == CellKind::missing) {
      if (!cell.empty()) ++marks;
    } else if (kind == CellKind::text || !(look.count(kind) > 0)) {
      ++texts;
      above_numbers = above_numbers || look.numeric() || look.dates();
      again = again || look.holds(cell);
    }
  }
  const std::size_t count = numbers.value.size();
  const bool empty_first = cells.size() > 1 && cells.front().empty() && texts + count + 1 == cells.size() &&
                           below.front().present() == below.front().cells();
  if (above_numbers || empty_first) return {true, count > 0};
  if (count == 0) return {texts > 0 && !again && !(marks > 0 && any_numeric), marks > 0};
  const bool alone = count == cells.size();
  if (numbers.years(alone && count == 1)) return {true, true};
  if (count > 1 && (numbers.count_from(0) || (!alone && numbers.count_from(1)))) {
    // Two columns of 0 and 1 may well start with both.
    const bool names = !again && (count > 2 || !alone || numbers.any_fractions_below());
    return {names, true};
  }
  return {false, false};
}

}  // namespace neon
