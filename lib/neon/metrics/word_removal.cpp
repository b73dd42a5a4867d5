#include <neon/core/error.hpp>
#include <neon/metrics/word_removal.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace neon {

Matrix remove_words(const MatrixView& words, const Vector& relevance, const Vector& shares, const Vector& empty) {
  const Index n = words.rows();
  require(n >= 1, "remove_words: 0 words should be at least 1");
  require(relevance.size() == n, "remove_words: {} relevances should be {}, one per word", relevance.size(), n);
  require(empty.size() == words.cols(), "remove_words: an empty document of {} features should have {}", empty.size(),
          words.cols());
  for (Index t = 0; t < n; ++t)
    require(std::isfinite(relevance(t)), "remove_words: relevance {} of word {} should be finite", relevance(t), t);
  for (Index r = 0; r < shares.size(); ++r)
    require(shares(r) >= (r > 0 ? shares(r - 1) : 0) && shares(r) <= 1,
            "remove_words: share {} should be in [0, 1] and not below the one before", shares(r));

  Labels order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return relevance(a) > relevance(b); });

  Matrix path(shares.size(), words.cols());
  Vector sum = Vector::Zero(words.cols());
  Index left = 0;
  for (Index r = shares.size(); r-- > 0;) {
    const Index keep = n - std::llround(shares(r) * static_cast<double>(n));
    for (; left < keep; ++left) sum += words.row(order[static_cast<std::size_t>(n - 1 - left)]);
    path.row(r) = left > 0 ? Vector(sum / static_cast<double>(left)) : empty;
  }
  return path;
}

}  // namespace neon
