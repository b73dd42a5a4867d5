#include <neon/clustering/assigner.hpp>
#include <neon/core/error.hpp>
#include <neon/explain/explainer.hpp>
#include <neon/explain/self_check.hpp>
#include <neon/layers/soft_pool.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

double relative(double gap, double scale) { return gap == 0 ? 0 : std::abs(gap) / scale; }

void require_shapes(const CheckedPoints& of) {
  const Index n = of.outlier.rows(), k = of.outlier.cols();
  require(of.why.relevance.rows() == n && of.why.logit.size() == n,
          "SelfCheck: {} explained points and {} logits should be {}, those with scores", of.why.relevance.rows(),
          of.why.logit.size(), n);
  require(of.why.constant.size() == 0 || of.why.constant.size() == n, "SelfCheck: {} constants should be {}",
          of.why.constant.size(), n);
  require(k >= 2, "SelfCheck: {} clusters should be at least 2", k);
  for (const Labels* const labels : {&of.assigned, &of.explained}) {
    require(static_cast<Index>(labels->size()) == n, "SelfCheck: {} clusters should be {}, one for each point",
            labels->size(), n);
    for (const Index c : *labels) require(c >= 0 && c < k, "SelfCheck: cluster {} should be in [0, {})", c, k);
  }
  require(of.logits.size() == 0 || (of.logits.rows() == n && of.logits.cols() == k),
          "SelfCheck: logits [{}, {}] should be [{}, {}]", of.logits.rows(), of.logits.cols(), n, k);
  require(!of.against || (*of.against >= 0 && *of.against < k), "SelfCheck: competitor {} should be in [0, {})",
          of.against.value_or(0), k);
}

/// Names the first number of a point that is not finite.
void require_finite_point(const CheckedPoints& of, Index row) {
  const Index point = of.first + row;
  for (Index k = 0; k < of.outlier.cols(); ++k)
    require(std::isfinite(of.outlier(row, k)), "point {}: its outlier score {} for cluster {} should be finite", point,
            of.outlier(row, k), k);
  require(std::isfinite(of.why.logit(row)), "point {}: its evidence {} should be finite", point, of.why.logit(row));
  if (of.why.constant.size() > 0)
    require(std::isfinite(of.why.constant(row)),
            "point {}: the relevance {} that stands beside the features should be finite", point, of.why.constant(row));
  for (Index i = 0; i < of.why.relevance.cols(); ++i)
    require(std::isfinite(of.why.relevance(row, i)), "point {}: the relevance {} of feature {} should be finite", point,
            of.why.relevance(row, i), i);
}

/// What the model itself says, point by point: its logits, or softmin_{k != c} (o_k - o_c) = softmin_{k != c} o_k -
/// o_c.
Vector own_logits(const CheckedPoints& of) {
  if (of.logits.size() > 0) {
    Vector own = of.why.logit;
    for (Index row = 0; row < own.size() && !of.against; ++row)
      own(row) = of.logits(row, of.explained[static_cast<std::size_t>(row)]);
    return own;
  }
  Matrix others = of.outlier;
  Vector own(others.rows());
  for (Index row = 0; row < others.rows(); ++row) {
    const Index c = of.explained[static_cast<std::size_t>(row)];
    own(row) = others(row, c);
    others(row, c) = infinity;
  }
  if (of.against) return of.outlier.col(*of.against) - own;
  return SoftMin{of.beta}.forward(others) - own;
}

/// Sums over some numbers, in one pass.
struct Sums {
  double total = 0, size = 0;  ///< of a and of |a|

  Sums(const double* a, Index count) {
    double sum = 0, magnitudes = 0;
#pragma omp simd reduction(+ : sum, magnitudes)
    for (Index i = 0; i < count; ++i) {
      sum += a[i];
      magnitudes += std::abs(a[i]);
    }
    total = sum;
    size = magnitudes;
  }
};

