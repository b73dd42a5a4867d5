#pragma once
#include <neon/explain/evidence.hpp>

#include <limits>
#include <string>

namespace neon {

/// Points that stand for the data, for methods that compare with typical points or learn from them.
struct Background {
  Matrix x;            ///< [m, d]
  Labels cluster;      ///< [m] the cluster that the model assigns them to
  Index clusters = 0;  ///< K of the model
  /// f of a cluster by the model without a feature (which stays in x and is not looked at); empty: not known.
  std::function<Evidence(Index feature, Index cluster)> without = {};
};

/// "Why are these points in that cluster?": what an explanation method is given.
struct Question {
  const Evidence& evidence;  ///< f, the logit of the cluster
  const Matrix& x;           ///< [n, d] the points
  const Matrix& root;        ///< [n, d] their root points: the nearest found with f <= 0
  const Labels& id;          ///< [n] the points' numbers in the data set: streams for methods that draw random numbers
  std::uint64_t seed = 0;
  Index cluster = 0;                       ///< the cluster that f speaks of
  const Background* background = nullptr;  ///< present where a method `uses_background`
};

/// What it answers.
struct Attribution {
  Matrix relevance;   ///< [n, d]
  Vector error = {};  ///< [n] the method's own estimate of its numerical error in units of f; empty: exact
};

/// Any explanation method, ours or a comparison method: a name, a source and a function of a batch of points.
/// `explain` is single-threaded and pure; callers parallelise over blocks of points.
struct Attributor {
  std::string name;    ///< as in tables and figures, e.g. "SA"
  std::string source;  ///< printed under every table
  std::function<Attribution(const Question&)> explain;
  bool uses_root = false;        ///< whether the time for finding root points is part of the method's cost
  bool competitors = false;      ///< whether relevance can be told apart by competitor
  bool uses_background = false;  ///< whether it asks for a Background
  /// For a method that learns from the data: learns once, and returns the method ready to explain. Empty: nothing to
  /// learn. Callers go through `fitted`.
  std::function<Attributor(const Background&)> fit = {};
  Index most_features = std::numeric_limits<Index>::max();  ///< more than these it refuses
};

/// The method after it has learnt what it learns from the background.
inline Attributor fitted(const Attributor& method, const Background& background) {
  return method.fit ? method.fit(background) : method;
}

}  // namespace neon
