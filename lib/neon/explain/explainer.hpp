#pragma once
#include <neon/clustering/assigner.hpp>
#include <neon/explain/composite.hpp>
#include <neon/explain/explanation.hpp>

#include <memory>

namespace neon {

struct ExplainOptions {
  Composite composite = composites::find("paper-v2");
  bool competitors = false;  ///< see Detail
  bool per_unit = false;     ///< see Detail
};

/// Points with the cluster that each is explained for, and why.
struct AssignedExplanation {
  Labels cluster;    ///< [n]
  Explanation why;   ///< rows are the points
  Index differ = 0;  ///< see AssignedPoints
};

/// A cluster model prepared for one composite, all clusters at once: for data that come block by block. Immutable;
/// every call runs in parallel over its points, and gives the same bits for any number of threads.
class Explainer {
 public:
  /// @throws Error as Propagator
  explicit Explainer(ClusterModel model, ExplainOptions options = {});

  const ClusterModel& model() const;

  /// The clusters of points, as an Assigner tells them.
  /// @param x [n, d]  @throws Error as outlier_scores
  AssignedPoints assign(const MatrixView& x) const;

  /// Assigns every point and explains it for its own cluster.
  /// @param x [n, d]  @throws Error on another number of features
  AssignedExplanation operator()(const MatrixView& x) const;

  /// Explains every point for a given cluster.
  /// @param x [n, d]  @param cluster [n]  @throws Error on a shape mismatch or a cluster out of range
  Explanation operator()(const MatrixView& x, const Labels& cluster) const;

  /// "Why this cluster and not that one?": the margin over one competitor instead of the logit.
  ///   logit := h_k = o_k - o_c, relevance := its decomposition; 0 where c = k.
  /// @param cluster [n] c  @param competitor k  @throws Error likewise, or if k is no cluster
  Explanation against(Index competitor, const MatrixView& x, const Labels& cluster) const;

 private:
  struct Prepared;
  std::shared_ptr<const Prepared> prepared_;
};

/// Explains every point of a data set for its own cluster. Like an Explainer used once, but holds one cluster's network
/// at a time.
/// @param x [n, d]  @param cluster [n] the cluster to explain each point for
/// @return one explanation whose rows are the points; by_competitor, when asked for, holds K - 1 matrices
/// @throws Error on a shape mismatch or a cluster out of range
Explanation explain(const ClusterModel& model, const MatrixView& x, const Labels& cluster,
                    const ExplainOptions& options = {});

/// P(c|x) = 1 / (1 + exp(-beta f_c)), where f_c is the logit in units of the outlier scores; 1/2 on the boundary.
/// @param logit [n]  @return [n]
Vector membership_probability(const Vector& logit, double beta);

}  // namespace neon
