#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace neon {

/// The channels of one block at one location, as one vector register where the machine has one of that width (GCC's and
/// Clang's vector types: the compiler finds the instructions).  @tparam block 8 or 16
template <std::ptrdiff_t block>
struct LaneVector;

// The types are spelled out twice: GCC 12 does not convert vectors whose size depends on a template parameter.
// NOLINTBEGIN(modernize-use-using)
template <>
struct LaneVector<8> {
  typedef float Float __attribute__((vector_size(32)));
  typedef std::int32_t Integer __attribute__((vector_size(32)));
  typedef std::uint8_t Byte __attribute__((vector_size(8)));
};

template <>
struct LaneVector<16> {
  typedef float Float __attribute__((vector_size(64)));
  typedef std::int32_t Integer __attribute__((vector_size(64)));
  typedef std::uint8_t Byte __attribute__((vector_size(16)));
};
// NOLINTEND(modernize-use-using)

template <class Lanes, class Value>
[[gnu::always_inline]] inline void load_lanes(Lanes& vector, const Value* from) {
  std::memcpy(&vector, from, sizeof vector);
}

template <class Lanes, class Value>
[[gnu::always_inline]] inline void store_lanes(const Lanes& vector, Value* to) {
  std::memcpy(to, &vector, sizeof vector);
}

[[gnu::always_inline]] inline LaneVector<8>::Integer widened(const LaneVector<8>::Byte& bytes) {
  return __builtin_convertvector(bytes, LaneVector<8>::Integer);
}
[[gnu::always_inline]] inline LaneVector<16>::Integer widened(const LaneVector<16>::Byte& bytes) {
  return __builtin_convertvector(bytes, LaneVector<16>::Integer);
}

}  // namespace neon
