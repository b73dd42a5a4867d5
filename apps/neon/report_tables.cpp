#include "apps/neon/report_tables.hpp"

#include <neon/text/highlight_style.hpp>
#include <neon/text/html.hpp>
#include <neon/text/utf8.hpp>

#include <fmt/format.h>

#include <algorithm>

#include "apps/neon/class_lines.hpp"
#include "apps/neon/report_map.hpp"

namespace neon::cli {

std::string shown_text(std::string_view text) {
  constexpr std::size_t most = 80;
  return html::escape(to_utf8(printable(text, most)));
}

std::string named(const Told& told, Index cluster) {
  return fmt::format("<span class=\"whole\">{}{}</span>", swatch(cluster), html::escape(told.record.cluster(cluster)));
}

double percent(Index part, Index all) {
  return 100 * static_cast<double>(part) / static_cast<double>(std::max<Index>(all, 1));
}

namespace {

/// A cell that is coloured by a value in [-1, 1].
std::string heat_cell(double value, double number) {
  const HighlightColour colour = highlight_colour(value);
  return fmt::format(R"(<td style="background:{};color:{}">{:.4g}</td>)", colour.background, colour.ink, number);
}

/// The features in order of their largest mean relevance in any cluster, as many as a person looks at.
std::vector<Index> told_features(const Told& told) {
  constexpr Index most = 40;
  Eigen::RowVectorXd largest = Eigen::RowVectorXd::Zero(static_cast<Index>(told.record.feature_names.size()));
  for (const ClusterSummary& cluster : told.clusters) largest = largest.cwiseMax(cluster.relevance.cwiseAbs());
  return strongest(largest, most);
}

/// One row per feature, one column per cluster that has points.
std::string heat_table(const Told& told, const std::vector<Index>& features, const auto& cell, const auto& last) {
  std::string html = "<div class=\"scroll\"><table class=\"heat\">\n<thead><tr><th>feature</th>";
  for (std::size_t k = 0; k < told.clusters.size(); ++k)
    if (told.clusters[k].size > 0)
      html += fmt::format("<th class=\"number\">{}</th>", named(told, static_cast<Index>(k)));
  html += last.first + "</tr></thead>\n<tbody>\n";
  for (const Index i : features) {
    html += fmt::format("<tr><th scope=\"row\">{}</th>",
                        shown_text(told.record.feature_names[static_cast<std::size_t>(i)]));
    for (std::size_t k = 0; k < told.clusters.size(); ++k)
      if (told.clusters[k].size > 0) html += cell(k, i);
    html += last.second(i) + "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string means_html(const Told& told, const Report& report, const std::vector<Index>& features) {
  constexpr double darkest = 2;  // deviations
  const Eigen::RowVectorXd deviation = report.deviation();
  const auto cell = [&](std::size_t k, Index i) {
    const double mean = report.clusters()[k].mean(i), apart = mean - report.mean()(i);
    return heat_cell(deviation(i) > 0 ? apart / (darkest * deviation(i)) : 0, mean);
  };
  const auto all = [&](Index i) { return fmt::format("<td>{:.4g}</td>", report.mean()(i)); };
  return "<h3>Means</h3>\n<p class=\"note\">The mean of each feature in each cluster, as in the file. <span "
         "class=\"key\"></span> two standard deviations below to two above the mean of all points.</p>\n" +
         heat_table(told, features, cell, std::pair{std::string("<th class=\"number\">all points</th>"), all});
}

std::string relevance_html(const Told& told, const std::vector<Index>& features) {
  double largest = 0;
  for (const ClusterSummary& cluster : told.clusters)
    largest = std::max(largest, cluster.relevance.cwiseAbs().maxCoeff());
  const auto cell = [&](std::size_t k, Index i) {
    const double mean = told.clusters[k].relevance(i);
    return heat_cell(largest > 0 ? mean / largest : 0, mean);
  };
  return "<h3>Relevance</h3>\n<p class=\"note\">What speaks for each cluster, and how much: the mean relevance of each "
         "feature. <span class=\"key\"></span> against to for.</p>\n" +
         heat_table(told, features, cell, std::pair{std::string(), [](Index) { return std::string(); }});
}

std::string cross_table(const Told& told) {
  constexpr std::size_t most = 30;
  Labels labels = told.classes.labels();
  const auto clusters = static_cast<Index>(told.clusters.size());
  const auto points = [&](Index label) {
    Index sum = 0;
    for (Index k = 0; k < clusters; ++k) sum += told.classes.count(k, label);
    return sum;
  };
  std::stable_sort(labels.begin(), labels.end(), [&](Index a, Index b) { return points(a) > points(b); });
  const bool cut = labels.size() > most;
  if (cut) labels.resize(most);
  std::string html = "<div class=\"scroll\"><table class=\"heat\">\n<thead><tr><th>cluster</th>";
  for (const Index label : labels)
    html += fmt::format("<th class=\"number\">{}</th>", shown_text(told.column->text(label)));
  html += cut ? "<th class=\"number\">others</th></tr></thead>\n<tbody>\n" : "</tr></thead>\n<tbody>\n";
  for (Index k = 0; k < clusters; ++k) {
    Index others = told.classes.points(k);
    html += fmt::format("<tr><th scope=\"row\">{}</th>", named(told, k));
    for (const Index label : labels) {
      const Index count = told.classes.count(k, label);
      others -= count;
      html += heat_cell(percent(count, told.classes.points(k)) / 150, static_cast<double>(count));
    }
    html += cut ? fmt::format("<td>{}</td></tr>\n", others) : "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

}  // namespace

std::string profiles_html(const Told& told, const Report& report) {
  const std::vector<Index> features = told_features(told);
  std::string html = "<h2 id=\"profiles\">Profiles</h2>\n";
  html += features.size() < told.record.feature_names.size()
              ? fmt::format("<p>The {} features of largest mean relevance, of {}, the largest first.</p>\n",
                            features.size(), told.record.feature_names.size())
              : "<p>Features in order of their mean relevance, the largest first.</p>\n";
  return html + means_html(told, report, features) + relevance_html(told, features);
}

std::string classes_html(const Told& told) {
  if (!told.column) return {};
  std::string html = fmt::format("<h2 id=\"classes\">Classes</h2>\n<p>{}</p>\n",
                                 html::escape(to_utf8(class_line(told.classes, *told.column, "marked in the lists"))));
  return told.classified() ? html + cross_table(told) : html;
}

}  // namespace neon::cli
