#pragma once
#include <neon/network/layer.hpp>

namespace neon {

/// The margins of a class over clusters by Student's t, of which each is of the class with probability p_k: with
/// o_k = (alpha + 1)/2 log(1 + d_k / alpha), d_k = ‖x - mu_k‖^2, theta_k = -log p_k and theta'_k = -log(1 - p_k),
///   h_j = softmax_k a_jk,   a_jk = (o_j + theta'_j) - (o_k + theta_k)
/// so that softmin_j h_j is the log-odds of the class. Clusters with p = 0 are no k, those with p = 1 no j.
/// Relevance goes from h_j to the a_jk by their shares of the pool, and from there, as
///   a_jk = s (d_j - d_k + t / s),   s = (alpha + 1)/2 / L(alpha + d_j, alpha + d_k) > 0,   t = theta'_j - theta_k
/// is s times a detection of k-means with an offset, by the midpoint rule: with w = 2 (mu_k - mu_j), and m the point
/// of the line through both centroids where the detection is 0,
///   R_i = (x_i - m_i) w_i / (a_jk / s) R_jk
/// It conserves. (A pair on one cluster, j = k, is a constant: it has no direction, and shares in equal parts.)
/// Every rule is read so. Source: log-odds of a mixture of clusters, as Proposition 1 of the NEON paper.
class ClassMargins {
 public:
  /// @param centroids mu [K, e]  @param degrees alpha, in units of d  @param factor (alpha + 1)/2
  /// @param probability p [K], in [0, 1]
  /// @throws Error on a shape mismatch, a probability out of range, or if all are 0, or all are 1
  ClassMargins(Matrix centroids, double degrees, double factor, const Vector& probability);

  Index inputs() const { return centroids_.cols(); }
  Matrix forward(const MatrixView& x) const;
  Matrix pullback(const MatrixView& x, const MatrixView& gradient) const;
  Matrix relevance(const MatrixView& x, const Pass& pass, const MatrixView& relevance, const LayerDetail& asked) const;

 private:
  /// softmin_k (o_k + theta_k) [n], its shares [n, own], and o [n, K].
  struct Scores {
    Matrix distance, score;  ///< d, o [n, K]
    Vector pooled;           ///< [n]
    Matrix share;            ///< [n, own]
  };
  Scores scores(const MatrixView& x) const;

  Matrix centroids_;
  double degrees_, factor_;
  Labels own_, other_;                ///< the k, and the j
  Vector own_offset_, other_offset_;  ///< theta, theta'
};

}  // namespace neon
