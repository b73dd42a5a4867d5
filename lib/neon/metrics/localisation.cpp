#include <neon/core/error.hpp>
#include <neon/metrics/localisation.hpp>

#include <algorithm>
#include <numeric>

namespace neon {

Localisation localisation(const Eigen::RowVectorXd& relevance, const std::vector<bool>& inside) {
  require(static_cast<Index>(inside.size()) == relevance.size(), "localisation: {} pixels of the mask should be {}",
          inside.size(), relevance.size());
  require(relevance.allFinite(), "localisation: relevance should be finite");
  const auto count = static_cast<double>(std::count(inside.begin(), inside.end(), true)),
             all = static_cast<double>(inside.size());
  require(count > 0 && count < all, "localisation: {} of {} pixels are inside, should be at least 1 and not all", count,
          all);
  const auto is_inside = [&](Index pixel) { return inside[static_cast<std::size_t>(pixel)]; };

  Localisation result{.area = count / all};
  double positive = 0;
  for (Index i = 0; i < relevance.size(); ++i) {
    positive += std::max(0.0, relevance(i));
    if (is_inside(i)) result.inside += std::max(0.0, relevance(i));
  }
  result.inside /= positive;

  Labels order(inside.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](Index a, Index b) { return relevance(a) < relevance(b); });
  double less = 0, pairs = 0;  // pixels outside of less relevance; pairs won
  for (std::size_t first = 0; first < order.size();) {
    double equal_inside = 0, equal = 0;
    for (; first + static_cast<std::size_t>(equal) < order.size() &&
           relevance(order[first + static_cast<std::size_t>(equal)]) == relevance(order[first]);
         ++equal)
      equal_inside += is_inside(order[first + static_cast<std::size_t>(equal)]) ? 1 : 0;
    pairs += equal_inside * (less + (equal - equal_inside) / 2);
    less += equal - equal_inside;
    first += static_cast<std::size_t>(equal);
    result.pointing = equal_inside / equal;  // the last are the largest
  }
  result.roc_area = pairs / (count * (all - count));
  return result;
}

}  // namespace neon
