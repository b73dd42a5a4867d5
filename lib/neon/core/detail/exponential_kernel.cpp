#include <neon/core/detail/exponential_kernel.hpp>
#include <neon/core/vector_math.hpp>

#include <limits>

namespace neon::NEON_INSTRUCTION_SET {
namespace {

using Index = std::ptrdiff_t;
constexpr double infinity = std::numeric_limits<double>::infinity();

[[gnu::always_inline]] inline double term(double exponent) { return exponent < -700 ? 0 : vector_exp(exponent); }

double terms(const double* x, Index count, double rate, double origin, double* y) {
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (Index i = 0; i < count; ++i) {
    y[i] = term(-rate * (x[i] - origin));
    sum += y[i];
  }
  return sum;
}

double sum(const double* x, Index count, double rate, double origin) {
  double total = 0;
#pragma omp simd reduction(+ : total)
  for (Index i = 0; i < count; ++i) total += term(-rate * (x[i] - origin));
  return total;
}

double least(const double* x, Index count) {
  double low = infinity;
#pragma omp simd reduction(min : low)
  for (Index i = 0; i < count; ++i) low = x[i] < low ? x[i] : low;
  return low;
}

NearSums near_sums(const float* distance, Index count, double rate, double shift, double far) {
  double total = 0, near = 0, total_slope = 0, near_slope = 0;
#pragma omp simd reduction(+ : total, near, total_slope, near_slope)
  for (Index j = 0; j < count; ++j) {
    const double d = static_cast<double>(distance[j]) - shift, e = term(-rate * d);
    const double slope = d <= 1e300 ? d * e : 0;
    total += e;
    total_slope += slope;
    near += d < far ? e : 0;
    near_slope += d < far ? slope : 0;
  }
  return {total, near, total_slope, near_slope};
}

void soft_min_groups(double* scores, const Index* first, Index groups, double stiffness, bool shares, double* value) {
  for (Index g = 0; g < groups; ++g) {
    double* const d = scores + first[g];
    const Index count = first[g + 1] - first[g];
    const double low = value[g] = least(d, count);
    for (Index j = 0; j < count; ++j) d[j] = stiffness * (low - d[j]);
  }
  for (Index j = first[0]; j < first[groups]; ++j) scores[j] = term(scores[j]);  // of all groups: some are small
  for (Index g = 0; g < groups; ++g) {
    double* const weight = scores + first[g];
    const Index count = first[g + 1] - first[g];
    double total = 0;
#pragma omp simd reduction(+ : total)
    for (Index j = 0; j < count; ++j) total += weight[j];
    value[g] -= vector_log(total) / stiffness;
    if (shares)
      for (Index j = 0; j < count; ++j) weight[j] /= total;
  }
}

}  // namespace

const ExponentialKernel exponential_kernel{terms, sum, soft_min_groups, near_sums, least};

}  // namespace neon::NEON_INSTRUCTION_SET
