#include <nlohmann/json.hpp>

#include <cmath>

#include "apps/neon/image_told.hpp"
#include "experiments/support/check.hpp"

namespace neon::cli {
namespace {

using Json = nlohmann::ordered_json;

/// JSON has no infinity.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(value > 0 ? "inf" : "-inf"); }

Json account_json(const PixelAccount& account) {
  return {{"images", account.evidence.size()},
          {"beyond_rounding", account.gap.beyond},
          {"worst", number(account.gap.worst)},
          {"worst_image", account.gap.worst_point},
          {"share_of_evidence_left_to_biases", account.kept_share()}};
}

Json evidence_json(const PixelAccount& account, std::size_t n) {
  return {{"evidence", account.evidence[n]},
          {"relevance_at_the_pixels", account.sum[n]},
          {"kept_by_biases", account.kept[n]}};
}

Json names(const ImageTold& told, const Labels& images) {
  Json result = Json::array();
  for (const Index image : images) result.push_back(told.name(image));
  return result;
}

Json image_json(const ImageTold& told, Index image) {
  const ImageStudy& study = told.study;
  const auto n = static_cast<std::size_t>(image);
  Json its{{"image", told.name(image)},
           {"class", told.class_name(study.label[n])},
           {"class_number", study.label[n]},
           {"probability", study.probability[n]},
           {"next_class", told.class_name(study.next[n])},
           {"why_class", evidence_json(study.account, n)}};
  if (study.clusters) {
    its["cluster"] = study.clusters->assigned()[n];
    its["explained"] = study.clusters->explained[n];
    its["cluster_probability"] = number(study.clusters->probability[n]);
    its["why_cluster"] = evidence_json(study.clusters->account, n);
  }
  its["similar"] = names(told, told.similar(image));
  return its;
}

Json localisation_json(const LocalisationRow& row) {
  const auto mean = [](const LocalisationRow::Mean& one) {
    return Json{{"mean", one.value}, {"low", one.low}, {"high", one.high}};
  };
  return {{"why", row.what},
          {"folder", row.group},
          {"images", row.images},
          {"area", mean(row.area)},
          {"relevance_inside", mean(row.inside)},
          {"largest_pixel_inside", mean(row.pointing)},
          {"roc_area", mean(row.roc_area)}};
}

}  // namespace

std::string as_json(const ImageTold& told) {
  const ImageStudy& study = told.study;
  const ImageClassifier& network = study.network;
  Json result{
      {"network", told.weights},        {"architecture", network.architecture},
      {"classes", network.classes()},   {"size", network.size},
      {"mean", network.pixels.mean},    {"deviation", network.pixels.deviation},
      {"composite", told.composite},    {"layer", told.layer()},
      {"images_in_all", study.count()}, {"check", {{"holds", study.holds()}, {"class", account_json(study.account)}}}};
  if (study.clusters) {
    const ImageClusters& its = *study.clusters;
    result["check"]["cluster"] = account_json(its.account);
    if (!its.check.holds()) result["check"]["findings"] = experiments::findings(its.check);
    result["model"] = {{"kind", kind(its.fitted.named.model)},
                       {"clusters", its.count()},
                       {"beta", number(beta(its.fitted.named.model))},
                       {"composite", told.head}};
    Json& clusters = result["clusters"] = Json::array();
    for (Index k = 0; k < its.count(); ++k) {
      Json one{{"cluster", k}, {"name", told.cluster(k)}, {"size", told.size(k)}};
      if (const auto usual = told.usual_class(k))
        one.update({{"class", told.class_name(usual->first)},
                    {"of_class", usual->second},
                    {"mean_evidence", told.mean_evidence(k)}});
      one["nearest"] = names(told, its.nearest[static_cast<std::size_t>(k)]);
      clusters.push_back(std::move(one));
    }
  }
  for (const LocalisationRow& row : told.localisation) result["localisation"].push_back(localisation_json(row));
  Json& images = result["images"] = Json::array();
  for (Index image = 0; image < told.shown(); ++image) images.push_back(image_json(told, image));
  return result.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace neon::cli
