#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/tables/detail/delimited_writer.hpp>

#include <fmt/compile.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace neon {
namespace {

constexpr Index rows_at_once = 64, blocks_at_once = 64;

std::string quoted_if_needed(const std::string& name, bool alone) {
  const bool plain = !name.empty() && name.find_first_of(alone ? ",;|\t\" " : ",;|\t\"") == std::string::npos &&
                     name.front() != '#' && name.front() != ' ' && name.back() != ' ';
  if (plain) return name;
  std::string quoted = "\"";
  for (const char c : name) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

void format_rows(const MatrixView& rows, char delimiter, fmt::memory_buffer& text) {
  const auto put = std::back_inserter(text);
  for (Index i = 0; i < rows.rows(); ++i)
    for (Index j = 0; j < rows.cols(); ++j) {
      fmt::format_to(put, FMT_COMPILE("{}"), rows(i, j));
      text.push_back(j + 1 < rows.cols() ? delimiter : '\n');
    }
}

}  // namespace

void require_writable(const std::filesystem::path& file, const MatrixView& rows, Index columns, Index first) {
  require(rows.cols() == columns, "{}: {} columns should be {}", file.string(), rows.cols(), columns);
  if ((rows.array() * 0).sum() == 0) return;  // NaN, if any of them is not finite
  for (Index i = 0; i < rows.rows(); ++i)
    for (Index j = 0; j < columns; ++j)
      require(std::isfinite(rows(i, j)), "{}: row {}, column {}: {} should be finite", file.string(), first + i + 1,
              j + 1, rows(i, j));
}

DelimitedWriter::DelimitedWriter(std::filesystem::path path, char delimiter, Index columns,
                                 const std::vector<std::string>& names)
    : file_(std::move(path)), delimiter_(delimiter), columns_(columns) {
  std::string header;
  for (std::size_t j = 0; j < names.size(); ++j) {
    require(names[j].find_first_of("\n\r") == std::string::npos, "{}: the name of column {} holds a line break",
            file_.target().string(), j + 1);
    header += quoted_if_needed(names[j], names.size() == 1) + (j + 1 < names.size() ? delimiter : '\n');
  }
  file_.append(header);
}

void DelimitedWriter::append(const MatrixView& rows) {
  require_writable(file_.target(), rows, columns_, row_);
  std::vector<fmt::memory_buffer> texts(static_cast<std::size_t>(blocks_at_once));
  for (Index group = 0; group < rows.rows(); group += rows_at_once * blocks_at_once) {
    const Index count = std::min(rows.rows() - group, rows_at_once * blocks_at_once);
    for (fmt::memory_buffer& text : texts) text.clear();
    parallel_blocks(count, rows_at_once, [&](Index first, Index last) {
      format_rows(rows.middleRows(group + first, last - first), delimiter_,
                  texts[static_cast<std::size_t>(first / rows_at_once)]);
    });
    for (const fmt::memory_buffer& text : texts) file_.append({text.data(), text.size()});
  }
  row_ += rows.rows();
}

}  // namespace neon
