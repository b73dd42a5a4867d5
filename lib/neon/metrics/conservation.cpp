#include <neon/core/error.hpp>
#include <neon/metrics/conservation.hpp>

#include <algorithm>
#include <cmath>

namespace neon {

Conservation conservation(const MatrixView& relevance, const Vector& f, double floor) {
  require(relevance.rows() == f.size(), "conservation: {} rows of relevance should be {}", relevance.rows(), f.size());
  require(f.size() > 0, "conservation: {} points should be at least 1", f.size());
  require(floor > 0, "conservation: floor {} should be positive", floor);
  Conservation result;
  const double largest = std::max(f.cwiseAbs().maxCoeff(), relevance.rowwise().sum().cwiseAbs().maxCoeff());
  for (Index n = 0; n < f.size(); ++n) {
    const double sum = relevance.row(n).sum();
    require(std::isfinite(sum) && std::isfinite(f(n)),
            "conservation: point {}: sum {} and evidence {} should be finite", n, sum, f(n));
    const double gap = std::abs(sum - f(n)), size = std::max(std::abs(f(n)), floor * largest);
    const double residual = gap == 0 ? 0 : gap / size;
    result.worst = std::max(result.worst, residual);
    result.mean += residual / static_cast<double>(f.size());
  }
  return result;
}

}  // namespace neon
