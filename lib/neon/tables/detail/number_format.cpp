#include <neon/tables/detail/number_format.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>

namespace neon {
namespace {

template <class Stored, bool swap>
void convert(const char* bytes, std::size_t count, double* values) {
  for (std::size_t i = 0; i < count; ++i) {
    std::array<char, sizeof(Stored)> one;
    std::memcpy(one.data(), bytes + i * sizeof(Stored), sizeof(Stored));
    if constexpr (swap) std::reverse(one.begin(), one.end());
    values[i] = static_cast<double>(std::bit_cast<Stored>(one));
  }
}

template <class Stored>
void convert(bool swap, const char* bytes, std::size_t count, double* values) {
  swap ? convert<Stored, true>(bytes, count, values) : convert<Stored, false>(bytes, count, values);
}

/// Some of a number's bytes as an integer, the first one lowest.
std::uint64_t little_endian(std::span<const unsigned char> bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8U | bytes[i];
  return value;
}

/// (-1)^sign significand 2^exponent
double real_number(bool sign, std::uint64_t significand, int exponent) {
  const double value = std::ldexp(static_cast<double>(significand), exponent);
  return sign ? -value : value;
}

/// 1 bit of sign, 5 of exponent, 10 of fraction.  Source: IEEE 754-2008, binary16.
double half_precision(std::uint64_t bits) {
  constexpr int fraction_bits = 10, bias = 15, highest = 31;
  const bool sign = bits >> 15U != 0;
  const int exponent = static_cast<int>(bits >> 10U & 0x1fU);
  const std::uint64_t fraction = bits & 0x3ffU;
  if (exponent == highest)
    return fraction != 0 ? std::numeric_limits<double>::quiet_NaN()
                         : std::copysign(std::numeric_limits<double>::infinity(), sign ? -1 : 1);
  if (exponent == 0) return real_number(sign, fraction, 1 - bias - fraction_bits);
  return real_number(sign, fraction | 1U << 10U, exponent - bias - fraction_bits);
}

/// 64 bits of significand, the highest of which is 1 but in zero and the smallest numbers, 15 of exponent, 1 of sign.
/// Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 1, section 4.2.2.
double extended_precision(std::span<const unsigned char> bytes) {
  constexpr int fraction_bits = 63, bias = 16383, highest = 0x7fff;
  const std::uint64_t significand = little_endian(bytes.first(8)), high = little_endian(bytes.subspan(8, 2));
  const int exponent = static_cast<int>(high & 0x7fffU);
  const bool sign = high >> 15U != 0, leading = significand >> 63U != 0;
  // A number of 128 bits keeps its exponent where the padding is.
  const bool elsewhere = significand == 0 && exponent == 0 && little_endian(bytes.last(2)) != 0;
  if (elsewhere || leading != (exponent != 0) || (exponent == highest && significand << 1U != 0))
    return std::numeric_limits<double>::quiet_NaN();
  if (exponent == highest) return std::copysign(std::numeric_limits<double>::infinity(), sign ? -1 : 1);
  return real_number(sign, significand, std::max(exponent, 1) - bias - fraction_bits);
}

void convert_reals(const NumberFormat& format, const char* bytes, std::size_t count, double* values) {
  constexpr std::size_t largest = 16;
  std::array<unsigned char, largest> one{};
  const std::size_t size = std::min(format.size, largest);
  for (std::size_t i = 0; i < count; ++i, bytes += size) {
    for (std::size_t b = 0; b < size; ++b)
      one[b] = static_cast<unsigned char>(bytes[format.big_endian ? size - 1 - b : b]);
    const std::span<const unsigned char> number(one.data(), size);
    values[i] = size == 2 ? half_precision(little_endian(number)) : extended_precision(number);
  }
}

template <class One, class Two, class Four, class Eight>
void convert_integers(std::size_t size, bool swap, const char* bytes, std::size_t count, double* values) {
  switch (size) {
    case 1:
      return convert<One>(swap, bytes, count, values);
    case 2:
      return convert<Two>(swap, bytes, count, values);
    case 4:
      return convert<Four>(swap, bytes, count, values);
    default:
      return convert<Eight>(swap, bytes, count, values);
  }
}

}  // namespace

void convert_numbers(const NumberFormat& format, const char* bytes, std::size_t count, double* values) {
  const bool swap = format.big_endian != (std::endian::native == std::endian::big);
  switch (format.kind) {
    case NumberFormat::Kind::real:
      if (format.size == sizeof(float)) return convert<float>(swap, bytes, count, values);
      if (format.size == sizeof(double)) return convert<double>(swap, bytes, count, values);
      return convert_reals(format, bytes, count, values);
    case NumberFormat::Kind::signed_integer:
      return convert_integers<std::int8_t, std::int16_t, std::int32_t, std::int64_t>(format.size, swap, bytes, count,
                                                                                     values);
    case NumberFormat::Kind::unsigned_integer:
      return convert_integers<std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>(format.size, swap, bytes,
                                                                                         count, values);
  }
}

}  // namespace neon
