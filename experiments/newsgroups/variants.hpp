#pragma once
#include <neon/hdf5/hdf5.hpp>

#include "experiments/newsgroups/clusters.hpp"

namespace neon::experiments::newsgroups {

/// What the text leaves open, and what it does not say, one thing changed at a time.
class Variants {
 public:
  /// A row of the table.
  void add(const std::string& name, const Data& data, const Points& points, const Clusters& clusters, double seconds);
  /// Fits and adds the variants of one embedding: the width, the updates, the precision, the start.
  void fit_all(const Data& data, const Points& points, const ProgressFn& progress);
  /// Fits and adds kernel k-means with its default options on other points.
  void fit_one(const std::string& name, const Data& data, const Points& points, const ClusterOptions& options = {});

  void write(ResultWriter& writer) const;

 private:
  struct Row {
    std::string name, termination;
    Quality train, test;
    double gamma = 0, beta = 0, seconds = 0;
    Index sweeps = 0, period = 0;
    bool politics_together = false, vehicles_together = false;  ///< the pairs of the paper's messages
  };
  std::vector<Row> rows_;
};

}  // namespace neon::experiments::newsgroups
