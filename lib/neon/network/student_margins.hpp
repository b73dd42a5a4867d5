#pragma once
#include <neon/network/affine.hpp>

namespace neon {

/// (a - b) / (log a - log b), a where both are equal: the logarithmic mean of two positive numbers.
double logarithmic_mean(double a, double b);

/// The margins of clusters by Student's t, whose scores are (alpha + 1)/2 log(1 + d_k / alpha), d_k = ‖x - mu_k‖^2:
///   h_k = (alpha + 1)/2 (log(alpha + d_k) - log(alpha + d_c)) = s_k g_k,
///   g_k = d_k - d_c,   s_k = (alpha + 1)/2 / L(alpha + d_k, alpha + d_c) > 0,   L the logarithmic mean
/// The g_k are the detection layer of standard k-means. Relevance passes from h_k to g_k, and a rule carries it on
/// across that layer, which has the same boundary. (Affine rule: slopes by g_k are those by h_k, times s_k.)
struct StudentMargins {
  Affine distances;        ///< g [K - 1, e]
  Eigen::RowVectorXd own;  ///< mu_c [e]
  Matrix other;            ///< mu_k [K - 1, e]
  double degrees = 1;      ///< alpha, in units of d
  double factor = 1;       ///< (alpha + 1)/2 for the alpha of the exponent, which has no unit

  Index inputs() const { return own.size(); }
  Matrix forward(const MatrixView& x) const;
  Matrix pullback(const MatrixView& x, const MatrixView& gradient) const;
  Propagation propagation(const Rule& rule) const;
  /// s_k of every point.  [n, K - 1]
  Matrix scale(const MatrixView& x) const;
};

}  // namespace neon
