#pragma once
#include <neon/core/types.hpp>

#include <cstdint>

/// Points in the plane, each made for a kind of cluster that some models see and others do not.
namespace neon::experiments::models {

/// Three Gaussian clouds: one wide, one tall, one small and round between them. [n, 2]
Matrix clouds(Index points, std::uint64_t seed);
/// Two half circles that interlock. [n, 2]
Matrix moons(Index points, std::uint64_t seed);
/// Points along three directions from the origin, near and far. [n, 2]
Matrix rays(Index points, std::uint64_t seed);

}  // namespace neon::experiments::models
