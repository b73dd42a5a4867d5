#pragma once
#include <neon/core/types.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace neon {

struct ModelCheck;
struct Network;
class ParameterVisitor;

/// Whether a point is an outlier, by a sum of Gaussian kernels and a threshold:
///   o(x) = -1/gamma log sum_j alpha_j exp(-gamma ‖x - x_j‖^2) = softmin^gamma_j (‖x - x_j‖^2 + theta_j),  against o*
/// with theta_j = -1/gamma log alpha_j. Scores are o and, the same everywhere, o*: cluster 0 are the inliers, cluster
/// 1, called "threshold", the outliers. Why an outlier: f_1 = o - o*;  why not: f_0 = o* - o.
struct KernelThreshold {
  Matrix support;          ///< [m, d] x_j
  Vector offset;           ///< [m] theta_j, in units of squared distance
  double gamma = 1;        ///< 1 / squared unit of x
  double threshold = 0;    ///< o*, in units of squared distance
  double beta = infinity;  ///< stiffness of assignment, 1 / squared unit of x

  Index clusters() const { return 2; }
  Index features() const { return support.cols(); }
  /// @param x [n, d]  @return (o, o*) [n, 2]
  Matrix outlier_scores(const MatrixView& x) const;
  /// What share of its sum of kernels a point has from itself, if it was fitted: p = sum_{j: x_j = x} P_j, 0 where no
  /// x_j has the same digits. Without it o would be o - log(1 - p) / gamma.
  /// @param x [n, d]  @return [n] in [0, 1]
  Vector own_share(const MatrixView& x) const;
  /// ConstantMargins: the distances to the x_j, pooled, against the threshold.
  Network neuralize(Index c) const;
  void parameters(ParameterVisitor& visit);
  void check(const ModelCheck& check) const;
  std::vector<std::string> score_names() const { return {"inliers", "threshold"}; }
};

}  // namespace neon
