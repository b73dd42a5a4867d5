#pragma once
#include <neon/roots/root_point.hpp>

namespace neon {

/// The points of one batch whose root points are sought; f > 0 at all of them. Everything is told from the point and in
/// its own units, so that neither the origin nor the unit of the data matters: a place xi is z = (xi - x) / unit, and
/// values are divided by f_unit.
struct RootProblem {
  const Evidence& f;
  Matrix x;             ///< [n, d] in units of the features
  Vector unit;          ///< [n] a power of two, about the distance to the boundary: f / ‖grad f‖
  Vector f_unit;        ///< [n] the power of two next below f(x)
  Matrix margins;       ///< [n, m] h(x), in f_unit
  Vector value;         ///< [n] f(x), in f_unit
  Matrix lower, upper;  ///< [n, d] the box around x, in `unit`
  RootOptions options;
  bool thorough = false;  ///< what options.search comes to for this many features

  /// @param x [n, d] in units of the features, in the box  @param margins [n, m] h(x)  @param value [n] f(x)
  RootProblem(const Evidence& f, Matrix x, const Matrix& margins, const Vector& value, const RootOptions& options);

  Index points() const { return x.rows(); }
  Index features() const { return x.cols(); }
  /// How far above or below 0 f may be at a root.
  double slack(Index n) const { return options.tolerance * value[n]; }

  /// Row r of z belongs to row point[r] of x.  @return in units of the features, inside the box. [r, d]
  Matrix place(const Labels& point, const Matrix& z) const;
  /// h, f and sum_k weight_k grad h_k at these places, in `unit` and f_unit.
  Matrix margins_at(const Labels& point, const Matrix& z) const;
  /// f from h.
  Vector pooled(const Labels& point, const Matrix& h) const;
  Vector value_at(const Labels& point, const Matrix& z) const { return pooled(point, margins_at(point, z)); }
  Matrix gradient_at(const Labels& point, const Matrix& z) const;
  /// The same where the margins there are known.
  Matrix gradient_at(const Labels& point, const Matrix& z, const Matrix& h) const;
  Matrix pullback_at(const Labels& point, const Matrix& z, const Matrix& weight) const;
  /// Gradients by xi, in f_unit / unit.
  Matrix in_units(const Labels& point, Matrix gradient) const;

  /// z, feature by feature the nearest inside the box.
  Matrix clipped(const Labels& point, const Matrix& z) const;
};

/// Places inside the box with f <= slack: several per point of the batch, one per start.
struct Candidates {
  Labels point;  ///< [r] the row of x they belong to
  Labels start;  ///< [r] the competitor whose margin led to them; -1: none did
  Matrix z;      ///< [r, d] where they are
  Vector value;  ///< [r] f there

  static Candidates none(Index features) { return {{}, {}, Matrix(0, features), Vector(0)}; }
  Index count() const { return z.rows(); }
  Candidates subset(const Labels& rows) const;
  void append(const Candidates& more);
  /// ‖z‖. [r]
  Vector distance() const { return z.rowwise().norm(); }
};

/// Per point the `most` nearest candidates that are at most `factor` times as far as the nearest.
Candidates nearest(const RootProblem& problem, const Candidates& candidates, Index most, double factor);

/// Without those that are within `apart` of the way to a nearer one of the same point: they are on the same way.
Candidates distinct(const RootProblem& problem, const Candidates& candidates, double apart);

/// Moves every candidate along its segment to x to the place where f leaves 0: -slack <= f <= 0.
/// @param guess [r] where on the segment from x to look first; 1: nowhere  @param slack [r]
void pull_back(const RootProblem& problem, const Vector& guess, const Vector& slack, Candidates& candidates);

}  // namespace neon
