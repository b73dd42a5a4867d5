#pragma once
#include <cstdint>
#include <cstring>

namespace neon {

/// exp(x) for -700 <= x <= 700 (larger magnitudes are clamped), branch-free so that a loop over it vectorises; relative
/// error below 4e-16. About half the price of the general one: pixel flipping spends most of its time here.
inline double vector_exp(double x) {
  constexpr double log2e = 1.4426950408889634, ln2_high = 6.93147180369123816490e-01,
                   ln2_low = 1.90821492927058770002e-10;
  constexpr double to_integer = 0x1.8p52;  // adding it rounds to the nearest integer, held in the low bits
  x = x < -700 ? -700 : x;
  x = x > 700 ? 700 : x;
  const double shifted = x * log2e + to_integer, k = shifted - to_integer;
  const double r = (x - k * ln2_high) - k * ln2_low;

  double p = 1.0 / 6227020800;
  p = p * r + 1.0 / 479001600;
  p = p * r + 1.0 / 39916800;
  p = p * r + 1.0 / 3628800;
  p = p * r + 1.0 / 362880;
  p = p * r + 1.0 / 40320;
  p = p * r + 1.0 / 5040;
  p = p * r + 1.0 / 720;
  p = p * r + 1.0 / 120;
  p = p * r + 1.0 / 24;
  p = p * r + 1.0 / 6;
  p = p * r + 0.5;
  p = p * r + 1;
  p = p * r + 1;

  std::int64_t bits;
  std::memcpy(&bits, &shifted, sizeof bits);
  bits = (bits + 1023) << 52;  // the low bits of `shifted` are k; the sum's upper bits are shifted out
  double power;
  std::memcpy(&power, &bits, sizeof power);
  return p * power;
}

}  // namespace neon
