#include "experiments/wine/largest_features.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace neon::experiments::wine {

std::string largest_features(const std::vector<std::string>& names, const Vector& relevance) {
  std::vector<Index> order(names.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](Index a, Index b) { return std::abs(relevance(a)) > std::abs(relevance(b)); });
  order.resize(std::min<std::size_t>(order.size(), 3));
  std::vector<std::string> texts;
  texts.reserve(order.size());
  for (const Index i : order)
    texts.push_back(fmt::format("{} {:+.3f}", names[static_cast<std::size_t>(i)], relevance(i)));
  return fmt::format("{}", fmt::join(texts, ", "));
}

}  // namespace neon::experiments::wine
