#include <neon/io/number_format.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstdint>
#include <cstring>

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

std::string NumberFormat::name() const {
  const char* const names[] = {"float", "int", "uint"};
  return fmt::format("{}{}", names[static_cast<std::size_t>(kind)], 8 * size);
}

void convert_numbers(const NumberFormat& format, const char* bytes, std::size_t count, double* values) {
  const bool swap = format.big_endian != (std::endian::native == std::endian::big);
  switch (format.kind) {
    case NumberFormat::Kind::real:
      assert(format.size == 4 || format.size == 8);
      return format.size == 4 ? convert<float>(swap, bytes, count, values)
                              : convert<double>(swap, bytes, count, values);
    case NumberFormat::Kind::signed_integer:
      return convert_integers<std::int8_t, std::int16_t, std::int32_t, std::int64_t>(format.size, swap, bytes, count,
                                                                                     values);
    case NumberFormat::Kind::unsigned_integer:
      return convert_integers<std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>(format.size, swap, bytes,
                                                                                         count, values);
  }
}

}  // namespace neon
