#pragma once
#include <neon/clustering/kernel_threshold.hpp>

namespace neon {

/// Kernel density, thresholded: p(x) = 1/n sum_j N(x; x_j, h^2 I) with gamma = 1 / (2 h^2) and theta_j = 0, so that
///   log p = -gamma o - log n - d/2 log(2 pi h^2)
/// and an outlier is where the density is below that of the threshold.
/// Source: Parzen, "On estimation of a probability density function and mode", Ann. Math. Stat. 33(3), 1962.
struct KernelDensity : KernelThreshold {
  static constexpr std::string_view kind = "kernel-density";
};

/// Bandwidths h by rules of thumb, in units of sigma = sqrt(mean_i var x_i), as all features share h:
///   Scott       h = sigma n^(-1/(d + 4))
///   Silverman   h = sigma (n (d + 2) / 4)^(-1/(d + 4))
/// @param x [n, d], finite  @throws Error if n < 2 or all points are equal
/// Source: Scott, "Multivariate density estimation", 1992; Silverman, "Density estimation", 1986.
double scott_bandwidth(const MatrixView& x);
double silverman_bandwidth(const MatrixView& x);

/// The bandwidth at which the points, each left out of its own density, are most likely: the fixed point
///   h^2 = 1/(n d) sum_i sum_{j != i} P_j|i ‖x_i - x_j‖^2,   P_j|i = exp(-d_ij / 2 h^2) / sum_{l != i} exp(-d_il / 2
///   h^2)
/// of expectation maximisation, from Scott's. O(n^2 d) a step.
/// @throws Error if n < 2, every point has a duplicate (the likelihood then grows without bound), or x is not finite
/// Source: Habbema, Hermans and van den Broek, "A stepwise discriminant analysis program using density estimation",
/// COMPSTAT 1974.
double leave_one_out_bandwidth(const MatrixView& x);

/// @param share of the points that lie beyond the threshold, see outlier_threshold  @throws Error if the bandwidth or
/// the share is out of range, or x is not finite
KernelDensity make_kernel_density(const MatrixView& x, double bandwidth, double share);

}  // namespace neon
