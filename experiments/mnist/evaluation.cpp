#include "experiments/mnist/evaluation.hpp"

#include <neon/baselines/baselines.hpp>
#include <neon/core/error.hpp>
#include <neon/metrics/conservation.hpp>
#include <neon/metrics/pixel_flipping.hpp>

#include <algorithm>

#include "experiments/mnist/ink.hpp"
#include "experiments/mnist/schema.hpp"

namespace neon::experiments::mnist {
namespace {

/// A method under comparison: one attributor per cluster, since NEON is prepared for a cluster's network.
struct ComparedMethod {
  std::string name;
  std::vector<Attributor> by_cluster;
  bool every_root = true;  ///< or only the first kind: NEON's other composites

  const Attributor& any() const { return by_cluster.front(); }
};

std::vector<ComparedMethod> methods_of(const Study& study, const std::vector<std::string>& composites) {
  std::vector<ComparedMethod> result;
  for (const std::string& name : composites) {
    ComparedMethod method{result.empty() ? "NEON" : fmt::format("NEON {}", name), {}, result.empty()};
    for (const Network& network : study.networks)
      method.by_cluster.push_back(neon_attributor(network, composites::find(name)));
    result.push_back(std::move(method));
  }
  for (const Attributor& baseline : baselines::everywhere())
    result.push_back({baseline.name, std::vector<Attributor>(study.networks.size(), baseline)});
  return result;
}

void write_roots(const schema::mnist::Roots& stored, const Roots& roots, ResultWriter& writer) {
  const auto& certificate = roots.points;
  const Labels feasible(certificate.feasible.begin(), certificate.feasible.end());
  stored.distance.write(writer, certificate.distance);
  stored.value.write(writer, certificate.value);
  stored.feasible.write(writer, feasible);
  stored.seconds.write(writer, roots.seconds);
  stored.feasible_share.write(writer, static_cast<double>(std::count(feasible.begin(), feasible.end(), 1)) /
                                          static_cast<double>(feasible.size()));
}

void write_method(const schema::mnist::Method& stored, const Study& study, const ComparedMethod& method,
                  const MethodRelevance& explained, const Roots& roots, ResultWriter& writer) {
  const double for_roots = method.any().uses_root ? roots.seconds_per_point : 0;
  const Conservation gap = conservation(explained.relevance, study.evidence);
  stored.source.write(writer, method.any().source);
  stored.seconds_per_point.write(writer, explained.seconds_per_point + for_roots);
  stored.seconds_root_per_point.write(writer, for_roots);
  stored.competitors.write(writer, method.any().competitors);
  stored.conservation.write(writer, gap.worst);
  stored.conservation_mean.write(writer, gap.mean);
  stored.error.write(writer, explained.error);
  stored.ink_share.write(writer, ink_share(explained.relevance, study.x).mean());
}

/// Rows of the study's points, in the order of the shown digits.
Labels rows_of_shown(const Study& study, const Labels& shown) {
  Labels rows;
  for (const Index point : shown) {
    const auto found = std::lower_bound(study.explained.begin(), study.explained.end(), point);
    if (found != study.explained.end() && *found == point) rows.push_back(found - study.explained.begin());
  }
  return rows;
}

void write_digits(const schema::mnist::Digits& stored, const Study& study, const Labels& rows,
                  const Composite& composite, ResultWriter& writer) {
  Labels points, assigned;
  for (const Index row : rows) {
    points.push_back(study.explained[static_cast<std::size_t>(row)]);
    assigned.push_back(study.assigned[static_cast<std::size_t>(points.back())]);
  }
  stored.point.write(writer, points);
  stored.image.write(writer, Matrix(study.x(rows, Eigen::all)));
  stored.assigned.write(writer, assigned);
  stored.logit.write(writer, Vector(study.evidence(rows)));
  for (const Index row : rows) {
    const Index point = study.explained[static_cast<std::size_t>(row)],
                c = study.digits.test_label[static_cast<std::size_t>(point)];
    if (c != 0 && c != 3) continue;
    const auto cluster = static_cast<std::size_t>(study.assigned[static_cast<std::size_t>(point)]);
    const Explanation detail = Propagator(study.networks[cluster], composite)(study.x.row(row), {.competitors = true});
    Matrix competitors(static_cast<Index>(detail.by_competitor.size()), study.dimensions());
    for (Index k = 0; k < competitors.rows(); ++k)
      competitors.row(k) = detail.by_competitor[static_cast<std::size_t>(k)];
    stored.competitors(fmt::to_string(c)).write(writer, competitors);
  }
}

}  // namespace

Labels choose_digits(const std::vector<Study>& studies) {
  Labels shown;
  const Digits& digits = studies.front().digits;
  for (Index c = 0; c < classes; ++c)
    for (std::size_t point = 0; point < digits.test_label.size(); ++point) {
      const bool everywhere = std::all_of(studies.begin(), studies.end(), [&](const Study& study) {
        return study.fitted.name == "standard-nobias" ||
               (study.assigned[point] == c && study.logits(static_cast<Index>(point), c) > 0);
      });
      if (digits.test_label[point] != c || !everywhere) continue;
      shown.push_back(static_cast<Index>(point));
      break;
    }
  return shown;
}

void evaluate(const Study& study, const Labels& shown, const EvaluationOptions& options, ResultWriter& writer) {
  const schema::mnist::Model stored{study.fitted.name};
  const Labels rows = rows_of_shown(study, shown);
  write_digits(stored.digits, study, rows, composites::find(options.composites.front()), writer);
  const std::vector<ComparedMethod> methods = methods_of(study, options.composites);

  std::vector<Roots> all_roots;
  for (const std::string& name : options.roots) {
    all_roots.push_back(
        find_roots(study, name, progress_bar(fmt::format("{}: root points, {}", study.fitted.name, name))));
    write_roots(stored.roots(name), all_roots.back(), writer);
  }

  const ProgressFn progress = progress_bar(study.fitted.name + ": flipping");
  Index done = 0, steps = 0;
  for (const ComparedMethod& method : methods) steps += method.every_root ? static_cast<Index>(all_roots.size()) : 1;
  for (const ComparedMethod& method : methods) {
    MethodRelevance explained;
    FlipOrder order, counts;
    for (const Roots& roots : all_roots) {
      const bool first = &roots == &all_roots.front();
      if (!first && !method.every_root) continue;
      if (first || method.any().uses_root) {
        explained = relevance_of(study, method.by_cluster, roots, options.seed);
        order = flip_order(explained.relevance);
        counts = pooled_flip_counts(explained.relevance);
      }
      if (first) {
        write_method(stored.method(method.name), study, method, explained, roots, writer);
        stored.digits.relevance(method.name).write(writer, Matrix(explained.relevance(rows, Eigen::all)));
      }
      const FlipCurve curve = summarise_flips(flip_all(study, roots, order), counts);
      const schema::mnist::Flipping flipping = stored.flipping(roots.name, method.name);
      flipping.per_point.curve.write(writer, curve.per_point);
      flipping.pooled.curve.write(writer, curve.pooled);
      flipping.per_point.auc.write(writer, curve.auc_per_point);
      flipping.pooled.auc.write(writer, curve.auc_pooled);
      progress(++done, steps);
    }
  }
}

}  // namespace neon::experiments::mnist
