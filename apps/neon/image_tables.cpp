#include <neon/core/error.hpp>

#include <fmt/ranges.h>

#include <algorithm>

#include "apps/neon/image_told.hpp"
#include "experiments/support/check.hpp"

namespace neon::cli {
namespace {

constexpr double percent = 100;

std::string headline(const ImageTold& told) {
  const ImageClassifier& network = told.study.network;
  const MapShape& shape = network.network.shape(told.study.value);
  return fmt::format(
      "{}: {}, {} classes; images of {} x {}; mean {:.4g}, deviation {:.4g}; rules: {}\n"
      "{} images; layer {}: the means of {} maps of {} x {}\n",
      told.weights, network.architecture, network.classes(), network.size, network.size,
      fmt::join(network.pixels.mean, ","), fmt::join(network.pixels.deviation, ","), told.composite, told.study.count(),
      told.layer(), shape.channels, shape.height, shape.width);
}

std::string names_of(const ImageTold& told, const Labels& images) {
  std::vector<std::string> names;
  for (const Index image : images) names.push_back(told.name(image));
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string evidence_line(const PixelAccount& account, std::size_t n) {
  return fmt::format("evidence {:.4g} = {:.4g} at the pixels {:+.4g} kept by biases", account.evidence[n],
                     account.sum[n], account.kept[n]);
}

std::string image_lines(const ImageTold& told, Index image, const Style& style) {
  const ImageStudy& study = told.study;
  const auto n = static_cast<std::size_t>(image);
  std::string text = fmt::format("\n{}  {}, probability {:.3f}; next {}\n  class: {}\n", style.bold(told.name(image)),
                                 told.class_name(study.label[n]), study.probability[n], told.class_name(study.next[n]),
                                 evidence_line(study.account, n));
  if (study.clusters) {
    const ImageClusters& its = *study.clusters;
    const Index own = its.assigned()[n], explained = its.explained[n];
    text += fmt::format("  in {}{}: {}, probability {:.3f}\n", told.cluster(own),
                        own == explained ? "" : fmt::format(", explained for {}", told.cluster(explained)),
                        evidence_line(its.account, n), its.probability[n]);
  }
  if (study.similar_count > 0) text += fmt::format("  similar: {}\n", names_of(told, told.similar(image)));
  return text;
}

std::string cluster_lines(const ImageTold& told, Index k, const Style& style) {
  const Index size = told.size(k);
  std::string text = fmt::format("\n{}  {} images", style.bold(told.cluster(k)), size);
  if (const auto usual = told.usual_class(k))
    text += fmt::format(", {} predicted {}, mean evidence {:.4g}\n  nearest: {}", usual->second,
                        told.class_name(usual->first), told.mean_evidence(k),
                        names_of(told, told.study.clusters->nearest[static_cast<std::size_t>(k)]));
  return text + "\n";
}

/// "0.41 (0.30 to 0.52)"
std::string mean_text(const LocalisationRow::Mean& mean) {
  return fmt::format("{:.3f} ({:.3f} to {:.3f})", mean.value, mean.low, mean.high);
}

std::string localisation_lines(const ImageTold& told) {
  if (told.localisation.empty()) return {};
  std::string text = fmt::format(
      "\nMasks: means with 95 % intervals; {} images without a mask, or with one that is all inside or outside\n"
      "  {:<8} {:<20} {:>6}  {:<24} {:<24} {:<24} {}\n",
      told.without_mask, "why", "folder", "images", "area of the mask", "relevance inside", "largest pixel inside",
      "ROC area");
  for (const LocalisationRow& row : told.localisation)
    text += fmt::format("  {:<8} {} {:>6}  {:<24} {:<24} {:<24} {}\n", row.what, padded(row.group, 20), row.images,
                        mean_text(row.area), mean_text(row.inside), mean_text(row.pointing), mean_text(row.roc_area));
  return text;
}

}  // namespace

std::optional<std::pair<Index, Index>> ImageTold::usual_class(Index cluster) const {
  std::map<Index, Index> counts;
  for (std::size_t n = 0; n < study.label.size(); ++n)
    if (study.clusters->assigned()[n] == cluster) ++counts[study.label[n]];
  if (counts.empty()) return std::nullopt;
  return *std::max_element(counts.begin(), counts.end(),
                           [](const auto& a, const auto& b) { return a.second < b.second; });
}

Index ImageTold::size(Index cluster) const {
  const Labels& assigned = study.clusters->assigned();
  return std::count(assigned.begin(), assigned.end(), cluster);
}

double ImageTold::mean_evidence(Index cluster) const {
  double sum = 0;
  for (std::size_t n = 0; n < study.label.size(); ++n)
    if (study.clusters->assigned()[n] == cluster) sum += study.clusters->account.evidence[n];
  return sum / static_cast<double>(std::max<Index>(size(cluster), 1));
}

std::string account_sentence(const PixelAccount& account) {
  if (account.gap.beyond > 0)
    return fmt::format(
        "NOT TO BE TRUSTED: relevance at the pixels and what biases kept do not sum to the evidence on {} of {} images "
        "(worst: image {}, by {:.1e} of what was turned over)",
        account.gap.beyond, account.evidence.size(), account.gap.worst_point, account.gap.worst);
  return fmt::format("relevance at the pixels and what biases kept sum to it; biases kept {:.3g} %",
                     percent * account.kept_share());
}

std::string network_description(const ImageClassifier& network, const std::string& weights) {
  const ImageNetwork& graph = network.network;
  std::string text =
      fmt::format("{}: {}, {} classes; images of {} x {} out of the middle of {}; mean {:.4g}, deviation {:.4g}\n",
                  weights, network.architecture, network.classes(), network.size, network.size, network.shorter_side,
                  fmt::join(network.pixels.mean, ","), fmt::join(network.pixels.deviation, ","));
  text += "layers (--layer), with maps x height x width:\n";
  for (Index n = 1; n <= graph.last(); ++n) {
    const MapShape& shape = graph.shape(n);
    text += fmt::format("  {:<22} {:>5} x {} x {}\n", graph.name(n), shape.channels, shape.height, shape.width);
  }
  return text;
}

std::string as_tables(const ImageTold& told, const Style& style) {
  const ImageStudy& study = told.study;
  std::string text = headline(told);
  text +=
      fmt::format("Evidence for: why the predicted class and not the next one; {}.\n", account_sentence(study.account));
  if (study.clusters) {
    const ImageClusters& its = *study.clusters;
    if (its.fitted.choice) text += fmt::format("\n{}\n", as_table(*its.fitted.choice, style));
    if (!its.fitted.advice.empty()) text += its.fitted.advice + "\n";
    text += fmt::format("Evidence for: why its cluster ({}, {} clusters, rules: {}); {}.\n",
                        kind(its.fitted.named.model), its.count(), told.head, account_sentence(its.account));
    if (!its.check.holds()) text += fmt::format("NOT TO BE TRUSTED: {}.\n", experiments::findings(its.check));
    for (Index k = 0; k < its.count(); ++k) text += cluster_lines(told, k, style);
  }
  text += localisation_lines(told);
  for (Index image = 0; image < told.shown(); ++image) text += image_lines(told, image, style);
  if (told.shown() < study.count())
    text += fmt::format("\n{} of {} images shown, more by --first\n", told.shown(), study.count());
  return text;
}

}  // namespace neon::cli
