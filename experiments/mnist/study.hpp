#pragma once
#include <neon/core/progress.hpp>
#include <neon/explain/propagator.hpp>
#include <neon/roots/root_point.hpp>

#include "experiments/mnist/models.hpp"

namespace neon::experiments::mnist {

/// The points of one model that are explained, each for the cluster it is assigned to, with the means to do so.
struct Study {
  const Digits& digits;
  const FittedModel& fitted;
  Labels assigned;                  ///< [N] of every test point
  Matrix logits;                    ///< [N, K]
  Labels explained;                 ///< [n] the test points with f_c > 0
  Matrix x;                         ///< [n, d] their pixels
  Vector evidence;                  ///< [n] f_c
  std::vector<Network> networks;    ///< one per cluster
  std::vector<Evidence> evidences;  ///< one per cluster
  std::vector<Labels> blocks;       ///< rows of x, all of one cluster, at most 64: what a thread works on

  Study(const Digits& digits, const FittedModel& fitted);
  Index cluster_of(const Labels& block) const;
  Index dimensions() const { return x.cols(); }
  Index size() const { return x.rows(); }
};

/// Root points of every explained point.
struct Roots {
  std::string name;  ///< "box" or "free"
  RootPoints points;
  double seconds = 0;            ///< wall clock
  double seconds_per_point = 0;  ///< on one core
};
Roots find_roots(const Study& study, const std::string& name, const ProgressFn& progress);

/// What a method answers for every explained point.
struct MethodRelevance {
  Matrix relevance;              ///< [n, d]
  double error = 0;              ///< worst own estimate of the numerical error, relative to f
  double seconds_per_point = 0;  ///< on one core, root points not included
};
/// @param methods one per cluster
MethodRelevance relevance_of(const Study& study, const std::vector<Attributor>& methods, const Roots& roots,
                             std::uint64_t seed);

/// f of every explained point after 0 ... d flips in its own order.  [n, d + 1]
Matrix flip_all(const Study& study, const Roots& roots, const FlipOrder& order);

}  // namespace neon::experiments::mnist
