#pragma once
#include <H5Cpp.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace neon {

/// "float64", "int32", "uint8", "bool", "text", "records (a float64, b int32)", ...
std::string type_name(const H5::DataType& type);

/// [] for a scalar.
std::vector<hsize_t> extents(const H5::DataSpace& space);

/// Truth values as h5py and PyTables store them: an enumeration of FALSE and TRUE, or bits.
bool is_boolean(const H5::DataType& type);

/// The names of an enumeration and their values.
struct EnumeratedName {
  std::string name;
  std::int64_t value = 0;
};
std::vector<EnumeratedName> enumerated_names(const H5::DataType& type);

/// What a dataset or attribute should hold.
struct ExpectedType {
  const char* description;
  H5T_class_t type, or_type;
  bool or_boolean = false;

  bool admits(const H5::DataType& found) const {
    return found.getClass() == type || found.getClass() == or_type || (or_boolean && is_boolean(found));
  }
};

inline constexpr ExpectedType hdf5_real{"numbers", H5T_FLOAT, H5T_INTEGER, true};
inline constexpr ExpectedType hdf5_integral{"integers", H5T_INTEGER, H5T_INTEGER, true};
inline constexpr ExpectedType hdf5_logical{"truth values", H5T_ENUM, H5T_INTEGER};
inline constexpr ExpectedType hdf5_textual{"texts", H5T_STRING, H5T_STRING};

/// Reads numbers, truth values and enumerations, between which HDF5 does not convert.
/// @param type_in_memory of Number  @param count of the elements that are selected in the file
template <class Number>
void read_numbers(const H5::DataSet& data, const H5::DataType& type_in_memory, Number* numbers, std::size_t count,
                  const H5::DataSpace& in_memory = H5::DataSpace::ALL,
                  const H5::DataSpace& in_file = H5::DataSpace::ALL) {
  const H5T_class_t stored = data.getTypeClass();
  if (stored != H5T_ENUM && stored != H5T_BITFIELD) return data.read(numbers, type_in_memory, in_memory, in_file);
  std::vector<std::int64_t> codes(count);
  data.read(codes.data(), stored == H5T_ENUM ? H5::PredType::NATIVE_INT64 : H5::PredType::NATIVE_B64, in_memory,
            in_file);
  std::transform(codes.begin(), codes.end(), numbers, [](std::int64_t code) { return static_cast<Number>(code); });
}

/// The texts of a dataset or attribute, of variable or fixed length.
/// @param read fills a buffer with the stored values, in their own type
std::vector<std::string> read_texts(const H5::StrType& type, const H5::DataSpace& space,
                                    const std::function<void(void* buffer)>& read);

}  // namespace neon
