#include <neon/core/vector_math.hpp>
#include <neon/network/detail/lane_kernel.hpp>
#include <neon/network/lanes.hpp>

#include <limits>

namespace neon::NEON_INSTRUCTION_SET {
namespace {

using Index = std::ptrdiff_t;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr Index width = static_cast<Index>(lanes);

/// A term this many units of the exponent above the smallest adds less than the rounding of a double.
constexpr double negligible = 40;

/// The smallest of `count` rows, lane by lane.
void least_of(const double* rows, Index count, double* least) {
  for (Index t = 0; t < width; ++t) least[t] = rows[t];
  for (Index j = 1; j < count; ++j)
    for (Index t = 0; t < width; ++t) least[t] = rows[j * width + t] < least[t] ? rows[j * width + t] : least[t];
}

/// exp(-stiffness (row - least)), lane by lane; 0 everywhere, and false, where no lane would notice.
bool weigh(const double* row, const double* least, double stiffness, double* weight) {
  double top = -infinity;
#pragma omp simd reduction(max : top)
  for (Index t = 0; t < width; ++t) {
    weight[t] = stiffness * (least[t] - row[t]);
    top = weight[t] > top ? weight[t] : top;
  }
  if (top < -negligible) {
    for (Index t = 0; t < width; ++t) weight[t] = 0;
    return false;
  }
  for (Index t = 0; t < width; ++t) weight[t] = vector_exp(weight[t]);
  return true;
}

void soft_min(const double* rows, Index count, double stiffness, double* result) {
  least_of(rows, count, result);
  if (count == 1 || !(stiffness < infinity)) return;
  double sum[width] = {}, weight[width];
  for (Index j = 0; j < count; ++j) {
    if (!weigh(rows + j * width, result, stiffness, weight)) continue;
    for (Index t = 0; t < width; ++t) sum[t] += weight[t];
  }
  for (Index t = 0; t < width; ++t) result[t] -= vector_log(sum[t]) / stiffness;
}

void soft_min_shares(double* rows, Index count, double stiffness, double* result) {
  least_of(rows, count, result);
  const bool soft = stiffness < infinity;
  double sum[width] = {}, weight[width];
  for (Index j = 0; j < count; ++j) {
    double* const row = rows + j * width;
    if (soft)
      weigh(row, result, stiffness, weight);
    else
      for (Index t = 0; t < width; ++t) weight[t] = row[t] == result[t] ? 1 : 0;
    for (Index t = 0; t < width; ++t) {
      sum[t] += weight[t];
      row[t] = weight[t];
    }
  }
  for (Index j = 0; j < count; ++j)
    for (Index t = 0; t < width; ++t) rows[j * width + t] /= sum[t];
  if (soft)
    for (Index t = 0; t < width; ++t) result[t] -= vector_log(sum[t]) / stiffness;
}

void along(const double* start, const double* end, double sign, const double* position, Index count, double* rows) {
  for (Index j = 0; j < count; ++j) {
    const double from = sign * start[j], slope = sign * end[j] - from;
    for (Index t = 0; t < width; ++t) rows[j * width + t] = from + position[t] * slope;
  }
}

void add_sums(const double* factor, const double* rows, Index count, double* sum) {
  for (Index j = 0; j < count; ++j) {
    double total = 0;
#pragma omp simd reduction(+ : total)
    for (Index t = 0; t < width; ++t) total += factor[t] * rows[j * width + t];
    sum[j] += total;
  }
}

}  // namespace

const LaneKernel lane_kernel{soft_min, soft_min_shares, along, add_sums};

}  // namespace neon::NEON_INSTRUCTION_SET
