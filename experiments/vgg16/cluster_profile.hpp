#pragma once
#include <neon/core/types.hpp>
#include <neon/images/image.hpp>

#include <array>

namespace neon::experiments::vgg16 {

/// Gradient of the luma of an image by Scharr's 3 x 3 operator (Jaehne et al., 1999), in grey levels per pixel; the
/// border repeats.
struct LumaGradient {
  Vector right, down;  ///< [height * width]
};
LumaGradient luma_gradient(const Image& image);

/// What the pixels look like that a cluster looks at, each weighted by its positive relevance w_p = max(0, R_p).
struct ClusterProfile {
  double orientation = 0;    ///< of the edges, degrees in [0, 180): 0 horizontal, 90 vertical, anticlockwise
  double spread = 0;         ///< angular deviation of the orientations, degrees: 0 one angle, 40.5 all alike
  double edge_strength = 0;  ///< mean |grad|^2, over its mean without weights: above 1, the cluster looks at edges
  std::array<double, 3> colour{};  ///< mean red, green, blue, 0 ... 255
  double colour_spread = 0;        ///< root mean square distance from it, over that without weights
  double area = 0;    ///< smallest share of the pixels that carries half of the positive relevance (0.5: spread evenly)
  double radius = 0;  ///< root mean square distance of the relevance from its centre, in units of the image's side
};

/// With the structure tensor J = sum_p w_p grad grad^T:  the gradient's direction is 1/2 atan2(2 J_xy, J_xx - J_yy),
/// the edge lies across it, and the mean resultant length of the doubled angles is (l_1 - l_2) / (l_1 + l_2), l the
/// eigenvalues; the angular deviation is 1/2 sqrt(2 (1 - length)).
/// @param relevance of one cluster [height * width]; where none is positive all is 0 and spread is as of no edge
/// Source: Bigun and Granlund, "Optimal orientation detection of linear symmetry", ICCV 1987; Batschelet, "Circular
/// statistics in biology", 1981.
ClusterProfile profile_of(const Eigen::RowVectorXd& relevance, const Image& image, const LumaGradient& gradient);

/// Angular deviation of orientations without any preference, degrees.
inline constexpr double no_preference = 40.514;

/// What two clusters share of their positive relevance:  sum_p min(w_ap / sum w_a, w_bp / sum w_b), 0 ... 1.
/// @param relevance [K, pixels]  @return [K, K], symmetric, 1 on the diagonal (0 where a cluster has no relevance)
Matrix overlap(const Matrix& relevance);

/// Share of each cluster's locations that lie on the outermost ring, where padding with zeros is seen most.
/// @param labels [height * width]  @return [K], 0 for an empty cluster
Vector border_share(const Labels& labels, Index height, Index width, Index clusters);

}  // namespace neon::experiments::vgg16
