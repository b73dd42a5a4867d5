#include <neon/core/error.hpp>
#include <neon/tables/detail/array_rows.hpp>

#include <algorithm>
#include <cassert>

namespace neon {
namespace {

constexpr std::size_t bytes_at_once = std::size_t{1} << 20U, numbers_at_first = std::size_t{1} << 25U,
                      most_numbers = std::size_t{1} << 58U;

}  // namespace

Index columns_of(const std::string& name, const std::vector<std::size_t>& shape) {
  std::size_t columns = 1, numbers = 1;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    require(shape[i] == 0 || numbers <= most_numbers / shape[i], "{}: an array [{}] does not fit into memory", name,
            fmt::join(shape, ", "));
    numbers *= shape[i];
    if (i > 0) columns *= shape[i];
  }
  // Behind an extent of 0 the others are not bounded by their product.
  return numbers == 0 ? Index{std::find(shape.begin() + 1, shape.end(), 0U) == shape.end()}
                      : static_cast<Index>(columns);
}

std::vector<std::size_t> column_major_order(const std::vector<std::size_t>& shape) {
  std::vector<std::size_t> index(shape.size(), 0), step(shape.size(), 1);
  std::size_t columns = 1;
  for (std::size_t i = 1; i < shape.size(); ++i) {
    step[i] = columns;
    columns *= shape[i];
  }
  std::vector<std::size_t> order;
  while (order.size() < columns) {
    std::size_t column = 0;
    for (std::size_t i = 1; i < shape.size(); ++i) column += index[i] * step[i];
    order.push_back(column);
    for (std::size_t i = shape.size(); i-- > 1;) {
      if (++index[i] < shape[i]) break;
      index[i] = 0;
    }
  }
  return order;
}

ArrayRows::ArrayRows(ByteStream stream, ArrayLayout layout)
    : stream_(std::move(stream)),
      layout_(std::move(layout)),
      rows_(layout_.shape.empty() ? 1 : layout_.shape.front()),
      columns_(static_cast<std::size_t>(columns_of(stream_.name(), layout_.shape))) {
  assert(layout_.texts == ArrayLayout::Texts::none);
}

Matrix ArrayRows::operator()(Index rows) {
  const auto count = static_cast<std::size_t>(rows);
  assert(count <= rows_ - row_);
  if (layout_.column_major && by_column_.empty()) read_columns();
  Matrix values;
  if (layout_.column_major) {
    values.resize(rows, columns());
    for (Index j = 0; j < columns(); ++j)
      values.col(j) = by_column_[static_cast<std::size_t>(j)].segment(static_cast<Index>(row_), rows);
  } else {
    values = next_rows(count);
  }
  row_ += count;
  char more = 0;
  const bool ended = row_ < rows_ || stream_.read(&more, 1) == 0;
  require(ended, "{}: bytes follow the last of {} rows, at byte {}", stream_.name(), rows_, stream_.position() - 1);
  return values;
}

Matrix ArrayRows::next_rows(std::size_t rows) {
  const std::size_t row_size = columns_ * layout_.format.size;
  const std::size_t at_once = std::max<std::size_t>(1, bytes_at_once / std::max<std::size_t>(1, row_size));
  const std::size_t room = numbers_at_first / std::max<std::size_t>(1, columns_);
  Matrix values(0, columns());
  for (std::size_t done = 0; done < rows;) {
    const std::size_t count = std::min(at_once, rows - done);
    const char* const bytes = taken(row_ + done, count * row_size);
    // After the bytes: a damaged header may announce more than there is memory.
    if (done + count > static_cast<std::size_t>(values.rows()))
      values.conservativeResize(static_cast<Index>(std::min(rows, std::max(room, 2 * done + count))), columns());
    convert_numbers(layout_.format, bytes, count * columns_, values.data() + done * columns_);
    done += count;
  }
  return values;
}

void ArrayRows::read_columns() {
  std::vector<Vector> stored;
  for (std::size_t j = 0; j < columns_; ++j) {
    const char* const bytes = taken(0, rows_ * layout_.format.size);
    convert_numbers(layout_.format, bytes, rows_, stored.emplace_back(rows()).data());
  }
  for (const std::size_t column : column_major_order(layout_.shape)) by_column_.push_back(std::move(stored[column]));
}

/// In steps, for the same reason.
const char* ArrayRows::taken(std::size_t row, std::size_t count) {
  for (std::size_t had = 0; had < count;) {
    const std::size_t step = std::min(count - had, 16 * bytes_at_once);
    if (bytes_.size() < had + step) bytes_.resize(had + step);
    const std::size_t got = stream_.read(bytes_.data() + had, step);
    require(got == step, "{}: truncated: ends at byte {}, after row {} of {}", stream_.name(), stream_.position(), row,
            rows_);
    had += step;
  }
  return bytes_.data();
}

}  // namespace neon
