#pragma once
#include <neon/metrics/clustering_quality.hpp>

#include <string>
#include <unordered_map>
#include <vector>

namespace neon::cli {

/// A label column with more different labels than this does not hold classes, but names of points, say.
inline constexpr Index most_classes = 1000;

/// The label column of a table.
struct ClassColumn {
  std::string name;                ///< in the header, or empty
  std::vector<std::string> texts;  ///< by label; empty where labels are integers

  /// A label as it stands in the file.
  std::string text(Index label) const {
    return texts.empty() ? std::to_string(label) : texts.at(static_cast<std::size_t>(label));
  }
};

/// Counts points by cluster and class; grows with the number of clusters and classes only.
class ClassCounts {
 public:
  explicit ClassCounts(Index clusters) : clusters_(static_cast<std::size_t>(clusters)) {}
  void add(Index cluster, Index label);

  bool empty() const { return labels_.empty(); }
  /// Were there more than `most_classes` labels? Then nothing was counted, and the functions below do not apply.
  bool too_many() const { return static_cast<Index>(labels_.size()) > most_classes; }
  /// [classes] in the order in which they appeared.
  const Labels& labels() const { return labels_; }
  Index points(Index cluster) const { return at(cluster).points; }
  Index count(Index cluster, Index label) const;
  /// The label that most points of a cluster have; of several, the one that appeared first. The cluster has points.
  Index most_frequent(Index cluster) const;
  /// Is a point with this label not of its cluster's most frequent class?
  bool odd(Index cluster, Index label) const { return label != most_frequent(cluster); }
  Index odd_points() const;
  /// [clusters, classes]
  Contingency table() const;

  /// Can a point that is added next turn out to be one of the first n odd ones of its cluster, whatever follows?
  /// With T points in the cluster, t_m of them of class m, it can as long as T - t_m < n for a class m not its own.
  /// From T = 2 n on this m has the majority; so that true is said at most 3 n times for each cluster.
  bool may_be_odd(Index cluster, Index label, Index n) const;

 private:
  struct Cluster {
    Index points = 0;
    std::vector<Index> count;  ///< by class, as far as any appeared here
    std::size_t leading = 0;   ///< a class of largest count
  };
  const Cluster& at(Index cluster) const { return clusters_[static_cast<std::size_t>(cluster)]; }

  std::vector<Cluster> clusters_;
  Labels labels_;
  std::unordered_map<Index, std::size_t> class_of_;  ///< by label
};

}  // namespace neon::cli
