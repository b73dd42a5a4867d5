#include <neon/core/error.hpp>
#include <neon/io/delimited_header.hpp>
#include <neon/io/number_table.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

constexpr double exact_integers = 9007199254740992;  // 2^53

}  // namespace

NumberTable::NumberTable(NumberTableLayout layout, Rows read, const CsvOptions& options)
    : layout_(std::move(layout)), read_(std::move(read)) {
  require(layout_.rows > 0, "{}: no rows", name());
  require(layout_.columns > 0, "{}: no columns", name());
  const auto label =
      named_label_column(name(), options, layout_.column_names, static_cast<std::size_t>(layout_.columns));
  if (!label) return;
  require(layout_.columns > 1, "{}: no column besides the labels", name());
  label_ = static_cast<Index>(*label);
  if (layout_.column_names.empty()) return;
  const auto labels_name = layout_.column_names.begin() + *label_;
  label_name_ = *labels_name;
  layout_.column_names.erase(labels_name);
}

TableBlock NumberTable::next(Index rows) {
  require(rows > 0, "{}: a block of {} rows should have at least 1", name(), rows);
  TableBlock block{row_, read_(std::min(rows, layout_.rows - row_)), {}};
  check_finite(block.values);
  if (label_) {
    block.labels.reserve(static_cast<std::size_t>(block.values.rows()));
    for (Index i = 0; i < block.values.rows(); ++i) {
      const double label = block.values(i, *label_);
      require(std::abs(label) <= exact_integers && label == std::trunc(label), "{}: the label {} should be an integer",
              cell(i, *label_), label);
      block.labels.push_back(static_cast<Index>(label));
    }
    const Index after = layout_.columns - *label_ - 1;
    Matrix features(block.values.rows(), layout_.columns - 1);
    features << block.values.leftCols(*label_), block.values.rightCols(after);
    block.values = std::move(features);
  }
  row_ += block.values.rows();
  return block;
}

void NumberTable::check_finite(const Matrix& values) const {
  // Infinity and NaN times 0 are NaN, and so is a sum with them; this form vectorises.
  if ((values.array() * 0).sum() == 0) return;
  for (Index i = 0; i < values.rows(); ++i)
    for (Index j = 0; j < values.cols(); ++j)
      require(std::isfinite(values(i, j)), "{}: {} should be finite", cell(i, j), values(i, j));
}

std::string NumberTable::cell(Index row, Index column) const {
  return fmt::format("{}: row {}, column {} (from 1)", name(), row_ + row + 1, column + 1);
}

}  // namespace neon
