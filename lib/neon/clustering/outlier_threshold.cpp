#include <neon/clustering/outlier_threshold.hpp>
#include <neon/core/error.hpp>

#include <algorithm>
#include <cmath>

namespace neon {

double outlier_threshold(Vector score, double share) {
  require(share > 0 && share < 1, "outlier threshold: share of outliers {} should be in (0, 1)", share);
  const Index n = score.size();
  require(n >= 2, "outlier threshold: {} points should be at least 2", n);
  std::sort(score.begin(), score.end());
  const Index beyond = std::clamp<Index>(static_cast<Index>(std::lround(share * static_cast<double>(n))), 1, n - 1),
              last = n - beyond - 1;
  return score(last) + 0.5 * (score(last + 1) - score(last));
}

}  // namespace neon
