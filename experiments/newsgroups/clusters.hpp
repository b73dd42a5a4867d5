#pragma once
#include <neon/clustering/kernel_kmeans.hpp>
#include <neon/clustering/leave_one_out.hpp>

#include "experiments/newsgroups/data.hpp"

namespace neon::experiments::newsgroups {

/// The paper's targets: the share of similarity that falls on the n / K nearest neighbours, the mean top soft-assign
/// probability on the training documents.
inline constexpr double neighbour_share = 0.5, top_probability = 0.9;

/// How kernel k-means is run.
struct ClusterOptions {
  double gamma_factor = 1;         ///< times the width that neighbour_share asks for
  bool batch = false;              ///< all documents move at once
  bool start_from_kmeans = false;  ///< instead of from the newsgroups
  bool double_precision = false;   ///< of the kernel matrix
};

/// Kernel k-means of the training documents, started from their newsgroups, and what it makes of the test documents.
struct Clusters {
  KernelKMeans model;  ///< all training documents are support vectors
  LeaveOneOutFit fit;  ///< of the training documents
  double top_probability = 0;
  Labels assigned;  ///< [all rows of z] the fit's cluster, for test documents the nearest
  Matrix outlier;   ///< [test documents, K]

  Index count() const { return model.clusters(); }
};

Clusters fit_clusters(const Points& points, const ClusterOptions& options = {});

/// How well clusters and newsgroups agree.
struct Quality {
  double purity = 0, nmi = 0;
  Labels sizes;  ///< [K]
};
Quality quality(const Points& points, const Clusters& clusters, const Labels& rows);

}  // namespace neon::experiments::newsgroups
