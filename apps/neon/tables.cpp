#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "apps/neon/class_lines.hpp"
#include "apps/neon/told.hpp"
#include "experiments/support/check.hpp"

namespace neon::cli {
namespace {

constexpr int bar_width = 16;
constexpr std::size_t value_width = 11;

/// One line per feature: name, the point's own value, relevance, and a bar on a scale shared by all of them.
std::string feature_lines(const Told& told, const Eigen::RowVectorXd& relevance, double constant,
                          const Eigen::RowVectorXd* x, const Style& style) {
  const double largest = std::max({relevance.cwiseAbs().maxCoeff(), std::abs(constant), 1e-300});
  const std::size_t width = std::max(names_width(told.record.feature_names), names_width({told.record.constant_name}));
  std::string lines;
  const auto add = [&](const std::string& name, const std::string& value, double its) {
    std::string bar = style.signed_bar(its / largest, bar_width);
    bar.erase(bar.find_last_not_of(' ') + 1);
    lines += fmt::format("  {}{} {:>+10.4g} {}\n", name, value, its, bar);
  };
  for (const Index i : strongest(relevance, told.shown(relevance))) {
    const std::string name = padded(told.record.feature_names[static_cast<std::size_t>(i)], width);
    add(name, x != nullptr ? style.dim(fmt::format("{:>{}.4g}", (*x)(i), value_width)) : "", relevance(i));
  }
  if (constant != 0)
    add(padded(told.record.constant_name, width), std::string(x != nullptr ? value_width : 0, ' '), constant);
  return lines;
}

/// "in cluster 1, at distance 0.8: alcohol 13.2 -> 12.7, ..."
std::string change_line(const Told& told, const PointSummary& point, const PointChange& change) {
  const Counterfactual& found = change.found;
  if (!found.found) return fmt::format("  counterfactual: none {}\n", found.certified ? "there is" : "found");
  std::string line = fmt::format("  counterfactual: {} at distance {:.4g}{}", told.record.cluster(found.to),
                                 found.distance, found.certified ? " (none is nearer)" : "");
  const auto shown = std::min<std::size_t>(found.changed.size(), static_cast<std::size_t>(told.shown(point.relevance)));
  for (std::size_t k = 0; k < shown; ++k) {
    const Index i = found.changed[k];
    line += fmt::format("{} {} {:.4g} -> {:.4g}", k == 0 ? ":" : ",",
                        told.record.feature_names[static_cast<std::size_t>(i)], point.x[i], change.x[i]);
  }
  return line + (shown < found.changed.size() ? ", ...\n" : "\n");
}

std::string headline(const Told& told) {
  const RelevanceRecord& record = told.record;
  if (told.map)
    return fmt::format(
        "{}: {} points explained, {} features; {}: t-SNE map of {} points, perplexity {:.4g}, {} of them "
        "brushed ({}); rules: {}\n",
        record.data, told.count, record.feature_names.size(), record.model, told.map->points, told.map->perplexity,
        told.map->brushed, told.map->by, record.composite);
  return fmt::format("{}: {} points, {} features; {}: {}, {} clusters, beta {:.4g}; rules: {}\n", record.data,
                     told.count, record.feature_names.size(), record.model, record.kind, record.clusters, record.beta,
                     record.composite);
}

std::string question_of(const RelevanceRecord& record) {
  const PointQuestion& question = record.question;
  if (question.why_not && question.cluster)
    return fmt::format("why {} and not {}", record.cluster(*question.cluster), record.cluster(*question.why_not));
  if (question.why_not) return fmt::format("why its cluster and not {}", record.cluster(*question.why_not));
  if (question.cluster) return fmt::format("why {}", record.cluster(*question.cluster));
  return "why its cluster";
}

std::string odd_shown(const Told& told) {
  if (!told.odd) return "shown by --odd";
  const auto shown = static_cast<Index>(told.points.size());
  return shown < told.classes.odd_points() ? fmt::format("{} shown, more by --first", shown) : "";
}

std::string evidence_line(const Told& told) {
  const std::string sentence = experiments::evidence_sentence(told.check);
  if (told.map)
    return fmt::format(
        "Evidence for: why the map puts a point among those brushed, in nats. {} Probability: the share "
        "of its affinities that is theirs; above 1/2 where the evidence is above 0.\n",
        sentence);
  return fmt::format("Evidence for: {}. {} Above 0 the probability is above 1/2.\n", question_of(told.record),
                     sentence);
}

/// Points whose affinities speak for the other side than the brush.
std::string other_side_line(Index differ, Index points) {
  if (differ == 0) return {};
  return fmt::format("For {} of {} points the larger share of the affinities is on the other side.\n", differ, points);
}

std::string place_of(const PlacedPoint& point) {
  return fmt::format(", at ({:.4g}, {:.4g}), nearest of the brush: point {}", point.place(0), point.place(1),
                     point.exemplar);
}

}  // namespace

bool keeps_points(const ClusterModel& model) { return model->kept_points().x != nullptr; }

std::string differ_line(Index differ, Index points, bool keeps) {
  if (differ == 0)
    return keeps ? "Of no fitted point the rule for new points says another cluster than the fit.\n" : std::string();
  return fmt::format("For {} of {} points the rule for new points says another cluster; they keep that of the fit.\n",
                     differ, points);
}

std::string as_tables(const Told& told, const Style& style) {
  std::string text;
  for (const std::string& remark : told.remarks) text += remark + "\n";
  if (told.choice) text += as_table(*told.choice, style) + "\n";
  text += headline(told);
  text += evidence_line(told);
  if (!told.record.constant_name.empty())
    text += fmt::format("What is called '{}' is no feature, and counted in the sum.\n", told.record.constant_name);
  for (std::size_t k = 0; k < told.clusters.size(); ++k) {
    const ClusterSummary& cluster = told.clusters[k];
    if (told.map && cluster.size == 0) continue;
    text += fmt::format("\n{}  {} points", style.bold(told.record.cluster(static_cast<Index>(k))), cluster.size);
    if (cluster.size == 0) {
      text += "\n";
      continue;
    }
    if (told.classified()) text += fmt::format(", {}", of_class(told.classes, *told.column, static_cast<Index>(k)));
    text += fmt::format(", mean evidence {:.4g}, mean probability {:.3f}\n", cluster.logit, cluster.probability);
    text += feature_lines(told, cluster.relevance, cluster.constant, nullptr, style);
  }
  if (const std::string line =
          told.map ? other_side_line(told.differ, told.count) : differ_line(told.differ, told.count, told.keeps);
      !line.empty())
    text += "\n" + line;
  if (told.column && !told.map) text += fmt::format("\n{}", class_line(told.classes, *told.column, odd_shown(told)));
  for (std::size_t n = 0; n < told.points.size(); ++n) {
    const PointSummary& point = told.points[n];
    text += fmt::format("\n{}  in {}", style.bold(fmt::format("point {}", point.point)),
                        told.record.cluster(point.assigned));
    if (told.classified())
      text += fmt::format(", {}", class_in(told.classes, *told.column, point.assigned, point.label.value(), style));
    text += fmt::format(", evidence {:.4g}, probability {:.3f}{}\n", point.logit, point.probability,
                        told.map ? place_of(told.map->chosen[n]) : "");
    if (!told.decisions.empty()) text += decision_lines(told.decisions[n]);
    text += feature_lines(told, point.relevance, point.constant, &point.x, style);
    if (!told.changes.empty()) text += change_line(told, point, told.changes[n]);
  }
  return text;
}

}  // namespace neon::cli
