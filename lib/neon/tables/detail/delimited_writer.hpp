#pragma once
#include <neon/tables/atomic_file.hpp>
#include <neon/tables/table_stream.hpp>

namespace neon {

/// Delimited text with the shortest digits that read back bit by bit, formatted in parallel.
class DelimitedWriter : public TableWriter {
 public:
  /// @param names [columns], or empty for no header
  /// @throws Error if the file cannot be created, or a name holds a line break
  DelimitedWriter(std::filesystem::path path, char delimiter, Index columns, const std::vector<std::string>& names);

  void append(const MatrixView& rows) override;
  void commit() override { file_.commit(); }

 private:
  AtomicFile file_;
  char delimiter_;
  Index columns_, row_ = 0;
};

/// @param first number of the first of the rows, from 0
/// @throws Error naming the file, or the row and column from 1, unless there are `columns` columns of finite numbers
void require_writable(const std::filesystem::path& file, const MatrixView& rows, Index columns, Index first);

}  // namespace neon
