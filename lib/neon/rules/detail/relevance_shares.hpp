#pragma once
#include <neon/layers/detail/blocked_maps.hpp>
#include <neon/rules/condition.hpp>
#include <neon/rules/rule.hpp>

#include <cstdint>

namespace neon {

/// What one division did, for each of m maps.
struct ShareAccount {
  Vector relevance;     ///< [m] sum of R
  Vector bias;          ///< [m] sum of s_k (bias_k + stabiliser)
  Condition condition;  ///< [m]

  explicit ShareAccount(Index maps) : relevance(Vector::Zero(maps)), bias(Vector::Zero(maps)), condition(maps) {}
};

/// Denominators of one convolution at one image, ready to divide by.
struct Denominators {
  BlockedMaps inverse;      ///< 1 / z_k, stabilised
  std::vector<float> bias;  ///< [channels, filled up with zeros to whole blocks]
  float epsilon = 0;        ///< the rule's stabiliser in units of z: part of what the bias keeps
};

/// z := 1 / (z + sign(z) epsilon rms(z)); what is below 2^-40 of the largest |z| is replaced by that, and counts as
/// that among the smallest denominators.  @param epsilon of the rule
Denominators denominators(BlockedMaps z, const std::vector<float>& bias, double epsilon);

/// R_k = factor_k carrier_k  ->  s_k = R_k / z_k, in place.
/// @param factor m maps  @param carrier one map that serves all; empty: ones
ShareAccount divide(BlockedMaps& factor, const BlockedMaps& carrier, const Denominators& z);

/// The same below a max-pool: R = factor * carrier goes to the winner of each window, which divides it.
/// @param winner of one map that serves all
/// @return m maps of twice the height and width
ShareAccount divide_winners(BufferPool& pool, BlockedMaps& factor, const BlockedMaps& carrier,
                            const std::vector<std::uint8_t>& winner, const Denominators& z);

/// R = factor * carrier, in place.
void multiply(BlockedMaps& factor, const BlockedMaps& carrier);

}  // namespace neon
