#pragma once
#include <cstdint>
#include <cstring>
#include <initializer_list>

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

// Translation units are compiled for different instruction sets: each width has names of its own.
#if defined(__AVX512F__)
#define NEON_PACKET_WIDTH 8
#define NEON_PACKETS packets_of_8
#elif defined(__AVX__)
#define NEON_PACKET_WIDTH 4
#define NEON_PACKETS packets_of_4
#else
#define NEON_PACKET_WIDTH 2
#define NEON_PACKETS packets_of_2
#endif

namespace neon {
inline namespace NEON_PACKETS {

/// Doubles in the widest vector register that the code is compiled for.
inline constexpr int packet_width = NEON_PACKET_WIDTH;
using Packet [[gnu::vector_size(packet_width * sizeof(double))]] = double;

inline Packet load(const double* from) {
  Packet value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

inline void store(double* to, Packet value) { std::memcpy(to, &value, sizeof value); }

/// from[index[0]], from[index[1]], ...
inline Packet gather(const double* from, const std::int32_t* index) {
#if defined(__AVX512F__)
  return _mm512_i32gather_pd(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(index)), from, sizeof(double));
#else
  Packet value{};
  for (int i = 0; i < packet_width; ++i) value[i] = from[index[i]];
  return value;
#endif
}

/// Number i becomes the sum of the numbers 0 ... i.
inline Packet running_sum(Packet value) {
#if defined(__AVX512F__)
  const Packet zero{};
  value += __builtin_shufflevector(zero, value, 0, 8, 9, 10, 11, 12, 13, 14);
  value += __builtin_shufflevector(zero, value, 0, 1, 8, 9, 10, 11, 12, 13);
  return value + __builtin_shufflevector(zero, value, 0, 1, 2, 3, 8, 9, 10, 11);
#else
  for (int i = 1; i < packet_width; ++i) value[i] += value[i - 1];
  return value;
#endif
}

/// Number i is the sum of row i.
inline Packet row_sums(const Packet* row) {
#if defined(__AVX512F__)
  Packet pairs[4], fours[2];
  for (int i = 0; i < 4; ++i) {
    const Packet a = row[2 * i], b = row[2 * i + 1];
    pairs[i] = __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14) +
               __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15);
  }
  for (int i = 0; i < 2; ++i) {
    const Packet a = pairs[2 * i], b = pairs[2 * i + 1];
    fours[i] = __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13) +
               __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
  }
  return __builtin_shufflevector(fours[0], fours[1], 0, 1, 2, 3, 8, 9, 10, 11) +
         __builtin_shufflevector(fours[0], fours[1], 4, 5, 6, 7, 12, 13, 14, 15);
#else
  Packet sums{};
  for (int i = 0; i < packet_width; ++i)
    for (int j = 0; j < packet_width; ++j) sums[i] += row[i][j];
  return sums;
#endif
}

/// Turns packet_width rows of packet_width numbers into their columns.
inline void transpose(Packet* row) {
#if defined(__AVX512F__)
  for (int i = 0; i < 8; i += 2) {
    const Packet a = row[i], b = row[i + 1];
    row[i] = __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14);
    row[i + 1] = __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15);
  }
  for (const int i : {0, 1, 4, 5}) {
    const Packet a = row[i], b = row[i + 2];
    row[i] = __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13);
    row[i + 2] = __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
  }
  for (int i = 0; i < 4; ++i) {
    const Packet a = row[i], b = row[i + 4];
    row[i] = __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11);
    row[i + 4] = __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15);
  }
#else
  for (int i = 0; i < packet_width; ++i)
    for (int j = 0; j < i; ++j) {
      const double swapped = row[i][j];
      row[i][j] = row[j][i];
      row[j][i] = swapped;
    }
#endif
}

}  // namespace NEON_PACKETS
}  // namespace neon
