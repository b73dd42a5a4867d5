#include <neon/metrics/metric.hpp>

namespace neon::metrics {
namespace {

/// Of |f|: what smaller residuals say is the order of the summation.
constexpr double rounding = 1e-9;

PointScores residual(const ExplainedPart& part) {
  const Vector f = part.question.evidence.value(part.question.x), size = f.cwiseAbs();
  const Vector gap = (part.relevance.rowwise().sum() - f).cwiseAbs();
  return {(gap.array() > rounding * size.array()).select(gap, 0), size};
}

}  // namespace

/// How far relevances are from adding up to the evidence that they explain:  sum_n |sum_i R_ni - f_n| / sum_n |f_n|,
/// a gap of at most 1e-9 |f_n| taken for 0.
/// Methods that explain a difference (to a baseline, to the mean of a background) keep the rest, and are told so.
/// Source: Bach et al., "On pixel-wise explanations for non-linear classifier decisions by layer-wise relevance
/// propagation", PLoS ONE 10(7), 2015 (conservation); Sundararajan, Taly and Yan, ICML 2017 (completeness).
Metric conservation_residual() {
  return {.name = "conservation",
          .description = "how far the relevances are from adding up to the evidence",
          .source =
              "Bach, Binder, Montavon, Klauschen, Mueller and Samek, On pixel-wise explanations for non-linear "
              "classifier decisions by layer-wise relevance propagation, PLoS ONE 10(7), 2015",
          .better = Better::lower,
          .score = by_part(residual)};
}

}  // namespace neon::metrics
