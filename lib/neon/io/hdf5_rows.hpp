#pragma once
#include <neon/core/types.hpp>

#include <H5Cpp.h>

#include <string>
#include <vector>

namespace neon {

/// The datasets of numbers in an HDF5 file, with their shapes: "a/b [60000, 784]" is name "a/b".
struct Hdf5Array {
  std::string name;
  std::vector<hsize_t> shape;
};
/// @throws Error if the file cannot be read
std::vector<Hdf5Array> list_hdf5_arrays(const std::string& path);

/// The rows of a dataset, one block after another; the dimensions after the first are one row.
class Hdf5Rows {
 public:
  /// @throws Error if there is no such dataset, or it holds no numbers
  Hdf5Rows(const std::string& path, const std::string& dataset);

  Index rows() const { return static_cast<Index>(shape_.front()); }
  Index columns() const;
  const std::vector<hsize_t>& shape() const { return shape_; }
  /// Texts of the dataset "feature_names" beside it, if there are as many as columns.
  std::vector<std::string> column_names() const;
  /// The next `rows`, which should exist.  @throws Error if they cannot be read
  Matrix operator()(Index rows);

 private:
  std::string path_, dataset_;
  H5::H5File file_;
  H5::DataSet data_;
  std::vector<hsize_t> shape_;
  hsize_t row_ = 0;
};

}  // namespace neon
