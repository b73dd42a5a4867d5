#pragma once
#include <neon/tables/detail/byte_stream.hpp>
#include <neon/tables/detail/number_format.hpp>

#include <string>
#include <string_view>
#include <vector>

/// The NPY format of NumPy, versions 1, 2 and 3.
/// Source: numpy.lib.format, "NPY format" (NumPy Enhancement Proposal 1).
namespace neon {

inline constexpr std::string_view npy_magic = "\x93NUMPY";

/// An array in a binary file: of numbers, or of texts that all have format.size bytes, filled up with zeros.
struct ArrayLayout {
  enum class Texts { none, bytes, characters };  ///< characters of four bytes each

  NumberFormat format;
  std::vector<std::size_t> shape;  ///< [] for a single number
  bool column_major = false;       ///< "Fortran order": the first index runs fastest
  Texts texts = Texts::none;
  std::string elements;  ///< where they are no numbers: what they are, and what to write in their place
};

/// Takes the header off a stream.
/// @throws Error if it is none, or announces anything but numbers (real of 16 to 80 bits, integers of 8 to 64, truth
///   values) or texts: complex numbers, dates, records, objects; the message says what to write in their place
ArrayLayout read_npy_header(ByteStream& stream);

/// The header of a row-major array of float64, of the same length for any number of rows.
std::string npy_header(std::size_t rows, std::size_t columns);

}  // namespace neon
