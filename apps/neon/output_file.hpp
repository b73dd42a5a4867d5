#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "apps/neon/explained_block.hpp"
#include "apps/neon/summary.hpp"

namespace neon::cli {

/// Refuses to replace what exists, before any work.
/// @throws Error unless `force`, or there is no such file
void require_new(const std::filesystem::path& file, bool force);

/// "cluster 3", or what the model calls the cluster, e.g. "noise": see ClusterModel.
std::string cluster_name(const std::vector<std::string>& score_names, Index cluster);

/// What was explained, for the record.
struct RelevanceRecord {
  std::string data, model, kind, composite;
  double beta = infinity;
  std::vector<std::string> feature_names;  ///< [d]
  Index clusters = 0;
  std::vector<std::string> score_names;  ///< [K] of clusters that are called something, or empty
  PointQuestion question;
  std::string constant_name = {};  ///< of what is told beside the features: see Network; empty: nothing
  bool rows = false;               ///< some points only, which have their numbers (ExplainedBlock::row)

  std::string cluster(Index k) const { return cluster_name(score_names, k); }
};

/// A file of explanations, written block by block; it appears complete at commit() and not before.
class RelevanceFile {
 public:
  virtual ~RelevanceFile() = default;
  virtual void append(const ExplainedBlock& block) = 0;
  /// @param column the points' label column, if they have one  @param check of all points
  virtual void commit(const Summary& summary, const std::optional<ClassColumn>& column, const SelfCheck& check) = 0;
};

/// By the ending of its name:
///   .h5           relevance [n, d], cluster, logit, probability [n], feature_names, summary/..., by_competitor/k;
///                 where the model tells a constant beside its features constant [n], and its name constant_name;
///                 of points with a label column label [n], label_names if they are texts (label: a number of them)
///   .csv, .tsv    columns cluster, logit, probability, one per feature, and that constant by its name; no classes: who
///   reads the table takes
///                 `cluster` for its label column, and there can be one only
/// Of some points only, .h5, .csv and .tsv have their numbers, too: `row`.
///   .npy          relevance alone [n, d]
/// @throws Error if the ending is another, the file cannot be created, or there is no room for competitors
std::unique_ptr<RelevanceFile> create_relevance_file(const std::filesystem::path& path, const RelevanceRecord& record,
                                                     bool competitors);

}  // namespace neon::cli
