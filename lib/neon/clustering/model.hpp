#pragma once
#include <neon/clustering/deep_kmeans.hpp>
#include <neon/clustering/kernel_kmeans.hpp>
#include <neon/clustering/kmeans.hpp>

#include <string_view>
#include <variant>

namespace neon {

/// Any cluster model of the paper, as a value.
using ClusterModel = std::variant<KMeans, KernelKMeans, DeepKMeans>;

/// "kmeans", "kernel-kmeans" or "deep-kmeans": the kind stored in model files.
std::string_view kind(const ClusterModel& model);
Index clusters(const ClusterModel& model);
Index features(const ClusterModel& model);
double beta(const ClusterModel& model);
void set_beta(ClusterModel& model, double beta);

/// o_k(x) of every point and cluster, in parallel over blocks of points.
/// @param x [n, d]  @return [n, K]  @throws Error if x has another number of features than the model
Matrix outlier_scores(const ClusterModel& model, const MatrixView& x);

}  // namespace neon
