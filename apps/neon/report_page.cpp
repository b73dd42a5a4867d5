#include <neon/core/version.hpp>
#include <neon/text/html.hpp>
#include <neon/text/utf8.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "apps/neon/class_lines.hpp"
#include "apps/neon/report_map.hpp"
#include "apps/neon/report_style.hpp"
#include "apps/neon/report_tables.hpp"
#include "canvas/palette.hpp"
#include "experiments/support/check.hpp"

namespace neon::cli {
namespace {

std::string file_name(const std::string& source) {
  const std::string name = std::filesystem::path(source).filename().string();
  return name.empty() ? source : name;
}

/// A bar from the left; from the middle, to the left where value < 0, if `both`.  @param value in [-1, 1]
std::string bar(double value, bool both, const std::string& colour) {
  const double axis = both ? 50 : 0, length = std::abs(value) * (both ? 50 : 100);
  std::string svg = R"(<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">)";
  svg += fmt::format(R"(<rect x="{:.2f}" width="{:.2f}" height="10" fill="{}"/>)", value < 0 ? axis - length : axis,
                     length, colour);
  return svg + fmt::format(R"(<path d="M{0} 0V10" stroke="#8a8a8a" stroke-width="1"/></svg>)", both ? 50.0 : 0.5);
}

std::string signed_bar(double value, bool both) {
  return bar(value, both, plots::hex(value < 0 ? plots::okabe_ito[3] : plots::okabe_ito[4]));
}

// ---- what was asked, and what came out

std::string sentence_of(const Told& told) {
  const PointQuestion& question = told.record.question;
  std::string text = "Evidence above 0 means a probability above 1/2";
  if (question.cluster)
    text += fmt::format("; every point is explained for {}", told.record.cluster(*question.cluster));
  if (question.why_not) text += fmt::format("; it is the margin over {} alone", told.record.cluster(*question.why_not));
  return fmt::format("{}. {}", text, html::escape(experiments::evidence_sentence(told.check)));
}

std::string header_html(const Told& told) {
  const RelevanceRecord& record = told.record;
  std::string html =
      fmt::format("<header>\n<h1>Clusters of {}</h1>\n<p class=\"summary\">", shown_text(file_name(record.data)));
  html += fmt::format(
      "{} points, {} features; {}, {} clusters; rules: {}.</p>\n<p class=\"note\">Data: {}; model: "
      "{}.</p>\n",
      told.count, record.feature_names.size(), record.kind, record.clusters, record.composite, shown_text(record.data),
      shown_text(record.model));
  if (told.column)
    html += fmt::format(
        "<p class=\"note\">{} holds the classes: it is no feature, and says nothing to the model.</p>\n",
        told.column->name.empty() ? "The label column" : fmt::format("Column '{}'", shown_text(told.column->name)));
  for (const std::string& remark : told.reading)
    html += fmt::format("<p class=\"note\">When reading: {}.</p>\n", html::escape(to_utf8(remark)));
  for (const std::string& remark : told.remarks)
    html += fmt::format("<p class=\"notice\">{}</p>\n", html::escape(to_utf8(remark)));
  if (const std::string line = differ_line(told.differ, told.count, told.keeps); !line.empty())
    html += fmt::format("<p class=\"notice\">{}</p>\n", line);
  html += "<nav aria-label=\"Contents\"><ul>";
  for (const auto& [id, title] : {std::pair{"sizes", "Sizes"},
                                  {"map", "Map"},
                                  {"profiles", "Profiles"},
                                  {"next", "Next clusters"},
                                  {"points", "Points"}})
    html += fmt::format("<li><a href=\"#{}\">{}</a></li>", id, title);
  if (told.column) html += "<li><a href=\"#classes\">Classes</a></li>";
  return html + "</ul></nav>\n</header>\n";
}

std::string size_row(const Told& told, Index number, Index largest) {
  const ClusterSummary& cluster = told.clusters[static_cast<std::size_t>(number)];
  const double share = static_cast<double>(cluster.size) / static_cast<double>(std::max<Index>(largest, 1));
  std::string html = fmt::format(
      "<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td><td class=\"number\">{:.3g} %</td><td>{}</td>",
      named(told, number), cluster.size, percent(cluster.size, told.count), bar(share, false, cluster_colour(number)));
  if (told.classified())
    html += fmt::format("<td>{}</td>",
                        cluster.size > 0 ? html::escape(to_utf8(of_class(told.classes, *told.column, number))) : "");
  return html + (cluster.size > 0
                     ? fmt::format("<td class=\"number\">{:.4g}</td><td class=\"number\">{:.3f}</td></tr>\n",
                                   cluster.logit, cluster.probability)
                     : "<td></td><td></td></tr>\n");
}

std::string sizes_html(const Told& told) {
  std::string html = fmt::format("<h2 id=\"sizes\">Sizes</h2>\n<p class=\"note\">{}</p>\n", sentence_of(told));
  html +=
      "<div class=\"scroll\"><table>\n<thead><tr><th>cluster</th><th class=\"number\">points</th><th "
      "class=\"number\">share</th><th></th>";
  if (told.classified()) html += "<th>most frequent class</th>";
  html += "<th class=\"number\">mean evidence</th><th class=\"number\">mean probability</th></tr></thead>\n<tbody>\n";
  Index largest = 0;
  for (const ClusterSummary& cluster : told.clusters) largest = std::max(largest, cluster.size);
  for (std::size_t k = 0; k < told.clusters.size(); ++k) html += size_row(told, static_cast<Index>(k), largest);
  return html + "</tbody></table></div>\n";
}

// ---- next clusters

/// A bar cut into the shares of the clusters that come next.
std::string share_bar(const ClusterReport& cluster, const Labels& order) {
  std::string svg = R"(<svg class="share" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">)";
  double start = 0;
  for (const Index j : order) {
    const double length = percent(cluster.competitor[static_cast<std::size_t>(j)], cluster.size);
    if (length > 0)
      svg += fmt::format(R"(<rect x="{:.2f}" width="{:.2f}" height="10" fill="{}" stroke="#fff" stroke-width=".3"/>)",
                         start, length, cluster_colour(j));
    start += length;
  }
  return svg + "</svg>";
}

std::string next_of(const Told& told, const ClusterReport& cluster) {
  constexpr std::size_t most = 5;
  Labels order(cluster.competitor.size());
  std::iota(order.begin(), order.end(), 0);
  const auto points = [&](Index j) { return cluster.competitor[static_cast<std::size_t>(j)]; };
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return points(a) > points(b); });
  std::string html = share_bar(cluster, order);
  for (std::size_t place = 0; place < std::min(order.size(), most) && points(order[place]) > 0; ++place)
    html += fmt::format("{}{} for {} points ({:.3g} %)", place > 0 ? "; " : "", named(told, order[place]),
                        points(order[place]), percent(points(order[place]), cluster.size));
  return html;
}

