#pragma once
#include <neon/core/types.hpp>

#include <H5Cpp.h>

#include <string>
#include <vector>

namespace neon {

/// A dataset of numbers in an HDF5 file, with its shape: "a/b [60000, 784]" is name "a/b".
struct Hdf5Array {
  std::string name;
  std::vector<std::size_t> shape;
};

/// Something else in an HDF5 file.
struct Hdf5Other {
  std::string name, what, advice;
};

/// What an HDF5 file holds. Every object once, under the name that is met first: links may lead in circles. Links that
/// lead nowhere are no damage.
struct Hdf5Contents {
  std::vector<Hdf5Array> arrays;
  std::vector<Hdf5Other> others;
};
/// @throws Error if the file cannot be read
Hdf5Contents list_hdf5(const std::string& path);

/// "x [3, 2], y [3]", of the first ones.
std::string listed(const std::vector<Hdf5Array>& arrays);

/// A dataset with nothing in the way of reading it.
/// @throws Error naming what is missing: the dataset, with those there are; the target of a link; the file of a source
H5::DataSet open_dataset(const H5::H5File& file, const std::string& path, const std::string& dataset);

/// The rows of a dataset, one block after another; the dimensions after the first are one row. MATLAB writes its
/// dimensions from the last to the first: they are turned round.
class Hdf5Rows {
 public:
  /// @throws Error if there is no such dataset, or it holds no numbers
  Hdf5Rows(const std::string& path, const std::string& dataset);

  Index rows() const { return static_cast<Index>(shape_.front()); }
  Index columns() const { return columns_; }
  const std::vector<std::size_t>& shape() const { return shape_; }
  /// Texts of the dataset "feature_names" beside it, if there are as many as columns.
  std::vector<std::string> column_names() const;
  /// The next `rows`, which should exist.  @throws Error if they cannot be read
  Matrix operator()(Index rows);

 private:
  std::string path_, dataset_;
  H5::H5File file_;
  H5::DataSet data_;
  bool from_matlab_;
  std::vector<std::size_t> shape_;         ///< in the order of MATLAB, if it is from there
  std::vector<std::size_t> column_order_;  ///< [columns] where each is stored, of more than two dimensions of MATLAB
  Index columns_;
  hsize_t row_ = 0;
};

}  // namespace neon
