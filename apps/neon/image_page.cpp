#include <neon/core/version.hpp>
#include <neon/images/png_codec.hpp>
#include <neon/tables/atomic_file.hpp>
#include <neon/text/html.hpp>
#include <neon/text/utf8.hpp>

#include <algorithm>

#include "apps/neon/image_told.hpp"
#include "apps/neon/report_style.hpp"
#include "experiments/support/base64.hpp"

namespace neon::cli {
namespace {

constexpr std::string_view picture_style = R"css(
.pictures { display: flex; flex-wrap: wrap; gap: .75rem; margin: .5rem 0 1.5rem; }
.pictures figure { width: 9rem; }
.pictures img { display: block; width: 100%; height: auto; image-rendering: pixelated; border: 1px solid var(--line); }
.pictures figcaption { font-size: .75rem; overflow-wrap: anywhere; }
.small figure { width: 5rem; }
)css";

/// Text from a file, as HTML; cut where nobody would read on.
std::string shown_text(std::string_view text) {
  constexpr std::size_t most = 80;
  return html::escape(to_utf8(printable(text, most)));
}

std::string encoded(const Image& image) { return experiments::base64(encode_png(image, "picture")); }

std::string header_html(const ImageTold& told) {
  const ImageStudy& study = told.study;
  std::string html = fmt::format(
      "<header>\n<h1>Why {} sees what it sees</h1>\n<p class=\"summary\">{} images of {} x {} pixels, {} classes; "
      "layer "
      "{}.</p>\n<p class=\"note\">Network: {}; rules: {}. Why the predicted class and not the next one: {}.</p>\n",
      html::escape(study.network.architecture), study.count(), study.network.size, study.network.size,
      study.network.classes(), html::escape(told.layer()), shown_text(told.weights), html::escape(told.composite),
      account_sentence(study.account));
  if (study.clusters)
    html += fmt::format("<p class=\"note\">Why its cluster ({}, {} clusters, rules: {}): {}.</p>\n",
                        kind(study.clusters->fitted.named.model), study.clusters->count(), html::escape(told.head),
                        account_sentence(study.clusters->account));
  return html +
         "<p class=\"note\">Heatmaps: <span class=\"key\"></span> against to for, each on its own "
         "scale.</p>\n</header>\n";
}

std::string localisation_html(const ImageTold& told) {
  if (told.localisation.empty()) return {};
  const auto cell = [](const LocalisationRow::Mean& mean) {
    return fmt::format("<td class=\"number\">{:.3f} ({:.3f} to {:.3f})</td>", mean.value, mean.low, mean.high);
  };
  std::string html =
      "<h2 id=\"masks\">Masks</h2>\n<p class=\"note\">Does relevance find what the masks mark? Means over images, with "
      "95 "
      "% intervals; relevance without direction has the mask's share of the area inside, and a ROC area of "
      "0.5.</p>\n<div class=\"scroll\"><table>\n<thead><tr><th>why</th><th>folder</th><th>images</th><th>area of the "
      "mask</th><th>positive relevance inside</th><th>largest pixel inside</th><th>ROC "
      "area</th></tr></thead>\n<tbody>\n";
  for (const LocalisationRow& row : told.localisation)
    html += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"number\">{}</td>{}{}{}{}</tr>\n", row.what,
                        shown_text(row.group), row.images, cell(row.area), cell(row.inside), cell(row.pointing),
                        cell(row.roc_area));
  return html + "</tbody></table></div>\n";
}

}  // namespace

void ImagePage::add(const ImageTold& told, const ExplainedImage& image) {
  const ImageStudy& study = told.study;
  const bool listed = image.number < told.shown();
  bool like_another = false, near_centroid = false;
  for (Index shown = 0; shown < told.shown(); ++shown) {
    const Labels similar = told.similar(shown);
    like_another = like_another || std::find(similar.begin(), similar.end(), image.number) != similar.end();
  }
  if (study.clusters)
    for (const Labels& nearest : study.clusters->nearest)
      near_centroid = near_centroid || std::find(nearest.begin(), nearest.end(), image.number) != nearest.end();
  if (!listed && !like_another && !near_centroid) return;
  Shown& kept = images_[image.number];
  kept.picture = encoded(image.picture);
  if (listed) kept.of_class = encoded(overlaid(image.picture, image.of_class));
  if (image.of_cluster && (listed || near_centroid))
    kept.of_cluster = encoded(overlaid(image.picture, *image.of_cluster));
}

