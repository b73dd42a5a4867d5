#include <neon/clustering/nearest_kernel.hpp>
#include <neon/core/packet.hpp>

#include <limits>

namespace neon::NEON_INSTRUCTION_SET {
namespace {

using Index = std::ptrdiff_t;

constexpr int lanes = 2 * packet_width;
using Floats [[gnu::vector_size(lanes * sizeof(float))]] = float;
using Integers [[gnu::vector_size(lanes * sizeof(std::int32_t))]] = std::int32_t;

// Three vectors of points by as many centroids as leave their sums in registers.
constexpr int vectors = 3;
#if defined(__AVX512F__)
constexpr int group = 8;
#else
constexpr int group = 4;
#endif
constexpr Index panel = vectors * lanes, strip = NearestKernel::strip;
static_assert(panel <= NearestKernel::most_points);

Floats load_floats(const float* from) {
  Floats value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

/// The smallest two scores of a panel's points.
struct Smallest {
  Floats first[vectors], second[vectors];
  Integers index[vectors];
};

void put_in(Smallest& least, int v, Floats score, std::int32_t index) {
  const Integers smaller = score < least.first[v];
  const Floats larger = smaller ? least.first[v] : score;
  least.second[v] = larger < least.second[v] ? larger : least.second[v];
  least.first[v] = smaller ? score : least.first[v];
  least.index[v] = smaller ? Integers{} + index : least.index[v];
}

/// Scores of one group of centroids for a panel of points.
void score_group(const float* points, const float* centroids, const float* half_norm, Index terms, std::int32_t index,
                 Smallest& least) {
  Floats score[group][vectors];
  for (int r = 0; r < group; ++r)
    for (int v = 0; v < vectors; ++v) score[r][v] = Floats{} + half_norm[r];
  for (Index first = 0; first < terms; first += NearestKernel::terms_at_once) {
    const Index after = first + NearestKernel::terms_at_once, last = terms < after ? terms : after;
    Floats sum[group][vectors] = {};
    for (Index t = first; t < last; ++t) {
      Floats x[vectors];
      for (int v = 0; v < vectors; ++v) x[v] = load_floats(points + t * panel + v * lanes);
      for (int r = 0; r < group; ++r) {
        const float factor = centroids[t * group + r];
        for (int v = 0; v < vectors; ++v) sum[r][v] += factor * x[v];
      }
    }
    for (int r = 0; r < group; ++r)
      for (int v = 0; v < vectors; ++v) score[r][v] -= sum[r][v];
  }
  for (int r = 0; r < group; ++r)
    for (int v = 0; v < vectors; ++v) put_in(least, v, score[r][v], index + r);
}

void smallest(const float* points, const float* centroids, const float* half_norm, Index filled, Index d, float* first,
              float* second, std::int32_t* index) {
  Smallest least;
  for (int v = 0; v < vectors; ++v) {
    least.first[v] = least.second[v] = Floats{} + std::numeric_limits<float>::infinity();
    least.index[v] = Integers{};
  }
  for (Index k = 0; k < filled; k += group)
    score_group(points, centroids + k * d, half_norm + k, d, static_cast<std::int32_t>(k), least);
  std::memcpy(first, least.first, sizeof least.first);
  std::memcpy(second, least.second, sizeof least.second);
  std::memcpy(index, least.index, sizeof least.index);
}

/// A number of features that the compiler knows: it unrolls by it.
struct WholeStrip {
  operator Index() const { return strip; }
};

template <class Width>
void pack_features(const double* const* x, Index count, Width features, const double* origin, double per_unit,
                   float* packed, double* square) {
  float rows[panel][strip] = {};
  for (Index p = 0; p < count; ++p) {
    const double* const from = x[p];
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (Index j = 0; j < features; ++j) {
      const double z = (from[j] - origin[j]) * per_unit;
      sum += z * z;
      rows[p][j] = static_cast<float>(z);
    }
    square[p] += sum;
  }
  for (Index j = 0; j < features; ++j)
    for (Index p = 0; p < panel; ++p) packed[j * panel + p] = rows[p][j];
}

void pack(const double* const* x, Index count, Index width, const double* origin, double per_unit, float* packed,
          double* square) {
  if (width == strip)
    pack_features(x, count, WholeStrip{}, origin, per_unit, packed, square);
  else
    pack_features(x, count, width, origin, per_unit, packed, square);
}

}  // namespace

const NearestKernel nearest_kernel{panel, group, smallest, pack};

}  // namespace neon::NEON_INSTRUCTION_SET
