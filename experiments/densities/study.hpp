#pragma once
#include <neon/compare/leaderboard.hpp>

#include "experiments/densities/subjects.hpp"

namespace neon::experiments::densities {

struct StudyOptions {
  Index points = 0;  ///< explained of every model, evenly spaced over those held out; 0: all
  std::uint64_t seed = 0;
  Index resamples = 1000;
  ProgressFn progress = {};
};

/// How many points to explain: fewer of many features, each of which is taken away and perturbed.
Index default_points(const Data& data);

/// NEON by the midpoint rule and by w^2, gradients (SA, GI, IG), perturbations (Occlusion, KernelSHAP), and a random
/// control.
std::vector<Contender> methods();

/// How fast the evidence goes, or comes back, as features do, the most relevant first: points held out, each asked
/// about the cluster that it is in, root points inside [0, 1]^d.
Leaderboard flipping(const Subject& subject, const Data& data, const StudyOptions& options);

/// The same points with planted deviations: do the reasons why they are outliers name these?
struct PlantedStudy {
  Leaderboard board = {};  ///< metrics planted_share and planted_precision, of the points that the model finds
  Index shifted = 0;       ///< points with deviations
  Index columns = 0;       ///< of each
  double shift = 0;
};

/// Every point is shifted in a tenth of its features, two at least, by four times the spread of the data,
/// sqrt(mean_i var x_i).
/// @param subject with noise or a threshold  @throws Error if none of the points is an outlier
PlantedStudy planted(const Subject& subject, const Data& data, const StudyOptions& options);

}  // namespace neon::experiments::densities
