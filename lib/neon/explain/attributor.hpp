#pragma once
#include <neon/explain/evidence.hpp>

#include <string>

namespace neon {

/// "Why are these points in that cluster?": what an explanation method is given.
struct Question {
  const Evidence& evidence;  ///< f, the logit of the cluster
  const Matrix& x;           ///< [n, d] the points
  const Matrix& root;        ///< [n, d] their root points: the nearest found with f <= 0
  const Labels& id;          ///< [n] the points' numbers in the data set: streams for methods that draw random numbers
  std::uint64_t seed = 0;
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
  bool uses_root = false;    ///< whether the time for finding root points is part of the method's cost
  bool competitors = false;  ///< whether relevance can be told apart by competitor
};

}  // namespace neon
