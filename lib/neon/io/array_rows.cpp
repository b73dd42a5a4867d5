#include <neon/core/error.hpp>
#include <neon/io/array_rows.hpp>

#include <algorithm>
#include <cassert>

namespace neon {
namespace {

constexpr std::size_t bytes_at_once = std::size_t{1} << 20U, most_numbers = std::size_t{1} << 58U;

/// The product of extents from `first` on.
std::size_t product(const ByteStream& stream, const std::vector<std::size_t>& shape, std::size_t first) {
  std::size_t result = 1;
  for (std::size_t i = first; i < shape.size(); ++i) {
    require(shape[i] == 0 || result <= most_numbers / shape[i], "{}: an array [{}] does not fit into memory",
            stream.name(), fmt::join(shape, ", "));
    result *= shape[i];
  }
  return result;
}

}  // namespace

ArrayRows::ArrayRows(ByteStream stream, ArrayLayout layout)
    : stream_(std::move(stream)),
      layout_(std::move(layout)),
      rows_(layout_.shape.empty() ? 1 : layout_.shape.front()),
      columns_(product(stream_, layout_.shape, 1)) {
  product(stream_, layout_.shape, 0);
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
  Matrix values;
  for (std::size_t done = 0; done < rows;) {
    const std::size_t count = std::min(at_once, rows - done);
    const char* const bytes = taken(row_ + done, count * row_size);
    // Not before the first bytes: a damaged header may announce more than there is memory.
    if (done == 0) values.resize(static_cast<Index>(rows), columns());
    convert_numbers(layout_.format, bytes, count * columns_, values.data() + done * columns_);
    done += count;
  }
  return values;
}

void ArrayRows::read_columns() {
  for (std::size_t j = 0; j < columns_; ++j) {
    const char* const bytes = taken(0, rows_ * layout_.format.size);
    convert_numbers(layout_.format, bytes, rows_, by_column_.emplace_back(rows()).data());
  }
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
