#pragma once
#include <neon/clustering/model.hpp>
#include <neon/tables/csv.hpp>

#include <optional>
#include <string>
#include <vector>

/// Cluster models that were fitted elsewhere: scikit-learn, faiss, R.
namespace neon {

struct ImportOptions {
  /// The rows are support vectors of kernel k-means, of this width (1 / squared unit of x).
  std::optional<double> gamma = {};
  /// Stiffness of assignment; without it that of the model file, else infinity.
  std::optional<double> beta = {};
  /// Where the table itself does not say so: the cluster of each row, in a source for read_labels.
  std::string clusters = {};
  /// How to read the table; its label column is the cluster of each row.
  CsvOptions table = {};
};

struct ImportedModel {
  ClusterModel model;
  std::vector<std::string> feature_names;  ///< [d], or empty where the source names none
  std::vector<std::string> cluster_names;  ///< [K], or empty where clusters are numbered
  std::vector<std::string> remarks = {};   ///< what was decided when reading a table (Table::remarks)
};

/// Reads a cluster model:
///   - our own file (see docs/model-file.md), as load_model does;
///   - centroids, one per row of a table in any format of open_table: k-means. In order of rows or, if there is a
///     cluster column, of cluster;
///   - support vectors, one per row, and their clusters, if `gamma` is given: kernel k-means.
/// Clusters are numbered 0 ... K - 1, or 1 ... K as in R; or they are texts, whose alphabetical order is theirs.
/// @throws Error naming the file if it cannot be read, K < 2, a cluster has no row or (for centroids) several, support
///   vectors come without clusters, their numbers differ, numbers are too large to be squared, or gamma or beta are not
///   positive
ImportedModel import_model(const std::string& source, const ImportOptions& options = {});

}  // namespace neon
