#pragma once
#include <string>

#include "apps/neon/cluster_choice.hpp"
#include "apps/neon/output_file.hpp"
#include "apps/neon/point_change.hpp"
#include "apps/neon/point_decision.hpp"
#include "apps/neon/terminal.hpp"

namespace neon::cli {

/// Where a point that is told lies on a map.
struct PlacedPoint {
  Eigen::RowVector2d place;
  double precision = 0;  ///< g of its affinities
  Index exemplar = 0;    ///< row of the nearest brushed point, by the features
};

/// The map that an explanation speaks of, and what is brushed on it.
struct ToldMap {
  Index points = 0, brushed = 0;
  std::string by;  ///< how they were chosen
  double perplexity = 0;
  std::vector<PlacedPoint> chosen;  ///< one for each of the points told
};

/// An explanation as a person or a program reads it.
struct Told {
  const RelevanceRecord& record;
  std::vector<ClusterSummary> clusters;
  std::vector<PointSummary> points;
  const ClassCounts& classes;
  std::optional<ClassColumn> column;          ///< where the points have labels
  Index count = 0;                            ///< all points
  Index features = 5;                         ///< how many of the strongest are shown; 0: all
  bool odd = false;                           ///< the points are the odd ones
  Index differ = 0;                           ///< fitted points that the rule for new points puts into another cluster
  SelfCheck check;                            ///< of all points
  std::vector<std::string> remarks;           ///< on what was read, a sentence each
  std::optional<ClusterChoice> choice = {};   ///< of the number of clusters, if it was one
  std::vector<PointChange> changes = {};      ///< one for each of the points, where counterfactuals were asked for
  std::vector<PointDecision> decisions = {};  ///< one for each of the points, where the model has its own numbers
  bool keeps = false;                         ///< the model keeps its fitted points with the clusters of the fit
  std::vector<std::string> reading = {};      ///< what was decided when the points were read (TableReader::remarks)
  std::optional<ToldMap> map = {};            ///< clusters 0 and 1 are its brushed points and the rest

  /// Are there classes to speak of?
  bool classified() const { return column && !classes.too_many(); }
  /// Does relevance sum to the evidence, on every point?
  bool sums_to_evidence() const { return check.holds() && check.sums_to_evidence(); }
  Index shown(const Eigen::RowVectorXd& relevance) const { return features == 0 ? relevance.size() : features; }
};

/// Whether a model keeps all of its fitted points with the clusters of the fit, where its rule may say others.
bool keeps_points(const ClusterModel& model);

/// "For 12 of 150 points ...", a line; empty where the rule for new points says of all fitted points what the fit says,
/// which is told only of a model that keeps them.
std::string differ_line(Index differ, Index points, bool keeps);

/// Tables with bars: per cluster its size, most frequent class, mean evidence and strongest features, then the chosen
/// points.
std::string as_tables(const Told& told, const Style& style);

/// The same as JSON, with all features.
std::string as_json(const Told& told);

}  // namespace neon::cli
