#include <neon/explain/flip_changes.hpp>
#include <neon/network/lanes.hpp>

#include <algorithm>
#include <array>
#include <bit>

#if defined(__AVX512F__) && defined(__AVX512VL__)
#include <immintrin.h>
#endif

namespace neon {
namespace {

constexpr Index group = 8;  // flips a byte

/// How many of the bits 0 ... i of a byte are set, for every byte.
constexpr auto set_bits_up_to = [] {
  std::array<std::array<std::uint8_t, group>, 256> table{};
  for (unsigned byte = 0; byte < table.size(); ++byte)
    for (unsigned i = 0; i < group; ++i)
      table[byte][i] = static_cast<std::uint8_t>(std::popcount(byte & ((2U << i) - 1)));
  return table;
}();

/// Appends those of up to eight flips that change something.  @return which, one bit per flip
std::uint8_t append(const double* distance, const std::int32_t* order, Index count, std::int32_t* feature,
                    double* change) {
#if defined(__AVX512F__) && defined(__AVX512VL__)
  if (count == group) {
    const __m256i which = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(order));
    const __m512d by = _mm512_i32gather_pd(which, distance, sizeof(double));
    const __mmask8 changing = _mm512_cmp_pd_mask(by, _mm512_setzero_pd(), _CMP_NEQ_UQ);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(feature), _mm256_maskz_compress_epi32(changing, which));
    _mm512_storeu_pd(change, _mm512_maskz_compress_pd(changing, by));
    return changing;
  }
#endif
  unsigned changing = 0, made = 0;
  for (Index i = 0; i < count; ++i) {
    feature[made] = order[i];
    change[made] = distance[order[i]];
    const unsigned changes = change[made] != 0 ? 1 : 0;
    changing |= changes << static_cast<unsigned>(i);
    made += changes;
  }
  return static_cast<std::uint8_t>(changing);
}

/// curve[i] = value[number of the first i + 1 flips that change something]
void spread_group(const double* value, std::uint8_t changing, double* curve) {
  const auto& at = set_bits_up_to[changing];
#if defined(__AVX512F__) && defined(__AVX512VL__)
  const __m512i index = _mm512_cvtepu8_epi64(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(at.data())));
  _mm512_storeu_pd(curve, _mm512_permutex2var_pd(_mm512_loadu_pd(value), index, _mm512_set1_pd(value[group])));
#else
  for (std::size_t i = 0; i < group; ++i) curve[i] = value[at[i]];
#endif
}

}  // namespace

FlipChanges::FlipChanges(Index features)
    : features_(features),
      feature_(static_cast<std::size_t>(features) + 1 + lanes),
      change_(feature_.size()),
      distance_(static_cast<std::size_t>(features)),
      changing_(static_cast<std::size_t>((features + group - 1) / group)) {}

void FlipChanges::select(const double* x, const double* root, const std::int32_t* order) {
  for (Index i = 0; i < features_; ++i) distance_[static_cast<std::size_t>(i)] = root[i] - x[i];
  values_ = 1;
  for (Index flip = 0; flip < features_; flip += group) {
    const std::uint8_t changing = append(distance_.data(), order + flip, std::min(group, features_ - flip),
                                         feature_.data() + values_, change_.data() + values_);
    changing_[static_cast<std::size_t>(flip / group)] = changing;
    values_ += std::popcount(changing);
  }
  std::fill_n(change_.begin() + values_, lanes, 0.0);
}

void FlipChanges::spread(const double* value, double* curve) const {
  curve[0] = value[0];
  const Index whole = features_ / group * group;
  for (Index flip = 0; flip < whole; flip += group) {
    const std::uint8_t changing = changing_[static_cast<std::size_t>(flip / group)];
    spread_group(value, changing, curve + 1 + flip);
    value += std::popcount(changing);
  }
  if (whole == features_) return;
  const auto& at = set_bits_up_to[changing_.back()];
  for (Index i = 0; whole + i < features_; ++i) curve[1 + whole + i] = value[at[static_cast<std::size_t>(i)]];
}

}  // namespace neon
