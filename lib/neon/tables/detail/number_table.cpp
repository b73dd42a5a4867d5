#include <neon/core/error.hpp>
#include <neon/tables/detail/column_choice.hpp>
#include <neon/tables/detail/number_table.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace neon {
namespace {

constexpr double exact_integers = 9007199254740992;  // 2^53

}  // namespace

NumberTable::NumberTable(NumberTableLayout layout, Rows read, const CsvOptions& options)
    : layout_(std::move(layout)), read_(std::move(read)) {
  require(layout_.rows > 0, "{}: no rows", layout_.name);
  require(layout_.columns > 0, "{}: no columns", layout_.name);
  tell_apart(layout_.column_names, remarks_);
  const bool all = std::holds_alternative<std::monostate>(options.label_column) && options.columns.empty() &&
                   options.drop.empty() && options.index.empty();
  if (!all) choose_columns(options);
}

void NumberTable::choose_columns(const CsvOptions& options) {
  const std::vector<std::string> names = std::exchange(layout_.column_names, {});
  const std::vector<ColumnUse> uses =
      chosen_columns(layout_.name, options, names, static_cast<std::size_t>(layout_.columns));
  for (std::size_t column = 0; column < uses.size(); ++column) {
    if (uses[column] == ColumnUse::label) {
      label_ = static_cast<Index>(column);
      if (!names.empty()) label_name_ = names[column];
    } else if (uses[column] == ColumnUse::open || uses[column] == ColumnUse::feature) {
      kept_.push_back(static_cast<Index>(column));
      if (!names.empty()) layout_.column_names.push_back(names[column]);
    }
  }
  require(!kept_.empty(), "{}: no column besides the labels", layout_.name);
}

TableBlock NumberTable::next(Index rows) {
  require(rows > 0, "{}: a block of {} rows should have at least 1", name(), rows);
  TableBlock block{row_, read_(std::min(rows, layout_.rows - row_)), {}};
  if (label_) {
    block.labels.reserve(static_cast<std::size_t>(block.values.rows()));
    for (Index i = 0; i < block.values.rows(); ++i) {
      const double label = block.values(i, *label_);
      require(std::abs(label) <= exact_integers && label == std::trunc(label), "{}: the label {} should be an integer",
              cell(i, *label_), label);
      block.labels.push_back(static_cast<Index>(label));
    }
  }
  if (features() < layout_.columns) block.values = Matrix(block.values(Eigen::all, kept_));
  check_finite(block.values);
  row_ += block.values.rows();
  return block;
}

void NumberTable::check_finite(const Matrix& values) const {
  // Infinity and NaN times 0 are NaN, and so is a sum with them; this form vectorises.
  if ((values.array() * 0).sum() == 0) return;
  for (Index i = 0; i < values.rows(); ++i)
    for (Index j = 0; j < values.cols(); ++j)
      require(std::isfinite(values(i, j)), "{}: {} should be finite",
              cell(i, kept_.empty() ? j : kept_[static_cast<std::size_t>(j)]), values(i, j));
}

std::string NumberTable::cell(Index row, Index column) const {
  return fmt::format("{}: row {}, column {} (from 1)", name(), row_ + row + 1, column + 1);
}

}  // namespace neon
