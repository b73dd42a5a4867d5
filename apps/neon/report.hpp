#pragma once
#include <neon/core/random.hpp>

#include <cstdint>
#include <filesystem>

#include "apps/neon/told.hpp"

namespace neon::cli {

/// A point of the sample that a map shows.
struct SampledPoint {
  Index point = 0, cluster = 0;
  std::optional<Index> label = {};
};

/// A point that is told in full, and the cluster that comes next for it.
struct ReportedPoint {
  PointSummary point;
  Index competitor = 0;
  double outlier = 0;  ///< o_c of its own cluster
};

/// What a page tells of one cluster beyond a ClusterSummary.
struct ClusterReport {
  Index size = 0;
  Eigen::RowVectorXd mean;              ///< [d] of x, unscaled
  Labels competitor;                    ///< [K] points for which each other cluster comes next: smallest o_k, k != c
  std::vector<ReportedPoint> typical;   ///< of smallest o_c, rising
  std::vector<ReportedPoint> doubtful;  ///< of least evidence, rising
};

/// What a page about clusters needs to know of any number of explained points: grows with clusters and features, and
/// holds a sample of a bounded number of points.
class Report {
 public:
  /// @param model outlives this object
  Report(const NamedModel& model, std::uint64_t seed = 0);
  void add(const ExplainedBlock& block);

  const std::vector<ClusterReport>& clusters() const { return clusters_; }
  /// Mean and standard deviation of every feature over all points. [d]
  const Eigen::RowVectorXd& mean() const { return mean_; }
  Eigen::RowVectorXd deviation() const;
  /// Every point of few; of many a sample in which each is as likely as any other, as the model sees them. [s, d]
  Matrix sample() const { return sample_.topRows(static_cast<Index>(sampled_.size())); }
  const std::vector<SampledPoint>& sampled() const { return sampled_; }

 private:
  void add_to_means(const Eigen::RowVectorXd& x, ClusterReport& cluster);
  void offer(const ExplainedBlock& block, Index row, const Eigen::RowVectorXd& outlier);
  void draw(const ExplainedBlock& block, Index row, const Eigen::RowVectorXd& z);

  const NamedModel& model_;
  Random random_;
  Index points_ = 0;
  std::vector<ClusterReport> clusters_;
  Eigen::RowVectorXd mean_, squares_;  ///< of x over all points; sums of (x - mean)^2
  Matrix sample_;                      ///< [most points, d]
  std::vector<SampledPoint> sampled_;
};

/// @throws Error unless the name ends in .html
void require_page(const std::filesystem::path& html);

/// One self-contained page: no script, no font and no picture from elsewhere; every text from a file escaped.
std::string report_html(const Told& told, const Report& report);

/// The same as a file, atomically.  @throws Error if it cannot be written
void write_report(const std::filesystem::path& html, const Told& told, const Report& report);

}  // namespace neon::cli
