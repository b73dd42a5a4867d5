#pragma once
#include <neon/explain/attributor.hpp>

#include <functional>
#include <string>
#include <vector>

/// Measures of how good explanations are: an open list, like the baselines.
namespace neon {

/// Points of one cluster, and what one method says of them.
struct ExplainedPart {
  Question question;        ///< the points, their root points and numbers, the evidence, the cluster
  const Matrix& relevance;  ///< [n, d]
  Labels row;               ///< [n] where the points' scores go, in [0, Explained::points)
  /// Relevances of other points of that cluster, [n, d] -> [n, d]: row i is asked in place of point i, and gets a root
  /// point of its own where the method uses one. Single-threaded. Empty: the relevances were computed elsewhere.
  std::function<Matrix(const Matrix& x)> explain = {};
  /// [n, d] each: what the method says of the same points when the parameters of the model are drawn anew, one matrix
  /// per draw. Empty: not available, or no metric asks for it.
  std::vector<Matrix> randomised = {};
};

/// All points that one method has explained. A cluster may have several parts: they are what threads work on.
struct Explained {
  std::vector<ExplainedPart> parts;
  Index points = 0;                            ///< n, of all parts
  Index features = 0;                          ///< d
  double lower = -infinity, upper = infinity;  ///< domain of every feature: perturbed points are clipped to it
};

/// One number per point, so that the score can be bootstrapped:  score = sum_n numerator_n / sum_n denominator_n.
struct PointScores {
  Vector numerator;         ///< [n]
  Vector denominator = {};  ///< [n]; empty: 1 each, and the score is the mean
};

/// The score of all points.  @throws Error if there are no points, lengths differ, or the denominators sum to 0
double score(const PointScores& scores);

enum class Better { lower, higher, neither };

/// A metric, ours or anybody's: names, a source, and a function of explained points.
struct Metric {
  std::string name;         ///< as on the command line and in tables, e.g. "deletion-pooled"
  std::string description;  ///< one line, without a full stop
  std::string source;       ///< printed under every table
  Better better = Better::lower;
  std::function<PointScores(const Explained&)> score;
  bool needs_method = false;      ///< whether it calls ExplainedPart::explain
  bool needs_randomised = false;  ///< whether it reads ExplainedPart::randomised
};

/// A score from a function of one part: the parts in parallel, their points' scores put in place.
/// @param of single-threaded; scores of the part's points, in their order
/// @throws Error if a part is answered with another number of scores than it has points
std::function<PointScores(const Explained&)> by_part(std::function<PointScores(const ExplainedPart&)> of);

/// The same for the mean of one number per point.
std::function<PointScores(const Explained&)> mean_by_part(std::function<Vector(const ExplainedPart&)> of);

/// The relevances of all points, in their rows. [n, d]
Matrix all_relevances(const Explained& explained);

namespace metrics {

/// Every metric named in metrics/CMakeLists.txt, in that order.
std::vector<Metric> all();

/// The one with this name.  @throws Error naming the known ones
Metric find(const std::string& name);

}  // namespace metrics
}  // namespace neon
