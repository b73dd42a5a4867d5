#pragma once
#include <neon/core/vector_math.hpp>
#include <neon/network/lanes.hpp>

#include <cmath>

namespace neon {

/// A term this many units of the exponent above the smallest adds less than the rounding of a double.
inline constexpr double negligible = 40;

/// The smallest of `count` rows, lane by lane.
inline Lanes least_of(const Lanes* rows, Index count) {
  Lanes least = rows[0];
  for (Index j = 1; j < count; ++j)
    for (std::size_t t = 0; t < lanes; ++t) least[t] = rows[j][t] < least[t] ? rows[j][t] : least[t];
  return least;
}

/// exp(-stiffness (row - least)), lane by lane; 0 everywhere, and false, where no lane would notice.
inline bool weigh(const Lanes& row, const Lanes& least, double stiffness, Lanes& weight) {
  double top = -infinity;
#pragma omp simd reduction(max : top)
  for (std::size_t t = 0; t < lanes; ++t) {
    weight[t] = stiffness * (least[t] - row[t]);
    top = weight[t] > top ? weight[t] : top;
  }
  if (top < -negligible) {
    weight = {};
    return false;
  }
  for (std::size_t t = 0; t < lanes; ++t) weight[t] = vector_exp(weight[t]);
  return true;
}

/// softmin^s of `count` rows, lane by lane.
inline Lanes soft_min(const Lanes* rows, Index count, double stiffness) {
  Lanes result = least_of(rows, count);
  if (count == 1 || std::isinf(stiffness)) return result;
  Lanes sum{}, weight;
  for (Index j = 0; j < count; ++j) {
    if (!weigh(rows[j], result, stiffness, weight)) continue;
    for (std::size_t t = 0; t < lanes; ++t) sum[t] += weight[t];
  }
  for (std::size_t t = 0; t < lanes; ++t) result[t] -= vector_log(sum[t]) / stiffness;
  return result;
}

/// Turns `count` rows into their softmin^s shares, lane by lane, and returns the softmin.
inline Lanes soft_min_shares(Lanes* rows, Index count, double stiffness) {
  Lanes result = least_of(rows, count), sum{};
  for (Index j = 0; j < count; ++j) {
    Lanes weight{};
    if (std::isinf(stiffness))
      for (std::size_t t = 0; t < lanes; ++t) weight[t] = rows[j][t] == result[t] ? 1 : 0;
    else
      weigh(rows[j], result, stiffness, weight);
    for (std::size_t t = 0; t < lanes; ++t) sum[t] += weight[t];
    rows[j] = weight;
  }
  for (Index j = 0; j < count; ++j)
    for (std::size_t t = 0; t < lanes; ++t) rows[j][t] /= sum[t];
  if (!std::isinf(stiffness))
    for (std::size_t t = 0; t < lanes; ++t) result[t] -= vector_log(sum[t]) / stiffness;
  return result;
}

}  // namespace neon