std::string ImagePage::figure(const std::string& png, const std::string& text) const {
  return fmt::format(
      "<figure><img alt=\"{0}\" src=\"data:image/png;base64,{1}\">\n<figcaption>{0}</figcaption></figure>\n", text,
      png);
}

std::string ImagePage::image_html(const ImageTold& told, Index image) const {
  const ImageStudy& study = told.study;
  const auto n = static_cast<std::size_t>(image);
  const Shown& its = images_.at(image);
  std::string html = fmt::format("<h3>{}</h3>\n<div class=\"pictures\">\n", shown_text(told.name(image)));
  html += figure(its.picture, fmt::format("{}, probability {:.3f}", shown_text(told.class_name(study.label[n])),
                                          study.probability[n]));
  html += figure(its.of_class,
                 fmt::format("why {} and not {}: evidence {:.3g}", shown_text(told.class_name(study.label[n])),
                             shown_text(told.class_name(study.next[n])), study.account.evidence[n]));
  if (study.clusters)
    html += figure(its.of_cluster,
                   fmt::format("why {}: evidence {:.3g}", html::escape(told.cluster(study.clusters->explained[n])),
                               study.clusters->account.evidence[n]));
  html += "</div>\n";
  if (study.similar_count == 0) return html;
  html += "<p class=\"note\">Similar images:</p>\n<div class=\"pictures small\">\n";
  for (const Index other : told.similar(image))
    html += figure(images_.at(other).picture,
                   fmt::format("{}: {}", shown_text(told.name(other)),
                               shown_text(told.class_name(study.label[static_cast<std::size_t>(other)]))));
  return html + "</div>\n";
}

std::string ImagePage::concept_html(const ImageTold& told, Index cluster) const {
  std::string html =
      fmt::format("<h3>{}</h3>\n<p class=\"note\">{} images", html::escape(told.cluster(cluster)), told.size(cluster));
  const auto usual = told.usual_class(cluster);
  if (!usual) return html + "</p>\n";
  html += fmt::format(", {} predicted {}; mean evidence {:.3g}</p>\n<div class=\"pictures\">\n", usual->second,
                      shown_text(told.class_name(usual->first)), told.mean_evidence(cluster));
  for (const Index image : told.study.clusters->nearest[static_cast<std::size_t>(cluster)]) {
    const Shown& its = images_.at(image);
    const auto n = static_cast<std::size_t>(image);
    html += figure(its.picture, fmt::format("{}: {}", shown_text(told.name(image)),
                                            shown_text(told.class_name(told.study.label[n]))));
    html += figure(its.of_cluster,
                   fmt::format("why {}: evidence {:.3g}", html::escape(told.cluster(told.study.clusters->explained[n])),
                               told.study.clusters->account.evidence[n]));
  }
  return html + "</div>\n";
}

void ImagePage::write(const std::filesystem::path& file, const ImageTold& told) const {
  std::string page =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Images explained</title>\n"
      "<style>";
  page += report_style;
  page += picture_style;
  page += "</style>\n</head>\n<body>\n<main>\n" + header_html(told);
  if (told.study.clusters) {
    page +=
        "<h2 id=\"concepts\">Concepts</h2>\n<p class=\"note\">The images nearest to the middle of each cluster, the "
        "nearest first, each with what in it speaks for the cluster.</p>\n";
    for (Index k = 0; k < told.study.clusters->count(); ++k) page += concept_html(told, k);
  }
  page += localisation_html(told) + "<h2 id=\"images\">Images</h2>\n";
  for (Index image = 0; image < told.shown(); ++image) page += image_html(told, image);
  page +=
      fmt::format("<footer><p>By neon {} (commit {}).</p></footer>\n</main>\n</body>\n</html>\n", version, git_commit);
  AtomicFile target(file);
  target.append(page);
  target.commit();
}

}  // namespace neon::cli
