#include <neon/roots/concave_programme.hpp>

#include <Eigen/Cholesky>

#include <algorithm>

namespace neon {
namespace {

/// The variable at 0 whose slope, in units of its level, is the steepest above it; -1: none is.
Index steepest(const Vector& slope, const Vector& level, const Labels& free) {
  Index best = -1;
  double most = 1;
  for (Index k = 0; k < slope.size(); ++k) {
    if (!(slope[k] > most * level[k]) || std::find(free.begin(), free.end(), k) != free.end()) continue;
    most = slope[k] / level[k];
    best = k;
  }
  return best;
}

}  // namespace

Vector maximise_concave(const Matrix& curvature, const Vector& slope, const Vector& from, const Vector& level) {
  const Index n = slope.size();
  Vector lambda = from, remaining = slope;
  Labels free;
  for (Index k = 0; k < n; ++k)
    if (from[k] > 0) free.push_back(k);
  for (Index iteration = 0; iteration < 3 * n + 3; ++iteration) {
    double share = 1;
    if (!free.empty()) {
      const Vector step = Matrix(curvature(free, free)).llt().solve(Vector(remaining(free)));
      for (Index i = 0; i < step.size(); ++i)
        if (step[i] < 0) share = std::min(share, lambda[free[static_cast<std::size_t>(i)]] / -step[i]);
      Labels rest;
      for (Index i = 0; i < step.size(); ++i) {
        const Index k = free[static_cast<std::size_t>(i)];
        const bool falls = step[i] < 0 && lambda[k] <= share * -step[i];
        lambda[k] = falls ? 0 : lambda[k] + share * step[i];
        if (!falls) rest.push_back(k);
      }
      remaining = slope - curvature * (lambda - from);
      free = std::move(rest);
    }
    if (share < 1) continue;
    const Index next = steepest(remaining, level, free);
    if (next < 0) break;
    free.push_back(next);
  }
  return lambda;
}

}  // namespace neon
