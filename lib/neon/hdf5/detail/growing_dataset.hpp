#pragma once
#include <H5Cpp.h>

#include <string>
#include <vector>

namespace neon {

/// A dataset of [n] or [n, columns] that takes rows until it is finished; their number is not known before. What is in
/// the file does not depend on how many rows came at a time.
class GrowingDataset {
 public:
  /// @param columns 0 for a vector
  GrowingDataset(const H5::H5File& file, const std::string& name, const H5::PredType& type, hsize_t columns);

  hsize_t columns() const { return columns_; }
  const H5::PredType& type() const { return type_; }
  /// @param values rows * max(1, columns) elements of the dataset's type
  void append(const void* values, hsize_t rows);
  /// Writes what is waiting and closes the dataset.
  void finish();

 private:
  /// Writes all chunks that are waiting, the last one filled up with zeros.
  void write_chunks();
  std::size_t chunk_size() const { return static_cast<std::size_t>(rows_per_chunk_) * row_size_; }

  H5::PredType type_;
  hsize_t columns_;
  std::size_t row_size_;  // bytes
  hsize_t rows_per_chunk_, rows_ = 0, rows_written_ = 0;
  H5::DataSet data_;
  std::vector<char> waiting_;
};

}  // namespace neon
