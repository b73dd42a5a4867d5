#pragma once
#include <cstddef>

namespace neon {

/// How binary files store a number.
struct NumberFormat {
  enum class Kind { real, signed_integer, unsigned_integer } kind = Kind::real;
  std::size_t size = 8;  ///< bytes: 1, 2, 4 or 8; of real numbers 2, 4, 8, or 12 or 16 (the 80 bits of x86, padded)
  bool big_endian = false;
};

/// Converts `count` stored numbers; integers of 64 bits and real numbers of 80 are rounded to double. What is no number
/// of 80 bits although it should be one (a long double of another kind of machine) becomes NaN.
void convert_numbers(const NumberFormat& format, const char* bytes, std::size_t count, double* values);

}  // namespace neon
