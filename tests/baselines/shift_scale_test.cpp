#include <neon/clustering/models.hpp>
#include <neon/metrics/metric.hpp>
#include <neon/metrics/pixel_flipping.hpp>

#include <algorithm>
#include <cmath>

#include "baselines/setting.hpp"
#include "support/laws.hpp"
#include "support/moved_models.hpp"

using namespace neon;

namespace {

constexpr Index d = 5, competing = 4, points = 6, references = 24;

/// What every method is asked: a model, points, root points and a background.
struct Moved {
  ClusterModel model;
  Matrix x, root, background;

  Moved scaled(double unit) const { return {samples::scaled(model, unit), unit * x, unit * root, unit * background}; }
  Moved shifted(double offset) const {
    return {samples::shifted(model, Eigen::RowVectorXd::Constant(d, offset)), x.array() + offset, root.array() + offset,
            background.array() + offset};
  }
};

Moved moved_of(const ClusterModel& model, std::uint64_t seed) {
  const auto places = [&](Index rows, std::uint64_t stream) {
    return samples::on_grid(4 * samples::uniform(rows, d, seed + stream));
  };
  return {samples::on_grid(samples::scaled(model, 4)), places(points, 90), places(points, 91), places(references, 92)};
}

/// The same question in every unit and from every origin: its clusters and random numbers are those of `labels`.
struct Asked {
  Background background;
  Evidence f;
  const Moved& of;
  Labels id = {0, 1, 2, 3, 4, 5};

  Asked(const Moved& moved, const Labels& labels, Index cluster)
      : background(model_background(moved.model, moved.background)),
        f(evidence(neuralize(moved.model, cluster))),
        of(moved),
        cluster_(cluster) {
    background.cluster = labels;
  }
  Question question() const { return {f, of.x, of.root, id, 7, cluster_, &background}; }
  Attribution ask(const Attributor& method) const { return method.explain(question()); }
  PointScores scores(const Metric& metric, const Matrix& relevance) const {
    Explained explained{{}, points, d};
    explained.parts.push_back(
        {question(), relevance, {0, 1, 2, 3, 4, 5}, [this](const Matrix& x) -> Matrix { return f.gradient(x); }});
    return metric.score(explained);
  }

 private:
  Index cluster_;
};

/// The power of the features' unit in the relevances, where f has the power `of_f`.
int power_of(const std::string& baseline, int of_f) {
  if (baseline == "SA") return 2 * (of_f - 1);
  if (baseline == "SmoothGrad") return of_f - 1;
  if (baseline == "IMM" || baseline == "CD") return 1;
  return baseline == "random" ? 0 : of_f;
}

/// One factor at a time: the power of a unit may be out of range where numbers in it are not.
Matrix in_units(Matrix value, double unit, int power) {
  for (int p = 0; p < std::abs(power); ++p) value *= power > 0 ? unit : 1 / unit;
  return value;
}

/// Products of x and a slope are told from 0.
bool sees_origin(const std::string& baseline) { return baseline == "GI"; }

/// The network without a feature takes 0 for it.
bool sees_origin(const std::string& baseline, const ClusterModel& model) {
  return baseline == "LOCO" && model.as<DeepKMeans>();
}

/// Differences of cluster means ask for two clusters in the background.
bool answers(const std::string& baseline, const Labels& labels) {
  return baseline != "CD" || std::any_of(labels.begin(), labels.end(), [&](Index k) { return k != labels.front(); });
}

/// Iterative: the number of steps depends on the last digit of an error.
double allowed(const std::string& baseline, double tolerance) {
  return baseline == "IG" ? std::max(tolerance, tolerance::completeness) : tolerance;
}

Labels labels_of(const Moved& near) { return model_background(near.model, near.background).cluster; }

}  // namespace

TEST_CASE("law: relevances of every baseline are told in the unit of the features, for every model") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2));
  const Attributor baseline = GENERATE(from_range(baselines::all()));
  for (const ClusterModel& model : samples::models(competing, d, seed)) {
    const Moved near = moved_of(model, seed);
    const Labels labels = labels_of(near);
    if (!answers(baseline.name, labels)) continue;
    const Asked here(near, labels, labels.front());
    const Matrix expected = here.ask(baseline).relevance;
    for (const double unit : {1e-150, 1e-30, 1e-9, 1e9, 1e120, 1e150}) {
      INFO(baseline.name << " of " << kind(model) << " in units of " << unit);
      const Moved scaled = near.scaled(unit);
      const Matrix found = Asked(scaled, labels, labels.front()).ask(baseline).relevance;
      const int power = power_of(baseline.name, samples::has_squared_unit(model) ? 2 : 0);
      laws::near(in_units(found, 1 / unit, power), expected, allowed(baseline.name, tolerance::scaled));
    }
  }
}

TEST_CASE("law: relevances of every baseline but GI do not depend on the origin of the features, for every model") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2));
  const Attributor baseline = GENERATE(from_range(baselines::all()));
  if (sees_origin(baseline.name)) return;
  for (const ClusterModel& model : samples::models(competing, d, seed)) {
    if (model.as<SphericalKMeans>()) continue;  // directions are seen from 0
    if (sees_origin(baseline.name, model)) continue;
    const Moved near = moved_of(model, seed);
    const Labels labels = labels_of(near);
    if (!answers(baseline.name, labels)) continue;
    const Matrix expected = Asked(near, labels, labels.front()).ask(baseline).relevance;
    for (const double offset : {1e3, -1e6, 1e9, -1e12}) {
      INFO(baseline.name << " of " << kind(model) << " at " << offset);
      const Moved far = near.shifted(offset);
      laws::near(Asked(far, labels, labels.front()).ask(baseline).relevance, expected,
                 allowed(baseline.name, tolerance::shifted(std::abs(offset))));
    }
  }
}

TEST_CASE("law: scores of explanations depend neither on the unit of the features nor on their origin") {
  const Metric metric = GENERATE(from_range(metrics::all()));
  if (metric.needs_randomised) return;
  for (const ClusterModel& model : samples::models(competing, d, 3)) {
    const Moved near = moved_of(model, 3);
    const Labels labels = labels_of(near);
    const Asked here(near, labels, labels.front());
    // Of gradients: relevances that any metric can ask for anew.
    const double expected = score(here.scores(metric, here.f.gradient(near.x)));
    const auto check = [&](const Moved& moved, double tolerance) {
      const Asked there(moved, labels, labels.front());
      const double found = score(there.scores(metric, there.f.gradient(moved.x)));
      CHECK(found == Approx(expected).epsilon(tolerance).margin(tolerance));
    };
    for (const double unit : {1e-150, 1e-30, 1e9, 1e150}) {
      INFO(metric.name << " of " << kind(model) << " in units of " << unit);
      if (metric.name == "conservation") continue;  // a slope is no part of f
      check(near.scaled(unit), tolerance::scaled);
    }
    if (model.as<SphericalKMeans>()) continue;
    for (const double offset : {1e3, -1e6, 1e9}) {
      INFO(metric.name << " of " << kind(model) << " at " << offset);
      check(near.shifted(offset), tolerance::shifted(std::abs(offset)));
    }
  }
}
