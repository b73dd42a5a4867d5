#include <neon/core/error.hpp>
#include <neon/tables/detail/delimited_writer.hpp>
#include <neon/tables/detail/npy_header.hpp>

#include <bit>

namespace neon {
namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little);

/// The number of rows is filled in at the end.
class NpyWriter : public TableWriter {
 public:
  NpyWriter(const fs::path& path, Index columns) : file_(path), columns_(columns) { file_.append(header()); }

  void append(const MatrixView& rows) override {
    require_writable(file_.target(), rows, columns_, rows_);
    const Eigen::Ref<const Matrix, 0, Eigen::Stride<0, 0>> dense(rows);
    file_.append(
        {reinterpret_cast<const char*>(dense.data()), static_cast<std::size_t>(dense.size()) * sizeof(double)});
    rows_ += rows.rows();
  }

  void commit() override {
    file_.overwrite(0, header());
    file_.commit();
  }

 private:
  std::string header() const { return npy_header(static_cast<std::size_t>(rows_), static_cast<std::size_t>(columns_)); }

  AtomicFile file_;
  Index columns_, rows_ = 0;
};

}  // namespace

std::unique_ptr<TableWriter> create_table(const fs::path& path, const std::vector<std::string>& column_names) {
  const auto columns = static_cast<Index>(column_names.size());
  require(columns > 0, "{}: a table of 0 columns should have at least 1", path.string());
  const fs::path ending = path.extension();
  if (ending == ".csv") return std::make_unique<DelimitedWriter>(path, ',', columns, column_names);
  if (ending == ".tsv") return std::make_unique<DelimitedWriter>(path, '\t', columns, column_names);
  if (ending == ".npy") return std::make_unique<NpyWriter>(path, columns);
  throw Error(fmt::format("{}: a table should end in .csv, .tsv or .npy", path.string()));
}

}  // namespace neon
