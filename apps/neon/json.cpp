#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

#include "apps/neon/comparison_output.hpp"
#include "apps/neon/pair.hpp"
#include "apps/neon/told.hpp"
#include "experiments/support/check.hpp"

// Everything that neon prints of tables as JSON, in one file: each that includes the JSON library compiles 3 s longer.
namespace neon::cli {
namespace {

using Json = nlohmann::ordered_json;

/// What is not UTF-8 is replaced, not refused.
std::string written(const Json& json) { return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n"; }

/// JSON has no infinity, and nothing that is printed is NaN.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(value > 0 ? "inf" : "-inf"); }

Json gap_of(const Gap& gap) {
  return {{"beyond_rounding", gap.beyond}, {"worst", number(gap.worst)}, {"worst_point", gap.worst_point}};
}

/// Whether explanations hold against the model, with every gap.
Json check_json(const SelfCheck& check) {
  Json result{{"holds", check.holds()},
              {"points", check.points},
              {"rounding", most_rounding},
              {"sums_to_evidence", check.sums_to_evidence()},
              {"share_of_evidence_left_to_biases", number(check.kept_share())},
              {"logit", gap_of(check.logit)},
              {"sum", gap_of(check.sum)},
              {"cluster", gap_of(check.assigned)}};
  if (check.competitors.worst_point >= 0) result["competitors"] = gap_of(check.competitors);
  if (!check.holds()) result["findings"] = experiments::findings(check);
  return result;
}

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

/// null where there is no score.
Json score_of(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json scores_of(const Leaderboard& board, Index row) {
  Json scores = Json::object();
  for (std::size_t m = 0; m < board.metrics.size(); ++m) {
    const auto column = static_cast<Index>(m);
    Json& score = scores[board.metrics[m].name];
    score = {{"score", score_of(board.score(row, column))},
             {"low", score_of(board.low(row, column))},
             {"high", score_of(board.high(row, column))},
             {"best", board.metrics[m].best == row},
             {"not_told_from_best", board.ties(row, column) > 0}};
    const std::string& missing = board.missing[static_cast<std::size_t>(row)][m];
    if (!missing.empty()) score["missing"] = missing;
  }
  return scores;
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
  if (told.differ > 0 || told.keeps)
    result[told.map ? "affinities_on_other_side" : "rule_for_new_points_differs"] = told.differ;
  if (told.map)
    result["map"] = {{"points", told.map->points},
                     {"brushed", told.map->brushed},
                     {"by", told.map->by},
                     {"perplexity", told.map->perplexity}};
  if (record.question.cluster) result["cluster_explained"] = *record.question.cluster;
  if (record.question.why_not) result["why_not"] = *record.question.why_not;
  if (told.column) result["classes"] = all_classes(told);
  Json& clusters = result["clusters"] = Json::array();
  for (std::size_t k = 0; k < told.clusters.size(); ++k) {
    const ClusterSummary& cluster = told.clusters[k];
    Json its{{"cluster", k}, {"size", cluster.size}};
    if (!record.score_names.empty()) its["name"] = record.cluster(static_cast<Index>(k));
    if (told.classified()) add_classes(told, static_cast<Index>(k), its);
    its.update({{"mean_evidence", number(cluster.logit)},
                {"mean_probability", number(cluster.probability)},
                {"mean_relevance", by_feature(record.feature_names, cluster.relevance)}});
    if (!record.constant_name.empty()) its["mean_constant"] = {{record.constant_name, number(cluster.constant)}};
    clusters.push_back(std::move(its));
  }
  Json& points = result["points"] = Json::array();
  for (std::size_t n = 0; n < told.points.size(); ++n) {
    const PointSummary& point = told.points[n];
    Json its{{"point", point.point}, {"cluster", point.assigned}};
    if (told.classified())
      its.update({{"class", class_of(told, point.label.value())},
                  {"odd", told.classes.odd(point.assigned, point.label.value())}});
    its.update({{"explained", point.explained},
                {"evidence", number(point.logit)},
                {"probability", number(point.probability)},
                {"x", by_feature(record.feature_names, point.x)},
                {"relevance", by_feature(record.feature_names, point.relevance)}});
    if (!told.decisions.empty()) {
      for (const PointDecision::Value& value : told.decisions[n].values)
        its["decision_values"].push_back({{"of", value.of}, {"value", number(value.value)}});
      if (const auto& own = told.decisions[n].own)
        its["own_kernel"] = {{"share", number(own->share)}, {"evidence_without", number(own->evidence)}};
      if (!told.decisions[n].tied.empty()) its["tied_votes"] = told.decisions[n].tied;
    }
    if (!record.constant_name.empty()) its["constant"] = {{record.constant_name, number(point.constant)}};
    if (told.map) {
      const PlacedPoint& placed = told.map->chosen[n];
      its.update({{"map", {placed.place(0), placed.place(1)}},
                  {"precision", number(placed.precision)},
                  {"nearest_brushed", placed.exemplar}});
    }
    if (!told.changes.empty()) {
      const PointChange& change = told.changes[n];
      its["counterfactual"] = {{"found", change.found.found},
                               {"certified", change.found.certified},
                               {"cluster", change.found.to},
                               {"distance", number(change.found.distance)},
                               {"x", by_feature(record.feature_names, change.x)},
                               {"logits", std::vector<double>(change.found.logits.begin(), change.found.logits.end())}};
    }
    points.push_back(std::move(its));
  }
  return written(result);
}

std::string as_json(const ToldPair& told) {
  const PairExplanation& why = told.why;
  const auto by_value = [&](Index row) { return by_feature(told.feature_names, told.ends.row(row)); };
  return written({{"data", told.data},
                  {"model", told.model},
                  {"min_samples", told.min_samples},
                  {"scaled", told.scaled},
                  {"pair", told.pair},
                  {"cluster", told.cluster},
                  {"together", told.together()},
                  {"birth", told.together() ? number(told.birth) : Json(nullptr)},
                  {"way", why.path},
                  {"bottleneck",
                   {{"from", why.bottleneck.from},
                    {"to", why.bottleneck.to},
                    {"length", number(std::sqrt(why.bottleneck.square))},
                    {"squared_length", number(why.bottleneck.square)},
                    {"by", why.active == PairExplanation::Active::distance ? "distance" : "core distance"},
                    {"point", why.start()},
                    {"neighbour", why.neighbour},
                    {"x", by_value(0)},
                    {"x_neighbour", by_value(1)},
                    {"relevance", by_feature(told.feature_names, why.relevance)}}}});
}

std::string comparison_json(const Leaderboard& board, const std::string& data, const std::string& model,
                            const std::vector<std::string>& reading, const SelfCheck& check) {
  Json result{{"data", data},
              {"model", model},
              {"reading", reading},
              {"points", board.points},
              {"without_positive_evidence", board.left_out},
              {"confidence", board.confidence},
              {"check", check_json(check)}};
  Json& metrics = result["metrics"] = Json::array();
  for (const Leaderboard::Column& metric : board.metrics)
    metrics.push_back({{"name", metric.name},
                       {"description", metric.description},
                       {"source", metric.source},
                       {"better", metric.better == Better::lower    ? "lower"
                                  : metric.better == Better::higher ? "higher"
                                                                    : "neither"}});
  Json& methods = result["methods"] = Json::array();
  for (std::size_t m = 0; m < board.methods.size(); ++m) {
    const auto row = static_cast<Index>(m);
    Json method{{"name", board.methods[m].name},
                {"source", board.methods[m].source},
                {"seconds_per_point", score_of(board.methods[m].seconds)},
                {"scores", scores_of(board, row)}};
    if (!board.methods[m].missing.empty()) method["missing"] = board.methods[m].missing;
    Json& agreement = method["rank_agreement"] = Json::object();
    for (std::size_t other = 0; other < board.methods.size(); ++other)
      agreement[board.methods[other].name] = score_of(board.agreement(row, static_cast<Index>(other)));
    methods.push_back(std::move(method));
  }
  return written(result);
}

}  // namespace neon::cli
