#include <neon/clustering/models.hpp>
#include <neon/core/error.hpp>
#include <neon/hdf5/hdf5.hpp>
#include <neon/model_files/imported_model.hpp>
#include <neon/model_files/model_file.hpp>
#include <neon/tables/table_stream.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

/// The clusters of the rows from 0 on, if they are said.
/// @param names of the clusters, where they are told apart by texts
std::optional<Labels> clusters_of(const std::string& source, const Table& table, const ImportOptions& options,
                                  std::vector<std::string>& names) {
  if (options.clusters.empty() && !table.labels) return std::nullopt;
  LabelList found = options.clusters.empty() ? LabelList{*table.labels, table.class_names}
                                             : read_labels(options.clusters, table.values.rows());
  names = std::move(found.class_names);
  Labels cluster = std::move(found.labels);
  require(static_cast<Index>(cluster.size()) == table.values.rows(),
          "{}: {} clusters should be {}, one for each row of {}", options.clusters, cluster.size(), table.values.rows(),
          source);
  const auto [lowest, highest] = std::minmax_element(cluster.begin(), cluster.end());
  const Index first = *lowest, last = *highest;
  require(first == 0 || first == 1, "{}: the clusters {} ... {} should be 0 ... K - 1 or 1 ... K", source, first, last);
  for (Index& k : cluster) k -= first;
  const Index count = last - first + 1;
  require(count <= table.values.rows(), "{}: {} clusters should be at most as many as the {} rows", source, count,
          table.values.rows());
  std::vector<bool> met(static_cast<std::size_t>(count), false);
  for (const Index k : cluster) met[static_cast<std::size_t>(k)] = true;
  const auto missing = std::find(met.begin(), met.end(), false);
  require(missing == met.end(), "{}: there is no row for cluster {}, although they go from {} to {}", source,
          first + (missing - met.begin()), first, last);
  return cluster;
}

KMeans centroids(const std::string& source, const Matrix& rows, const std::optional<Labels>& cluster) {
  const Index clusters = rows.rows();
  require(clusters >= 2, "{}: {} row should be at least 2 centroids", source, clusters);
  KMeans model{rows, Vector::Zero(clusters)};
  if (!cluster) return model;
  const Index named = *std::max_element(cluster->begin(), cluster->end()) + 1;
  require(named == clusters, "{}: {} rows for {} clusters should be one centroid each (support vectors need a gamma)",
          source, clusters, named);
  for (Index row = 0; row < clusters; ++row)
    model.centroids.row((*cluster)[static_cast<std::size_t>(row)]) = rows.row(row);
  return model;
}

KernelKMeans support_vectors(const std::string& source, const Matrix& rows, const std::optional<Labels>& cluster,
                             double gamma) {
  require(cluster.has_value(), "{}: support vectors need a column or another source that says their clusters", source);
  require(std::find(cluster->begin(), cluster->end(), 1) != cluster->end(), "{}: 1 cluster should be at least 2",
          source);
  return make_kernel_kmeans(rows, *cluster, gamma);
}

}  // namespace

ImportedModel import_model(const std::string& source, const ImportOptions& options) {
  require(!options.gamma || (*options.gamma > 0 && std::isfinite(*options.gamma)),
          "gamma {} should be positive and finite", options.gamma.value_or(0));
  require(!options.beta || *options.beta > 0, "beta {} should be positive (infinity: hard)", options.beta.value_or(0));
  ImportedModel result;
  if (is_hdf5(source) && ResultReader(source).has_attribute("", "neon_kind")) {
    require(!options.gamma && options.clusters.empty(), "{}: is a model of its own, it takes no gamma and no clusters",
            source);
    result = {load_model(source), load_feature_names(source), {}};
  } else {
    CsvOptions reading = options.table;
    reading.labels_may_differ = true;
    const Table table = read_table(source, reading);
    result.remarks = table.remarks;
    const std::optional<Labels> cluster = clusters_of(source, table, options, result.cluster_names);
    result.feature_names = table.feature_names;
    if (options.gamma) {
      result.model = support_vectors(source, table.values, cluster, *options.gamma);
    } else {
      result.model = centroids(source, table.values, cluster);
    }
    result.model->check(ModelCheck{source});
  }
  if (options.beta) set_beta(result.model, *options.beta);
  return result;
}

}  // namespace neon
