#pragma once
#include <neon/core/types.hpp>
#include <neon/network/detail/lane_kernel.hpp>
#include <neon/network/lanes.hpp>

namespace neon {

/// softmin^s of `count` rows, lane by lane.
inline Lanes soft_min(const Lanes* rows, Index count, double stiffness) {
  Lanes result;
  lane_kernel().soft_min(rows->at.data(), count, stiffness, result.at.data());
  return result;
}

/// Turns `count` rows into their softmin^s shares, lane by lane, and returns the softmin.
inline Lanes soft_min_shares(Lanes* rows, Index count, double stiffness) {
  Lanes result;
  lane_kernel().soft_min_shares(rows->at.data(), count, stiffness, result.at.data());
  return result;
}

}  // namespace neon
