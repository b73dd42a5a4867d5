#include <neon/clustering/detail/nearest_kernel.hpp>
#include <neon/core/detail/packet.hpp>

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
constexpr Index panel = vectors * lanes;
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
[[gnu::always_inline]] inline void score_group(const float* points, const float* centroids, const float* half_norm,
                                               Index terms, Floats (&score)[group][vectors]) {
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
}

void scores(const float* points, const float* centroids, const float* half_norm, Index d, float* score) {
  Floats of_group[group][vectors];
  score_group(points, centroids, half_norm, d, of_group);
  std::memcpy(score, of_group, sizeof of_group);
}

void smallest(const float* points, const float* centroids, const float* half_norm, Index filled, Index d, float* first,
              float* second, std::int32_t* index) {
  Smallest least;
  for (int v = 0; v < vectors; ++v) {
    least.first[v] = least.second[v] = Floats{} + std::numeric_limits<float>::infinity();
    least.index[v] = Integers{};
  }
  for (Index k = 0; k < filled; k += group) {
    Floats score[group][vectors];
    score_group(points, centroids + k * d, half_norm + k, d, score);
    for (int r = 0; r < group; ++r)
      for (int v = 0; v < vectors; ++v) put_in(least, v, score[r][v], static_cast<std::int32_t>(k + r));
  }
  std::memcpy(first, least.first, sizeof least.first);
  std::memcpy(second, least.second, sizeof least.second);
  std::memcpy(index, least.index, sizeof least.index);
}

double centre(const double* x, const double* origin, double per_unit, Index d, float* z) {
  double square = 0;
#pragma omp simd reduction(+ : square)
  for (Index i = 0; i < d; ++i) {
    const double centred = (x[i] - origin[i]) * per_unit;
    square += centred * centred;
    z[i] = static_cast<float>(centred);
  }
  return square;
}

/// Swaps the upper right and the lower left quarter of every square of 2 step rows.
template <int step>
void swap_quarters(Floats (&row)[lanes]) {
  Integers upper, lower;  // of the numbers of two rows, one behind the other
  for (int l = 0; l < lanes; ++l) {
    const bool right = (l & step) != 0;
    upper[l] = right ? lanes + l - step : l;
    lower[l] = right ? lanes + l : l + step;
  }
#pragma GCC unroll 16
  for (int i = 0; i < lanes; ++i) {
    if ((i & step) != 0) continue;
    const Floats a = row[i], b = row[i + step];
    row[i] = __builtin_shuffle(a, b, upper);
    row[i + step] = __builtin_shuffle(a, b, lower);
  }
}

/// Turns rows of numbers into their columns.
void transpose(Floats (&row)[lanes]) {
  swap_quarters<1>(row);
  swap_quarters<2>(row);
  if constexpr (lanes > 4) swap_quarters<(lanes > 4 ? 4 : 1)>(row);
  if constexpr (lanes > 8) swap_quarters<(lanes > 8 ? 8 : 1)>(row);
}

void turn(const float* const* z, Index count, Index d, float* packed) {
  for (Index first = 0; first < panel; first += lanes) {
    const Index left = count - first, points = left < 0 ? 0 : left < lanes ? left : lanes;
    Index i = 0;
    for (; i + lanes <= d; i += lanes) {
      Floats row[lanes];
      if (points == lanes)
        for (int p = 0; p < lanes; ++p) row[p] = load_floats(z[first + p] + i);
      else
        for (int p = 0; p < lanes; ++p) row[p] = p < points ? load_floats(z[first + p] + i) : Floats{};
      transpose(row);
      for (int j = 0; j < lanes; ++j) std::memcpy(packed + (i + j) * panel + first, &row[j], sizeof row[j]);
    }
    for (; i < d; ++i)
      for (Index p = 0; p < lanes; ++p) packed[i * panel + first + p] = p < points ? z[first + p][i] : 0;
  }
}

float squared(const float* x, const float* y, Index d) {
  Floats squares[2] = {};
  Index i = 0;
  for (; i + 2 * lanes <= d; i += 2 * lanes)
    for (int half = 0; half < 2; ++half) {
      const Floats difference = load_floats(x + i + half * lanes) - load_floats(y + i + half * lanes);
      squares[half] += difference * difference;
    }
  const Floats both = squares[0] + squares[1];
  float sum = 0;
  for (int lane = 0; lane < lanes; ++lane) sum += both[lane];
  for (; i < d; ++i) sum += (x[i] - y[i]) * (x[i] - y[i]);
  return sum;
}

}  // namespace

const NearestKernel nearest_kernel{panel, group, centre, turn, smallest, scores, squared};

}  // namespace neon::NEON_INSTRUCTION_SET
