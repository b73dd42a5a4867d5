#pragma once
#include <neon/clustering/kernel_threshold.hpp>

namespace neon {

/// One-class support vector machine with a Gaussian kernel: decision(x) = sum_j alpha_j exp(-gamma ‖x - x_j‖^2) - rho,
/// which is below 0 where o > o* = -1/gamma log rho.
/// Source: Schölkopf et al., "Estimating the support of a high-dimensional distribution", Neural Computation 13(7),
/// 2001.
struct OneClassSvm : KernelThreshold {
  static constexpr std::string_view kind = "one-class-svm";

  /// sum_j alpha_j exp(-gamma ‖x - x_j‖^2) - rho, as libsvm and scikit-learn tell it.  @param x [n, d]  @return [n]
  Vector decision(const MatrixView& x) const;
};

/// Fits by libsvm, about the mean of the points and in a unit of theirs.
/// @param nu bound on the share of outliers, in (0, 1]  @param gamma positive
/// @param tolerance at which the solver stops; libsvm's and scikit-learn's own is 1e-3
/// @throws Error if nu or gamma is out of range, n < 2, x is not finite, or the threshold is 0: no point is inside
/// Source: Chang and Lin, "LIBSVM: a library for support vector machines", ACM TIST 2(3), 2011.
OneClassSvm fit_one_class_svm(const MatrixView& x, double nu, double gamma, double tolerance = 1e-3);

}  // namespace neon
