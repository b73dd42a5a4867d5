#pragma once
#include <neon/core/error.hpp>
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
  if (rule.name == "gamma=0.1") return x * (w + 0.1 * positive);
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
  if (rule.name == "gamma=0.1") return b + 0.1 * std::max(b, 0.0);
  return 0;
}

/// sum_i q_ik + bias_k of every neuron at one point.
inline Vector denominators(const Rule& rule, const Matrix& w, const Vector& b, const Matrix& root, const Vector& x,
                           Bounds box = {}) {
  Vector sum(w.rows());
  for (Index k = 0; k < w.rows(); ++k) {
    sum(k) = bias_part(rule, b(k));
    for (Index i = 0; i < x.size(); ++i) sum(k) += contribution(rule, x(i), w(k, i), root.size() ? root(k, i) : 0, box);
  }
  return sum;
}

/// The root mean square of some denominators, in which epsilon is told.
inline double root_mean_square(const Vector& denominator) {
  double squares = 0;
  for (const double z : denominator) squares += z * z;
  return std::sqrt(squares / static_cast<double>(denominator.size()));
}

/// R_i = sum_k q_ik / (sum_i q_ik + bias_k) R_k for one point; affine: R_i = sum_k x_i w_ik p_k, the slopes p in
/// place of the relevance.
/// @param unit of epsilon: the root mean square of the layer's denominators at that point; 0: those of these neurons
inline Vector propagate(const Rule& rule, const Matrix& w, const Vector& b, const Matrix& root, const Vector& x,
                        const Vector& relevance, Bounds box = {}, double unit = 0) {
  const Vector denominator = denominators(rule, w, b, root, x, box);
  const double epsilon = rule.epsilon * (unit > 0 ? unit : root_mean_square(denominator));
  Vector result = Vector::Zero(x.size());
  for (Index k = 0; k < w.rows(); ++k) {
    double sum = rule.name == "affine" ? 1 : denominator(k);
    if (sum == 0) continue;  // no contribution to divide
    sum += sum < 0 ? -epsilon : epsilon;
    for (Index i = 0; i < x.size(); ++i)
      result(i) += contribution(rule, x(i), w(k, i), root.size() ? root(k, i) : 0, box) / sum * relevance(k);
  }
  return result;
}

}  // namespace neon::slow
