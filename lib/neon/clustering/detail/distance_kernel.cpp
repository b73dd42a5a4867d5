#include <neon/clustering/detail/distance_kernel.hpp>
#include <neon/core/detail/packet.hpp>

namespace neon::NEON_INSTRUCTION_SET {
namespace {

using Index = std::ptrdiff_t;
constexpr Index width = packet_width;

double squared(const double* x, const double* y, Index features) {
  // Packets of one order, wherever the points lie in memory.
  Packet squares[2] = {};
  Index i = 0;
  for (; i + 2 * width <= features; i += 2 * width)
    for (Index half = 0; half < 2; ++half) {
      const Packet difference = load(x + i + half * width) - load(y + i + half * width);
      squares[half] += difference * difference;
    }
  const Packet both = squares[0] + squares[1];
  double sum = 0;
  for (Index lane = 0; lane < width; ++lane) sum += both[lane];
  for (; i < features; ++i) {
    const double difference = x[i] - y[i];
    sum += difference * difference;
  }
  return sum;
}

/// Of the points from n on that `packets` packets hold.
template <int packets>
void differences(const double* x, Index n, Index d, const double* y, Index first, double* distance) {
  Packet sum[packets] = {};
  for (Index i = 0; i < d; ++i)
    for (int p = 0; p < packets; ++p) {
      const Packet difference = load(x + i * n + first + p * width) - y[i];
      sum[p] += difference * difference;
    }
  for (int p = 0; p < packets; ++p) store(distance + first + p * width, sum[p]);
}

void by_differences(const double* x, Index n, Index d, const double* y, Index stride, Index m, double* distance) {
  constexpr int packets = 4;
  for (Index j = 0; j < m; ++j) {
    const double* const to = y + j * stride;
    double* const row = distance + j * n;
    Index first = 0;
    for (; first + packets * width <= n; first += packets * width) differences<packets>(x, n, d, to, first, row);
    for (; first + width <= n; first += width) differences<1>(x, n, d, to, first, row);
    for (; first < n; ++first) {
      row[first] = 0;
      for (Index i = 0; i < d; ++i) row[first] += (x[i * n + first] - to[i]) * (x[i * n + first] - to[i]);
    }
  }
}

Index cancelled(const double* distance, double own, const double* norm, double kept, Index m) {
  Index count = 0;
#pragma omp simd reduction(+ : count)
  for (Index j = 0; j < m; ++j) count += distance[j] >= kept * (own + norm[j]) ? 0 : 1;
  return count;
}

Index up_to(const double* values, double limit, Index count) {
  Index found = 0;
#pragma omp simd reduction(+ : found)
  for (Index j = 0; j < count; ++j) found += values[j] <= limit ? 1 : 0;
  return found;
}

}  // namespace

const DistanceKernel distance_kernel{squared, by_differences, cancelled, up_to};

}  // namespace neon::NEON_INSTRUCTION_SET
