#pragma once
#include <neon/core/types.hpp>
#include <neon/rules/rule.hpp>

#include <algorithm>
#include <cmath>

/// The propagation rules, index by index, each as its formula in the paper: no tables of terms, no shared code.
namespace neon::slow {

struct Bounds {
  double lower = 0, upper = 1;
};

/// q_ik of one input and one neuron.
inline double contribution(const Rule& rule, double x, double w, double root, Bounds box) {
  const double positive = std::max(w, 0.0), negative = std::min(w, 0.0);
  if (rule.name == "z" || rule.name == "z-nobias" || rule.name == "affine" || rule.epsilon > 0) return x * w;
  if (rule.name == "z+") return x * positive;
  if (rule.name == "gamma=0.25") return x * (w + 0.25 * positive);
  if (rule.name == "zB") return x * w - box.lower * positive - box.upper * negative;
  if (rule.name == "midpoint") return (x - root) * w;
  if (rule.name == "w^2") return w * w;
  if (rule.name == "flat") return 1;
  throw Error("slow rule: no formula for " + rule.name);
}

/// The part of the denominator that no input carries.
inline double bias_part(const Rule& rule, double b) {
  if (rule.name == "z" || rule.epsilon > 0) return b;
  if (rule.name == "gamma=0.25") return b + 0.25 * std::max(b, 0.0);
  return 0;
}

/// R_i = sum_k q_ik / (sum_i q_ik + bias_k) R_k for one point; affine: R_i = sum_k x_i w_ik p_k, the slopes p in
/// place of the relevance.
inline Vector propagate(const Rule& rule, const Matrix& w, const Vector& b, const Matrix& root, const Vector& x,
                        const Vector& relevance, Bounds box = {}) {
  Vector result = Vector::Zero(x.size());
  for (Index k = 0; k < w.rows(); ++k) {
    const auto q = [&](Index i) { return contribution(rule, x(i), w(k, i), root.size() ? root(k, i) : 0, box); };
    double sum = bias_part(rule, b(k));
    for (Index i = 0; i < x.size(); ++i) sum += q(i);
    if (rule.name == "affine") sum = 1;
    if (sum == 0) continue;  // no contribution to divide
    if (rule.epsilon > 0) sum += sum < 0 ? -rule.epsilon : rule.epsilon;
    for (Index i = 0; i < x.size(); ++i) result(i) += q(i) / sum * relevance(k);
  }
  return result;
}

}  // namespace neon::slow
