#include <neon/core/detail/packet.hpp>
#include <neon/core/vector_math.hpp>
#include <neon/explain/detail/tile_kernel.hpp>
#include <neon/network/lanes.hpp>
#include <neon/rules/stabilised_division.hpp>

namespace neon::NEON_INSTRUCTION_SET {
namespace {

using Index = std::ptrdiff_t;
constexpr Index width = static_cast<Index>(lanes);

void centre(const double* x, Index stride, Index n, Index d, const double* origin, double* out) {
  for (Index row = 0; row < n; ++row)
    for (Index i = 0; i < d; ++i) out[row * d + i] = x[row * stride + i] - origin[i];
}

void nearest(const double* outlier, Index clusters, double* cluster) {
  double least[width];
  for (Index n = 0; n < width; ++n) {
    least[n] = infinity;
    cluster[n] = 0;
  }
  for (Index k = 0; k < clusters; ++k) {
    const double* const o = outlier + k * width;
    const auto number = static_cast<double>(k);
    for (Index n = 0; n < width; ++n) {
      const bool nearer = o[n] < least[n];
      least[n] = nearer ? o[n] : least[n];
      cluster[n] = nearer ? number : cluster[n];
    }
  }
}

/// o -> h = o - o_c, infinite at c itself.
/// @param rounding written: that of margins next to 0, whose two scores are o_c
void take_margins(double* outlier, Index clusters, const double* cluster, double* rounding) {
  double own[width];
  for (Index n = 0; n < width; ++n) own[n] = outlier[static_cast<Index>(cluster[n]) * width + n];
  for (Index k = 0; k < clusters; ++k) {
    double* const o = outlier + k * width;
    const auto number = static_cast<double>(k);
    for (Index n = 0; n < width; ++n) o[n] = cluster[n] == number ? infinity : o[n] - own[n];
  }
  for (Index n = 0; n < width; ++n) rounding[n] = 2 * denominator_floor * (own[n] < 0 ? -own[n] : own[n]);
}

void shares(double* outlier, Index clusters, const double* cluster, double beta, double* weight,
            const TileAccount& account) {
  double floor[width], least[width], weights[width], opposite[width];
  take_margins(outlier, clusters, cluster, floor);
  for (Index n = 0; n < width; ++n) {
    least[n] = infinity;
    weights[n] = opposite[n] = 0;
  }
  for (Index k = 0; k < clusters; ++k) {
    const double* const h = outlier + k * width;
    for (Index n = 0; n < width; ++n) least[n] = h[n] < least[n] ? h[n] : least[n];
  }
  const bool soft = beta < infinity;
  for (Index k = 0; k < clusters; ++k) {
    const double* const h = outlier + k * width;
    double* const w = weight + k * width;
    if (soft)
      for (Index n = 0; n < width; ++n) w[n] = h[n] < infinity ? vector_exp(-beta * (h[n] - least[n])) : 0;
    else
      for (Index n = 0; n < width; ++n) w[n] = h[n] == least[n] ? 1 : 0;
    for (Index n = 0; n < width; ++n) weights[n] += w[n];
  }
  for (Index n = 0; n < width; ++n) account.logit[n] = soft ? least[n] - vector_log(weights[n]) / beta : least[n];
  for (Index n = 0; n < width; n += packet_width) {
    DivisionAccount<Packet> divisions;
    Packet sum{};
    for (Index k = 0; k < clusters; ++k) {
      double* const h = outlier + k * width + n;
      const Packet margin = load(h),
                   relevance = load(weight + k * width + n) / load(weights + n) * load(account.logit + n),
                   share = stabilised_share(relevance, margin, Packet{}, load(floor + n));
      divisions.note(relevance, margin);
      sum += share;
      store(h, -share);
    }
    store(opposite + n, sum);
    store(account.smallest + n, divisions.smallest);
    store(account.negative + n, divisions.negative);
    store(account.total + n, divisions.total);
  }
  for (Index n = 0; n < width; ++n) outlier[static_cast<Index>(cluster[n]) * width + n] = opposite[n];
}

double relevance_of(const double* at, const double* part, Index d, double* relevance) {
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (Index i = 0; i < d; ++i) {
    relevance[i] = at[i] * part[i] + part[d + i];
    sum += relevance[i];
  }
  return sum;
}

}  // namespace

const TileKernel tile_kernel{centre, nearest, shares, relevance_of};

}  // namespace neon::NEON_INSTRUCTION_SET