/// The scores of a point: the least, the largest magnitude, which is its own scale, and the sum, which no NaN survives.
struct Scores {
  double least = infinity, scale = 0, total = 0;

  Scores(const double* o, Index count) {
    double low = infinity, high = 0, sum = 0;
#pragma omp simd reduction(min : low) reduction(max : high) reduction(+ : sum)
    for (Index k = 0; k < count; ++k) {
      const double size = std::abs(o[k]);
      low = o[k] < low ? o[k] : low;
      high = size > high ? size : high;
      sum += o[k];
    }
    least = low;
    scale = high;
    total = sum;
  }
};

}  // namespace

void Gap::add(double relative, Index point) {
  beyond += relative > most_rounding ? 1 : 0;
  if (worst_point >= 0 && relative <= worst) return;
  worst = relative;
  worst_point = point;
}

void Gap::add(const Gap& others) {
  beyond += others.beyond;
  if (others.worst_point < 0 || (worst_point >= 0 && others.worst <= worst)) return;
  worst = others.worst;
  worst_point = others.worst_point;
}

void SelfCheck::add(const CheckedPoints& explained) {
  require_shapes(explained);
  const Explanation& why = explained.why;
  const Vector expected = own_logits(explained);
  for (Index row = 0; row < expected.size(); ++row) {
    const Index point = explained.first + row;
    const double* const o = explained.outlier.row(row).data();
    const Scores scores(o, explained.outlier.cols());
    const Sums relevance(why.relevance.row(row).data(), why.relevance.cols());
    const double f = why.logit(row), constant = why.constant.size() > 0 ? why.constant(row) : 0,
                 gap = relevance.total + constant - f;
    if (!std::isfinite(scores.total + f + relevance.size + constant)) require_finite_point(explained, row);
    logit.add(relative(f - expected(row), scores.scale), point);
    sum.add(relative(gap, scores.scale + relevance.size + std::abs(constant)), point);
    assigned.add(relative(o[explained.assigned[static_cast<std::size_t>(row)]] - scores.least, scores.scale), point);
    kept += std::abs(gap);
    evidence += std::abs(f);
    if (why.by_competitor.empty()) continue;
    double parts = 0, size = 0;
    for (const Matrix& part : why.by_competitor) {
      const Sums its(part.row(row).data(), part.cols());
      parts += its.total;
      size += its.size;
    }
    require(std::isfinite(size), "point {}: the relevances told apart by competitor should be finite", point);
    competitors.add(relative(parts - relevance.total, scores.scale + size), point);
  }
  points += expected.size();
}

void SelfCheck::add(const SelfCheck& others) {
  points += others.points;
  logit.add(others.logit);
  sum.add(others.sum);
  assigned.add(others.assigned);
  competitors.add(others.competitors);
  differ += others.differ;
  kept += others.kept;
  evidence += others.evidence;
}

bool conserves(const Composite& composite, const ClusterModel& model) {
  const Rule& rule = composite.detection_at_input;
  if (composite.eta < 1 || rule.bias || rule.affine || rule.epsilon != 0) return false;
  const std::vector<Node> nodes = neuralize(model, 0).nodes;
  return std::none_of(nodes.begin(), nodes.end(),
                      [](const Node& node) { return node.role == Role::input || node.role == Role::hidden; });
}

SelfCheck self_check(const ClusterModel& model, const Composite& composite, const MatrixView& x) {
  const Matrix outlier = outlier_scores(model, x);
  const auto [cluster, differ] = Assigner(model)(x, outlier);
  const Explanation why = Explainer(model, {composite})(x, cluster);
  SelfCheck check{.differ = differ, .conserving = conserves(composite, model)};
  check.add({.outlier = outlier,
             .beta = beta(model),
             .assigned = cluster,
             .explained = cluster,
             .why = why,
             .logits = model->has_logits() ? logits(model, x) : Matrix()});
  return check;
}

}  // namespace neon
