#include <algorithm>
#include <cmath>

#include "experiments/neon/check_json.hpp"
#include "experiments/neon/told.hpp"

namespace neon::cli {
namespace {

Json by_feature(const std::vector<std::string>& names, const Eigen::RowVectorXd& values) {
  Json result = Json::object();
  for (std::size_t i = 0; i < names.size(); ++i) result[names[i]] = number(values(static_cast<Index>(i)));
  return result;
}

/// A label as in the file: a number, or a text.
Json class_of(const Told& told, Index label) {
  return told.column->texts.empty() ? Json(label) : Json(told.column->text(label));
}

/// null where a criterion does not apply.
Json criterion(double value) { return std::isnan(value) ? Json(nullptr) : number(value); }

Json choice_json(const ClusterChoice& choice) {
  Json candidates = Json::array();
  for (const ClusterCandidate& candidate : choice.candidates) {
    Json its{{"clusters", candidate.clusters}};
    if (candidate.missing.empty())
      its.update({{"silhouette", criterion(candidate.silhouette)},
                  {"calinski_harabasz", criterion(candidate.calinski_harabasz)},
                  {"stability", criterion(candidate.stability)},
                  {"bic", criterion(candidate.bic)}});
    else
      its["missing"] = candidate.missing;
    candidates.push_back(std::move(its));
  }
  return {{"clusters", choice.clusters},
          {"criterion", choice.criterion},
          {"reason", choice.reason},
          {"judged_on", choice.judged},
          {"candidates", std::move(candidates)}};
}

Json all_classes(const Told& told) {
  Json result = Json::object();
  result["column"] = told.column->name;
  if (!told.classified()) {
    result["more_than"] = most_classes;
    return result;
  }
  const Contingency table = told.classes.table();
  result["purity"] = purity(table);
  result["nmi"] = normalised_mutual_information(table);
  result["odd_points"] = told.classes.odd_points();
  return result;
}

/// The most frequent class of a cluster, and all it has, falling.
void add_classes(const Told& told, Index cluster, Json& result) {
  if (told.classes.points(cluster) == 0) {
    result.update({{"class", nullptr}, {"of_class", 0}, {"classes", Json::array()}});
    return;
  }
  const auto count = [&](Index label) { return told.classes.count(cluster, label); };
  const Index usual = told.classes.most_frequent(cluster);
  result.update({{"class", class_of(told, usual)}, {"of_class", count(usual)}});
  Labels labels = told.classes.labels();
  std::stable_sort(labels.begin(), labels.end(), [&](Index a, Index b) { return count(a) > count(b); });
  Json& classes = result["classes"] = Json::array();
  for (const Index label : labels)
    if (count(label) > 0) classes.push_back({{"class", class_of(told, label)}, {"points", count(label)}});
}

}  // namespace

std::string as_json(const Told& told) {
  const RelevanceRecord& record = told.record;
  Json result{
      {"data", record.data},
      {"points_in_all", told.count},
      {"model",
       {{"name", record.model}, {"kind", record.kind}, {"clusters", record.clusters}, {"beta", number(record.beta)}}},
      {"composite", record.composite},
      {"features", record.feature_names},
      {"reading", told.reading},
      {"remarks", told.remarks},
      {"check", check_json(told.check)}};
  if (told.choice) result["cluster_choice"] = choice_json(*told.choice);
  if (told.differ > 0) result["rule_for_new_points_differs"] = told.differ;
  if (record.question.cluster) result["cluster_explained"] = *record.question.cluster;
  if (record.question.why_not) result["why_not"] = *record.question.why_not;
  if (told.column) result["classes"] = all_classes(told);
  Json& clusters = result["clusters"] = Json::array();
  for (std::size_t k = 0; k < told.clusters.size(); ++k) {
    const ClusterSummary& cluster = told.clusters[k];
    Json its{{"cluster", k}, {"size", cluster.size}};
    if (told.classified()) add_classes(told, static_cast<Index>(k), its);
    its.update({{"mean_evidence", number(cluster.logit)},
                {"mean_probability", number(cluster.probability)},
                {"mean_relevance", by_feature(record.feature_names, cluster.relevance)}});
    clusters.push_back(std::move(its));
  }
  Json& points = result["points"] = Json::array();
  for (const PointSummary& point : told.points) {
    Json its{{"point", point.point}, {"cluster", point.assigned}};
    if (told.classified())
      its.update({{"class", class_of(told, point.label.value())},
                  {"odd", told.classes.odd(point.assigned, point.label.value())}});
    its.update({{"explained", point.explained},
                {"evidence", number(point.logit)},
                {"probability", number(point.probability)},
                {"x", by_feature(record.feature_names, point.x)},
                {"relevance", by_feature(record.feature_names, point.relevance)}});
    points.push_back(std::move(its));
  }
  // What is not UTF-8 is replaced, not refused.
  return result.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace neon::cli
