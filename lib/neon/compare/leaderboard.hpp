#pragma once
#include <neon/compare/compared_model.hpp>
#include <neon/compare/contender.hpp>
#include <neon/core/progress.hpp>
#include <neon/metrics/metric.hpp>
#include <neon/roots/root_point.hpp>

#include <string>
#include <vector>

namespace neon {

/// Methods (rows) under metrics (columns).
struct Leaderboard {
  struct Method {
    std::string name, source;
    double seconds = 0;     ///< per point on one core, root points included where it uses them; NaN if imported
    std::string missing{};  ///< why there are no scores; empty: there are
    bool control = false;
  };
  struct Column {
    std::string name, description, source;
    Better better = Better::lower;
    Index best = -1;  ///< row of the best score, controls left out; -1: none
  };
  std::vector<Method> methods;
  std::vector<Column> metrics;
  Matrix score;      ///< [methods, metrics], NaN where there is none
  Matrix low, high;  ///< bootstrap interval over the points
  /// [methods, metrics] 1 where the bootstrap interval of the difference from the best holds 0 (the best itself too)
  Matrix ties;
  std::vector<std::vector<std::string>> missing;  ///< [methods][metrics] why there is no score, or empty
  Matrix agreement;  ///< [methods, methods] rank correlation of the relevances, mean over the points; NaN where missing
  Index points = 0;  ///< explained: those with positive evidence for their cluster
  Index left_out = 0;
  double confidence = 0.95;
};

struct CompareOptions {
  std::vector<Metric> metrics = neon::metrics::all();
  RootOptions roots = {};                  ///< its box is also where perturbed points may lie
  Labels id = {};                          ///< [N] the points' numbers in the data set; empty: 0, 1, ...
  const Background* background = nullptr;  ///< what methods learn from; none: the points themselves
  std::uint64_t seed = 0;
  Index resamples = 1000;    ///< of the bootstrap
  Index randomisations = 3;  ///< models with random parameters, for the metrics that ask for them
  /// How many points, evenly spaced, are explained anew for the metrics that ask for it; 0: all.
  Index asked_anew = 0;
  ProgressFn progress = {};
};

/// Scores every method under every metric on the points that have positive evidence for the cluster they are assigned
/// to. Root points are found once. A method that cannot answer (too many features) or a metric that does not apply
/// (imported relevances) leaves a gap with its reason. Results, times aside, do not depend on the number of threads.
/// @param x [N, d] inside the box
/// @throws Error if x is not finite or has another number of features than the model, no point has positive evidence,
/// two methods have one name, imported relevances are not [N, d] and finite (names their file), or an own model answers
/// wrongly (assign and neuralize of a ComparedModel)
Leaderboard compare(const ComparedModel& model, const MatrixView& x, const std::vector<Contender>& contenders,
                    const CompareOptions& options = {});
/// The same of the library's models.
Leaderboard compare(const ClusterModel& model, const MatrixView& x, const std::vector<Contender>& contenders,
                    const CompareOptions& options = {});

}  // namespace neon
