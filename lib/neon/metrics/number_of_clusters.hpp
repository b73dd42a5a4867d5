#pragma once
#include <neon/clustering/full_gaussian_mixture.hpp>
#include <neon/metrics/clustering_quality.hpp>

/// Criteria by which the number of clusters is chosen: they look at points and their clusters, and know no classes.
namespace neon {

/// Mean silhouette width, by Euclidean distances between all pairs of points (not the simplified one, to centroids):
///   s_n = (b_n - a_n) / max(a_n, b_n),  a_n the mean distance to the others of its cluster, b_n that to the members of
///   the nearest other cluster; 0 for a cluster of one.
/// In [-1, 1], higher is better; depends on neither unit nor origin. O(n^2 d), in parallel.
/// Source: Rousseeuw, "Silhouettes: a graphical aid to the interpretation and validation of cluster analysis", J.
/// Comput. Appl. Math. 20, 1987.
/// @param x [n, d], finite  @param cluster [n], at least two different ones
/// @throws Error if the lengths differ, a cluster is negative or there are not two with points, or as frame_of
double silhouette(const MatrixView& x, const Labels& cluster);

/// Variance between clusters over variance within:
///   ( sum_k n_k ‖m_k - m‖^2 / (K - 1) ) / ( sum_n ‖x_n - m_c(n)‖^2 / (n - K) ),  m_k the clusters' means
/// Higher is better; infinity where clusters have no extent. Depends on neither unit nor origin.
/// Source: Calinski and Harabasz, "A dendrite method for cluster analysis", Communications in Statistics 3(1), 1974.
/// @throws Error likewise, or if there are not more points than clusters
double calinski_harabasz(const MatrixView& x, const Labels& cluster);

/// Bayesian information criterion of a mixture, in nats:
///   -2 sum_n log p(x_n) + p log n,  p = K - 1 + K d + (K d variances; shared d, spherical K; of matrices K d (d + 1) /
///   2, shared d (d + 1) / 2) free parameters
/// Lower is better; of one table it depends on the unit by a constant only.
/// Source: Schwarz, "Estimating the dimension of a model", Annals of Statistics 6(2), 1978; Fraley and Raftery, "How
/// many clusters? Which clustering method?", Computer Journal 41(8), 1998.
/// @param x [n, d], n >= 1
double bayesian_information(const GaussianMixture& model, const MatrixView& x);
double bayesian_information(const FullGaussianMixture& model, const MatrixView& x);

/// Agreement of two clusterings of the same points, corrected for chance: (I - E) / (M - E) with I the pairs of points
/// that are together in both, E its expectation at random with the same sizes and M the mean of the pairs together in
/// each. 1: the same; around 0: no more than chance; 1 if neither tells pairs apart (all together, or all alone).
/// Source: Hubert and Arabie, "Comparing partitions", Journal of Classification 2, 1985.
/// @throws Error if there are no points
double adjusted_rand(const Contingency& counts);
/// @throws Error as `contingency`
double adjusted_rand(const Labels& a, const Labels& b);

}  // namespace neon
