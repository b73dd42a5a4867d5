#pragma once
#include <H5Cpp.h>

#include <functional>
#include <string>
#include <vector>

namespace neon {

/// "float64", "int32", "uint8", "text", ...
std::string type_name(const H5::DataType& type);

/// [] for a scalar.
std::vector<hsize_t> extents(const H5::DataSpace& space);

/// What a dataset or attribute should hold.
struct ExpectedType {
  const char* description;
  H5T_class_t type, or_type;

  bool admits(const H5::DataType& found) const { return found.getClass() == type || found.getClass() == or_type; }
};

inline constexpr ExpectedType hdf5_real{"numbers", H5T_FLOAT, H5T_INTEGER};
inline constexpr ExpectedType hdf5_integral{"integers", H5T_INTEGER, H5T_INTEGER};
inline constexpr ExpectedType hdf5_logical{"truth values", H5T_ENUM, H5T_INTEGER};
inline constexpr ExpectedType hdf5_textual{"texts", H5T_STRING, H5T_STRING};

/// The texts of a dataset or attribute, of variable or fixed length.
/// @param read fills a buffer with the stored values, in their own type
std::vector<std::string> read_texts(const H5::StrType& type, const H5::DataSpace& space,
                                    const std::function<void(void* buffer)>& read);

}  // namespace neon
