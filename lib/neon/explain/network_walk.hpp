#pragma once
#include <neon/core/error.hpp>
#include <neon/explain/composite.hpp>
#include <neon/explain/explanation.hpp>
#include <neon/neuralize/neuralize.hpp>
#include <neon/rules/condition.hpp>

#include <functional>

namespace neon {

/// A network prepared for one composite: the inside of a Propagator.
using Walk = std::function<Explanation(const MatrixView& x, const Detail& detail)>;
Walk prepare(const StandardNetwork& net, const Composite& composite);
Walk prepare(const KernelNetwork& net, const Composite& composite);
Walk prepare(const DeepNetwork& net, const Composite& composite);
/// Relevance of u = x / ‖x‖ is that of x: the norm counts as a constant, as in LRP's treatment of normalisation layers.
/// The bounds of zB are those of u.
Walk prepare(const SphericalNetwork& net, const Composite& composite);
/// Rules act on the expanded features (x, x^2); a feature receives what both have. The midpoint rule takes the
/// features' own log density ratios (QuadraticNetwork::constant).
Walk prepare(const QuadraticNetwork& net, const Composite& composite);
/// The hard pools hand all relevance to the members that stand for their clusters; below them, rules act on the
/// detection layer of these prototypes, and the midpoint rule gives a feature its own terms of o_k - o_c.
Walk prepare(const LinkageNetwork& net, const Composite& composite);

/// The messages into one branch alone.
inline Matrix only(const Matrix& relevance, Index column) {
  Matrix result = Matrix::Zero(relevance.rows(), relevance.cols());
  result.col(column) = relevance.col(column);
  return result;
}

/// The output end, common to all networks: the logit and what each margin passes to the detection layer's rule, its
/// min-take-most share of the logit or, for the affine rule, the slope of its relevance model: the share alone.
inline Matrix margin_relevance(const SoftMin& pool, const Matrix& margins, const Rule& rule, const Detail& detail,
                               Explanation& result) {
  Matrix share;
  if (detail.against) {
    require(*detail.against >= 0 && *detail.against < margins.cols(), "explain: competitor {} should be in [0, {})",
            *detail.against, margins.cols());
    share = only(Matrix::Ones(margins.rows(), margins.cols()), *detail.against);
    result.logit = margins.col(*detail.against);
  } else {
    share = pool.shares(margins);
    result.logit = pool.forward(margins);
  }
  return rule.affine ? share : Matrix(share.array().colwise() * result.logit.array());
}

/// Propagates all branches together, or one by one, with `down`: relevance of the margins -> relevance of the features.
template <class Down>
void propagate(const MatrixView& x, const Matrix& margins, const Detail& detail, Explanation& result,
               const Down& down) {
  Condition condition(margins.rows());
  result.relevance = down(margins, &condition);
  const Vector sum =
      detail.per_unit ? Vector(result.relevance.cwiseProduct(x).rowwise().sum()) : result.relevance.rowwise().sum();
  result.residual = sum - result.logit;
  result.smallest_denominator = condition.smallest;
  result.negative_share = condition.negative_share();
  if (!detail.competitors) return;
  for (Index k = 0; k < margins.cols(); ++k) result.by_competitor.push_back(down(only(margins, k), nullptr));
}

}  // namespace neon
