#include <nlohmann/json.hpp>

#include <cmath>

#include "experiments/neon/told.hpp"

namespace neon::cli {
namespace {

using Json = nlohmann::ordered_json;

/// JSON has no infinity.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(value > 0 ? "inf" : "-inf"); }

Json by_feature(const std::vector<std::string>& names, const Eigen::RowVectorXd& values) {
  Json result = Json::object();
  for (std::size_t i = 0; i < names.size(); ++i) result[names[i]] = number(values(static_cast<Index>(i)));
  return result;
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
      {"features", record.feature_names}};
  if (record.question.cluster) result["cluster_explained"] = *record.question.cluster;
  if (record.question.why_not) result["why_not"] = *record.question.why_not;
  Json& clusters = result["clusters"] = Json::array();
  for (std::size_t k = 0; k < told.clusters.size(); ++k) {
    const ClusterSummary& cluster = told.clusters[k];
    clusters.push_back({{"cluster", k},
                        {"size", cluster.size},
                        {"mean_evidence", number(cluster.logit)},
                        {"mean_probability", number(cluster.probability)},
                        {"mean_relevance", by_feature(record.feature_names, cluster.relevance)}});
  }
  Json& points = result["points"] = Json::array();
  for (const PointSummary& point : told.points)
    points.push_back({{"point", point.point},
                      {"cluster", point.assigned},
                      {"explained", point.explained},
                      {"evidence", number(point.logit)},
                      {"probability", number(point.probability)},
                      {"x", by_feature(record.feature_names, point.x)},
                      {"relevance", by_feature(record.feature_names, point.relevance)}});
  // What is not UTF-8 is replaced, not refused.
  return result.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace neon::cli
