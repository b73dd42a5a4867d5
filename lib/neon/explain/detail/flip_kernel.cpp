#include <neon/explain/detail/flip_kernel.hpp>

#if defined(__AVX512F__) && defined(__AVX512VL__)
#include <immintrin.h>
#endif

namespace neon::NEON_INSTRUCTION_SET {
namespace {

using Index = std::ptrdiff_t;
constexpr Index group = FlipKernel::group;

struct Counts {
  std::uint8_t of[256][group];
};

/// How many of the bits 0 ... i of a byte are set, for every byte.
constexpr Counts set_bits_up_to = [] {
  Counts table{};
  for (unsigned byte = 0; byte < 256; ++byte)
    for (unsigned i = 0, count = 0; i < group; ++i)
      table.of[byte][i] = static_cast<std::uint8_t>(count += byte >> i & 1U);
  return table;
}();

Index changes_of(std::uint8_t changing) { return set_bits_up_to.of[changing][group - 1]; }

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

Index select(const double* distance, const std::int32_t* order, Index d, std::int32_t* feature, double* change,
             std::uint8_t* changing) {
  Index made = 0;
  for (Index flip = 0; flip < d; flip += group) {
    const Index left = d - flip;
    const std::uint8_t which =
        append(distance, order + flip, left < group ? left : group, feature + made, change + made);
    changing[flip / group] = which;
    made += changes_of(which);
  }
  return made;
}

void spread_group(const double* value, std::uint8_t changing, double* curve) {
  const std::uint8_t* const at = set_bits_up_to.of[changing];
#if defined(__AVX512F__) && defined(__AVX512VL__)
  const __m512i index = _mm512_cvtepu8_epi64(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(at)));
  _mm512_storeu_pd(curve, _mm512_permutex2var_pd(_mm512_loadu_pd(value), index, _mm512_set1_pd(value[group])));
#else
  for (Index i = 0; i < group; ++i) curve[i] = value[at[i]];
#endif
}

void spread(const double* value, const std::uint8_t* changing, Index d, double* curve) {
  const Index whole = d / group * group;
  for (Index flip = 0; flip < whole; flip += group) {
    const std::uint8_t which = changing[flip / group];
    spread_group(value, which, curve + flip);
    value += changes_of(which);
  }
  for (Index i = whole; i < d; ++i) curve[i] = value[set_bits_up_to.of[changing[whole / group]][i - whole]];
}

}  // namespace

const FlipKernel flip_kernel{select, spread};

}  // namespace neon::NEON_INSTRUCTION_SET
