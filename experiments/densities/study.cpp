#include "experiments/densities/study.hpp"

#include <neon/baselines/baselines.hpp>
#include <neon/clustering/assignment.hpp>
#include <neon/compare/evenly_spaced.hpp>
#include <neon/core/error.hpp>
#include <neon/explain/model_background.hpp>

#include <algorithm>
#include <cmath>

#include "experiments/densities/planted.hpp"

namespace neon::experiments::densities {
namespace {

constexpr double spreads = 4;  // that a planted deviation is away

/// What perturbed features are replaced by. Few points: KernelSHAP perturbs thousands of times for each of them.
Background background_of(const Subject& subject, const Data& data) {
  constexpr Index count = 4;
  return model_background(subject.model,
                          Matrix(data.reference(evenly_spaced(count, data.reference.rows()), Eigen::all)));
}

Matrix held_out(const Data& data, Index points) {
  return data.held_out(evenly_spaced(points, data.held_out.rows()), Eigen::all);
}

CompareOptions compare_options(const StudyOptions& options, const Background& background) {
  CompareOptions chosen;
  chosen.roots.search = Search::quick;
  chosen.background = &background;
  chosen.seed = options.seed;
  chosen.resamples = options.resamples;
  chosen.progress = options.progress;
  return chosen;
}

double spread(const Matrix& x) {
  return std::sqrt((x.rowwise() - x.colwise().mean()).squaredNorm() / static_cast<double>(x.size()));
}

}  // namespace

Index default_points(const Data& data) {
  constexpr Index most = 60, fewest = 20, together = 1800;
  return std::clamp(together / data.held_out.cols(), fewest, most);
}

std::vector<Contender> methods() {
  std::vector<Contender> all{neon_contender("NEON", composites::find("paper-v2")),
                             neon_contender("NEON w²", composites::find("w^2"))};
  for (const char* name : {"SA", "GI", "IG", "Occlusion", "KernelSHAP", "random"})
    all.push_back(contender(baselines::find(name)));
  return all;
}

Leaderboard flipping(const Subject& subject, const Data& data, const StudyOptions& options) {
  const Background background = background_of(subject, data);
  CompareOptions chosen = compare_options(options, background);
  chosen.metrics = {metrics::find("deletion"), metrics::find("insertion")};
  chosen.roots.box = {0, 1};
  return compare(subject.model, held_out(data, options.points), methods(), chosen);
}

PlantedStudy planted(const Subject& subject, const Data& data, const StudyOptions& options) {
  PlantedStudy study{.columns = std::max<Index>(2, data.held_out.cols() / 10),
                     .shift = spreads * spread(data.reference)};
  const auto all =
      std::make_shared<const Planted>(plant(held_out(data, options.points), study.columns, study.shift, options.seed));
  study.shifted = all->x.rows();
  const Labels assigned = assign(outlier_scores(subject.model, all->x));
  Labels found;
  for (std::size_t n = 0; n < assigned.size(); ++n)
    if (assigned[n] == subject.outside) found.push_back(static_cast<Index>(n));
  require(!found.empty(), "{}: none of {} points with planted deviations is an outlier: there should be some",
          data.name, study.shifted);
  const Background background = background_of(subject, data);
  CompareOptions chosen = compare_options(options, background);
  chosen.metrics = {planted_share(all), planted_precision(all)};
  chosen.id = found;
  study.board = compare(subject.model, Matrix(all->x(found, Eigen::all)), methods(), chosen);
  return study;
}

}  // namespace neon::experiments::densities