std::string next_html(const Told& told, const Report& report) {
  std::string html =
      "<h2 id=\"next\">Next clusters</h2>\n<p class=\"note\">Where the points of each cluster would go if it were not "
      "there: the other cluster that is nearest.</p>\n<dl class=\"next\">\n";
  for (std::size_t k = 0; k < report.clusters().size(); ++k)
    if (report.clusters()[k].size > 0)
      html += fmt::format("<dt>{}</dt><dd>{}</dd>\n", named(told, static_cast<Index>(k)),
                          next_of(told, report.clusters()[k]));
  return html + "</dl>\n";
}

// ---- points

std::string feature_table(const Told& told, const PointSummary& point) {
  constexpr Index most = 12;
  const double largest = std::max(point.relevance.cwiseAbs().maxCoeff(), std::abs(point.constant));
  const bool both = std::min(point.relevance.minCoeff(), point.constant) < 0;
  std::string html = "<table>\n";
  for (const Index i : strongest(point.relevance, std::min(most, told.shown(point.relevance))))
    html += fmt::format(
        "<tr><th scope=\"row\">{}</th><td class=\"number\">{:.4g}</td><td>{}</td><td "
        "class=\"number\">{:+.3g}</td></tr>\n",
        shown_text(told.record.feature_names[static_cast<std::size_t>(i)]), point.x(i),
        signed_bar(largest > 0 ? point.relevance(i) / largest : 0, both), point.relevance(i));
  if (point.constant != 0)
    html += fmt::format("<tr><th scope=\"row\">{}</th><td></td><td>{}</td><td class=\"number\">{:+.3g}</td></tr>\n",
                        shown_text(told.record.constant_name),
                        signed_bar(largest > 0 ? point.constant / largest : 0, both), point.constant);
  return html + "</table>\n";
}

std::string point_html(const Told& told, const ReportedPoint& reported, std::string_view kind) {
  const PointSummary& point = reported.point;
  std::string html = fmt::format(
      "<div class=\"point {0}\">\n<p><span class=\"kind\">{0}</span> <strong>point {1}</strong>", kind, point.point);
  if (told.classified() && point.label)
    html += fmt::format(", class {}{}", shown_text(told.column->text(*point.label)),
                        told.classes.odd(point.assigned, *point.label) ? " (<strong>odd</strong>)" : "");
  html += fmt::format("<br>evidence {:.4g}, probability {:.3f}; next {}</p>\n", point.logit, point.probability,
                      named(told, reported.competitor));
  return html + feature_table(told, point) + "</div>\n";
}

std::string points_html(const Told& told, const Report& report) {
  std::string html =
      "<h2 id=\"points\">Typical and doubtful points</h2>\n<p class=\"note\">Typical: of smallest outlier score, in "
      "the "
      "middle of the cluster. Doubtful: of least evidence. Each with its strongest features: value, what it speaks for "
      "(to the right, vermillion) or against the cluster (to the left, blue). Points are counted from 0.</p>\n";
  for (std::size_t k = 0; k < report.clusters().size(); ++k) {
    const ClusterReport& cluster = report.clusters()[k];
    if (cluster.size == 0) continue;
    html += fmt::format("<h3>{}</h3>\n<div class=\"points\">\n", named(told, static_cast<Index>(k)));
    for (const ReportedPoint& point : cluster.typical) html += point_html(told, point, "typical");
    for (const ReportedPoint& point : cluster.doubtful) html += point_html(told, point, "doubtful");
    html += "</div>\n";
  }
  return html;
}

}  // namespace

std::string report_html(const Told& told, const Report& report) {
  std::string page =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Clusters of " +
      shown_text(told.record.data) + "</title>\n<style>";
  page += report_style;
  page += "</style>\n</head>\n<body>\n<main>\n" + header_html(told) + sizes_html(told) + "<h2 id=\"map\">Map</h2>\n" +
          maps_html(told, report) + profiles_html(told, report) + next_html(told, report) + points_html(told, report) +
          classes_html(told);
  return page + fmt::format("<footer><p>By neon {} (commit {}).</p></footer>\n</main>\n</body>\n</html>\n", version,
                            git_commit);
}

}  // namespace neon::cli
