#pragma once
#include <neon/compare/leaderboard.hpp>
#include <neon/compare/point_set.hpp>

namespace neon {

/// The points under a model with random parameters, and what methods may learn from it.
struct RandomisedSet {
  PointSet set;
  Background background;
};

/// Everything that the methods of one comparison share: the explained points, their root points, the background.
struct Comparison {
  const CompareOptions& options;
  Labels rows;  ///< of x, the points with positive evidence for their cluster
  PointSet set;
  Labels asked_rows;  ///< of `set`, the points that are explained anew
  PointSet asked;     ///< these points
  Background background;
  std::vector<RandomisedSet>
      randomised;  ///< the same points; none if no metric asks, or the model has no such counterpart

  /// @throws Error if no point has positive evidence, or as PointSet
  Comparison(const ComparedModel& model, const MatrixView& x, const CompareOptions& options);
};

/// What one method answers, as metrics see it. Refers to its comparison.
class Entry {
 public:
  /// @throws Error if the method cannot answer
  Entry(const Contender& contender, const Comparison& comparison);

  /// The points that the metric is about: all, or those that are explained anew.
  Explained explained(const Metric& metric) const;
  /// The metric's scores of all points: 0 / 0 where it was not asked.
  PointScores scores(const Metric& metric) const;
  Matrix relevance() const;                           ///< [n, d] of the explained points
  double seconds() const { return answer_.seconds; }  ///< per point; NaN if imported
  /// Why a metric does not apply; empty: it does.
  std::string inapplicable(const Metric& metric) const;

 private:
  void answer(const Contender& contender);

  const Comparison& comparison_;
  std::vector<Attributor> methods_;  // none: imported
  Answer answer_;
  std::vector<Matrix> asked_relevance_;  // of each block of the points asked anew
  std::string not_randomised_;           // why it cannot explain the models with random parameters
  std::vector<Matrix> randomised_;       // [draws] of [asked points, d]
};

}  // namespace neon
