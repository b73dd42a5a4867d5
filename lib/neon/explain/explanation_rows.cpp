#include <neon/core/large_pages.hpp>
#include <neon/explain/explanation_rows.hpp>

namespace neon {

Explanation empty_explanation(Index n, Index d, Index parts) {
  Explanation result{Matrix(n, d), Vector(n), Vector(n), Vector(n), Vector(n)};
  prefer_large_pages(result.relevance);
  result.constant = Vector::Zero(n);
  result.by_competitor.assign(static_cast<std::size_t>(parts), Matrix(n, d));
  for (Matrix& part : result.by_competitor) prefer_large_pages(part);
  return result;
}

void scatter(const Explanation& part, const Labels& rows, Explanation& result) {
  result.relevance(rows, Eigen::all) = part.relevance;
  result.logit(rows) = part.logit;
  result.residual(rows) = part.residual;
  result.smallest_denominator(rows) = part.smallest_denominator;
  result.negative_share(rows) = part.negative_share;
  if (part.constant.size() > 0) result.constant(rows) = part.constant;
  for (std::size_t k = 0; k < part.by_competitor.size(); ++k)
    result.by_competitor[k](rows, Eigen::all) = part.by_competitor[k];
}

}  // namespace neon
