#include "experiments/mnist/evaluation.hpp"

#include <neon/baselines/baselines.hpp>
#include <neon/core/error.hpp>
#include <neon/metrics/conservation.hpp>
#include <neon/metrics/pixel_flipping.hpp>

#include <algorithm>

#include "experiments/mnist/ink.hpp"

namespace neon::experiments::mnist {
namespace {

/// A method under comparison: one attributor per cluster, since NEON is prepared for a cluster's network.
struct Method {
  std::string name;
  std::vector<Attributor> by_cluster;
  bool every_root = true;  ///< or only the first kind: NEON's other composites

  const Attributor& any() const { return by_cluster.front(); }
};

std::vector<Method> methods_of(const Study& study, const std::vector<std::string>& composites) {
  std::vector<Method> result;
  for (const std::string& name : composites) {
    Method method{result.empty() ? "NEON" : fmt::format("NEON {}", name), {}, result.empty()};
    for (const Network& network : study.networks)
      method.by_cluster.push_back(neon_attributor(network, composites::find(name)));
    result.push_back(std::move(method));
  }
  for (const Attributor& baseline : baselines::everywhere())
    result.push_back({baseline.name, std::vector<Attributor>(study.networks.size(), baseline)});
  return result;
}

void write_roots(const std::string& group, const Roots& roots, ResultWriter& writer) {
  const auto& certificate = roots.points;
  const Labels feasible(certificate.feasible.begin(), certificate.feasible.end());
  writer.write(group + "/distance", certificate.distance);
  writer.write(group + "/value", certificate.value);
  writer.write(group + "/feasible", feasible);
  writer.attribute(group, "seconds", roots.seconds);
  writer.attribute(
      group, "feasible_share",
      static_cast<double>(std::count(feasible.begin(), feasible.end(), 1)) / static_cast<double>(feasible.size()));
}

void write_method(const std::string& group, const Study& study, const Method& method, const MethodRelevance& answer,
                  const Roots& roots, ResultWriter& writer) {
  const double for_roots = method.any().uses_root ? roots.seconds_per_point : 0;
  const Conservation gap = conservation(answer.relevance, study.evidence);
  writer.attribute(group, "source", method.any().source);
  writer.attribute(group, "seconds_per_point", answer.seconds_per_point + for_roots);
  writer.attribute(group, "seconds_root_per_point", for_roots);
  writer.attribute(group, "competitors", method.any().competitors);
  writer.attribute(group, "conservation", gap.worst);
  writer.attribute(group, "conservation_mean", gap.mean);
  writer.attribute(group, "error", answer.error);
  writer.attribute(group, "ink_share", ink_share(answer.relevance, study.x).mean());
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

void write_digits(const std::string& group, const Study& study, const Labels& rows, const Composite& composite,
                  ResultWriter& writer) {
  Labels points, assigned;
  for (const Index row : rows) {
    points.push_back(study.explained[static_cast<std::size_t>(row)]);
    assigned.push_back(study.assigned[static_cast<std::size_t>(points.back())]);
  }
  writer.write(group + "/point", points);
  writer.write(group + "/image", Matrix(study.x(rows, Eigen::all)));
  writer.write(group + "/assigned", assigned);
  writer.write(group + "/logit", Vector(study.evidence(rows)));
  for (const Index row : rows) {
    const Index point = study.explained[static_cast<std::size_t>(row)],
                c = study.digits.test_label[static_cast<std::size_t>(point)];
    if (c != 0 && c != 3) continue;
    const auto cluster = static_cast<std::size_t>(study.assigned[static_cast<std::size_t>(point)]);
    const Explanation detail = Propagator(study.networks[cluster], composite)(study.x.row(row), {.competitors = true});
    Matrix competitors(static_cast<Index>(detail.by_competitor.size()), study.dimensions());
    for (Index k = 0; k < competitors.rows(); ++k)
      competitors.row(k) = detail.by_competitor[static_cast<std::size_t>(k)];
    writer.write(fmt::format("{}/competitors/{}", group, c), competitors);
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
  const std::string group = "models/" + study.fitted.name;
  const Labels rows = rows_of_shown(study, shown);
  write_digits(group + "/digits", study, rows, composites::find(options.composites.front()), writer);
  const std::vector<Method> methods = methods_of(study, options.composites);

  std::vector<Roots> all_roots;
  for (const std::string& name : options.roots) {
    all_roots.push_back(
        find_roots(study, name, progress_bar(fmt::format("{}: root points, {}", study.fitted.name, name))));
    write_roots(fmt::format("{}/roots/{}", group, name), all_roots.back(), writer);
  }

  const ProgressFn progress = progress_bar(study.fitted.name + ": flipping");
  Index done = 0, steps = 0;
  for (const Method& method : methods) steps += method.every_root ? static_cast<Index>(all_roots.size()) : 1;
  for (const Method& method : methods) {
    MethodRelevance answer;
    FlipOrder order, counts;
    for (const Roots& roots : all_roots) {
      const bool first = &roots == &all_roots.front();
      if (!first && !method.every_root) continue;
      if (first || method.any().uses_root) {
        answer = relevance_of(study, method.by_cluster, roots, options.seed);
        order = flip_order(answer.relevance);
        counts = pooled_flip_counts(answer.relevance);
      }
      if (first) {
        write_method(group + "/methods/" + method.name, study, method, answer, roots, writer);
        writer.write(group + "/digits/relevance/" + method.name, Matrix(answer.relevance(rows, Eigen::all)));
      }
      const FlipCurve curve = summarise_flips(flip_all(study, roots, order), counts);
      const std::string place = group + "/flipping/" + roots.name + "/" + method.name;
      writer.write(place + "/per_point", curve.per_point);
      writer.write(place + "/pooled", curve.pooled);
      writer.attribute(place, "auc_per_point", curve.auc_per_point);
      writer.attribute(place, "auc_pooled", curve.auc_pooled);
      progress(++done, steps);
    }
  }
}

}  // namespace neon::experiments::mnist
