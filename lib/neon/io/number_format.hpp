#pragma once
#include <cstddef>
#include <string>

namespace neon {

/// How binary files store a number.
struct NumberFormat {
  enum class Kind { real, signed_integer, unsigned_integer } kind = Kind::real;
  std::size_t size = 8;  ///< bytes: 1, 2, 4 or 8
  bool big_endian = false;

  /// "float64", "uint8", ...
  std::string name() const;
};

/// Converts `count` stored numbers; 64-bit integers are rounded to double, half-precision numbers are not supported.
void convert_numbers(const NumberFormat& format, const char* bytes, std::size_t count, double* values);

}  // namespace neon
