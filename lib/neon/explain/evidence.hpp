#pragma once
#include <neon/core/types.hpp>

#include <functional>
#include <memory>

namespace neon {

/// For every point the order in which its features are flipped: row n is a permutation of 0 ... d-1.
using FlipOrder = Eigen::Matrix<std::int32_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// The evidence along the straight lines x(t) = from + t (to - from), one line per row, 0 <= t <= 1.
struct Segment {
  std::function<Vector(const Vector& t)> value;      ///< f(x_n(t_n)).  t [n] -> [n]
  std::function<Matrix(Index steps)> mean_gradient;  ///< mean of grad f at t = (s + 1/2) / steps.  [n, d]
};

/// Scores that are affine in x and determine f: what is common to many nearby points is computed once.
///   s(x) = x W + b,   f(x) = value(s(x))
/// Where only their differences matter (kernel k-means), up to a number common to all scores of a point.
struct AffineScores {
  Matrix weight;                                  ///< W [d, m]: what a unit of each feature adds
  std::function<Matrix(const MatrixView& x)> at;  ///< s: [n, d] -> [n, m]
  std::function<Vector(Matrix scores)> value;     ///< [n, m] -> [n]
};

/// The function being explained, seen from outside: all that a structure-agnostic method may use.
///   f(x) = softmin^beta_k h_k(x),  h_k = o_k - o_c  the margin over competitor k.
/// A function that is no cluster logit has one margin: itself. Everything is single-threaded; callers parallelise over
/// rows.
struct Evidence {
  Index features = 0;
  double beta = infinity;

  std::function<Matrix(const MatrixView& x)> margins;  ///< h: [n, d] -> [n, m]
  /// sum_k weight_k grad h_k: ([n, d], [n, m]) -> [n, d]
  std::function<Matrix(const MatrixView& x, const MatrixView& weight)> pullback;

  /// Exact shortcuts of a model, equal to the generic computation to rounding; empty where a model has none. Use the
  /// free functions below, which fall back to the generic computation.
  std::function<Segment(const MatrixView& from, const MatrixView& to)> segment_shortcut = {};
  std::function<Matrix(const MatrixView& x, const MatrixView& root, const FlipOrder& order)> flip_shortcut = {};
  std::shared_ptr<const AffineScores> scores_shortcut = {};

  /// [m, d] points that stand for clusters, this one and others: support vectors, members. Empty: the model has none.
  std::shared_ptr<const Matrix> prototypes = {};

  /// f: [n, d] -> [n]
  Vector value(const MatrixView& x) const;
  /// grad f: [n, d] -> [n, d]
  Matrix gradient(const MatrixView& x) const;
};

/// Evidence from any function and its gradient.
Evidence make_evidence(Index features, std::function<Vector(const MatrixView&)> value,
                       std::function<Matrix(const MatrixView&)> gradient);

/// The evidence along the segments from the rows of `from` to those of `to`. [n, d] each
Segment segment(const Evidence& f, const MatrixView& from, const MatrixView& to);

/// f after 0, 1, ..., d flips: feature order(n, t) of point n is replaced by root(n, order(n, t)) at step t + 1.
/// @return [n, d + 1]
Matrix flip_curves(const Evidence& f, const MatrixView& x, const MatrixView& root, const FlipOrder& order);

}  // namespace neon
