#pragma once
#include <neon/clustering/agglomerative.hpp>
#include <neon/clustering/deep_kmeans.hpp>
#include <neon/clustering/gaussian_mixture.hpp>
#include <neon/clustering/kernel_kmeans.hpp>
#include <neon/clustering/kmeans.hpp>
#include <neon/clustering/spherical_kmeans.hpp>

#include <string_view>
#include <variant>

namespace neon {

/// Any cluster model, as a value: those of the paper, and others whose logit is the same graph of pools.
using ClusterModel = std::variant<KMeans, KernelKMeans, DeepKMeans, SphericalKMeans, GaussianMixture, Agglomerative>;

/// "kmeans", "kernel-kmeans", "deep-kmeans", "spherical-kmeans", "gaussian-mixture" or "agglomerative": the kind stored
/// in model files.
std::string_view kind(const ClusterModel& model);
Index clusters(const ClusterModel& model);
Index features(const ClusterModel& model);
double beta(const ClusterModel& model);
void set_beta(ClusterModel& model, double beta);

/// o_k(x) of every point and cluster, in parallel over blocks of points.
/// @param x [n, d]  @return [n, K]  @throws Error if x has another number of features than the model, or a
/// point at 0 has no direction (spherical k-means; names the row)
Matrix outlier_scores(const ClusterModel& model, const MatrixView& x);

}  // namespace neon
