#include <neon/core/error.hpp>
#include <neon/core/version.hpp>
#include <neon/text/html.hpp>

#include "experiments/claims/claims.hpp"

namespace neon::claims {
namespace {

constexpr std::string_view style = R"css(
:root { color-scheme: light; --ink: #1c2430; --quiet: #55606e; --line: #d5dae1; --tint: #f5f7f9; --link: #0b5394; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: var(--ink); font: 16px/1.5 system-ui, "DejaVu Sans", sans-serif; }
main { max-width: 74rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.4rem; margin: 3rem 0 1rem; padding-bottom: .3rem; border-bottom: 2px solid var(--line); }
a { color: var(--link); }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; list-style: none; margin: 1rem 0 0; padding: 0; }
.summary { font-size: 1.15rem; color: var(--quiet); margin: 0; }
.scroll { overflow-x: auto; margin: 0 0 2rem; }
table { border-collapse: collapse; font-size: .875rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
table.claims { width: 100%; min-width: 56rem; table-layout: fixed; }
.claims th:nth-child(1), .claims th:nth-child(3) { width: 22%; }
.claims th:nth-child(2), .claims th:nth-child(4) { width: 12%; }
.claims th:nth-child(5) { width: 10%; }
caption { text-align: left; font-weight: 600; font-size: 1rem; padding: .25rem 0 .5rem; }
th, td { padding: .35rem .7rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { background: var(--tint); border-bottom: 2px solid var(--line); }
tbody th { font-weight: 400; }
.number { text-align: right; white-space: nowrap; }
.reason, .note, figcaption { color: var(--quiet); }
.note { font-size: .875rem; margin: .4rem 0 0; max-width: 60rem; }
.verdict { display: inline-block; white-space: nowrap; padding: 0 .5rem; border-radius: .25rem; border: 1px solid; }
.reproduced { background: #e4f1fb; color: #0a4a7d; }
.differs { background: #fdeedb; color: #7a3d00; font-weight: 600; }
.told { background: #fff; color: #4a4a4a; }
.not-run { background: #f0f0f0; color: #4a4a4a; font-style: italic; }
.absent { background: #f0f0f0; color: #4a4a4a; padding: .75rem 1rem; border-left: 4px solid #8a8a8a; }
figure { margin: 0 0 2rem; }
img { max-width: 100%; height: auto; border: 1px solid var(--line); }
figcaption { font-size: .9rem; margin-top: .5rem; max-width: 60rem; }
@media print {
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  nav { display: none; }
  .scroll { overflow: visible; }
  table.claims { min-width: 0; font-size: 8pt; }
  figure, tr { break-inside: avoid; }
  h2, caption { break-after: avoid; }
  thead { display: table-header-group; }
  .verdict, thead th, .absent { print-color-adjust: exact; }
}
)css";

/// Tables of one experiment; a result that lacks something gives a line that says so.
std::string data_tables(const JudgedExperiment& one) {
  const ResultReader& file = *one.result.file;
  try {
    std::string html;
    for (const DataTable& table : one.experiment.tables(file)) html += html_table(table);
    return html + html_table(environment_table(file));
  } catch (const std::exception& lacking) {
    return fmt::format("<p class=\"absent\">{}</p>\n", html::escape(lacking.what()));
  }
}

std::string experiment_section(const JudgedExperiment& one, const std::vector<Figure>& figures) {
  std::string html = fmt::format("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n",
                                 html::escape(one.experiment.name), html::escape(one.experiment.title));
  for (const Figure& figure : figures) html += html_figure(figure);
  html += one.result.present() ? data_tables(one)
                               : fmt::format("<p class=\"absent\">Not run: {}</p>\n", html::escape(one.result.absence));
  return html + "</section>\n";
}

}  // namespace

std::string html_page(const std::vector<JudgedExperiment>& judged, const std::vector<std::vector<Figure>>& figures) {
  std::string contents = "<li><a href=\"#claims\">Claims</a></li>", claims, sections;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    const Experiment& experiment = judged[i].experiment;
    contents +=
        fmt::format("<li><a href=\"#{}\">{}</a></li>", html::escape(experiment.name), html::escape(experiment.title));
    claims += html_claims(judged[i]);
    sections += experiment_section(judged[i], figures[i]);
  }
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>NEON: what was reproduced</title>\n<style>{}</style>\n</head>\n<body>\n<main>\n<header>\n"
      "<h1>From clustering to cluster explanations via neural networks: what was reproduced</h1>\n"
      "<p class=\"summary\">{} claims: {}. Report by neon {} (commit {}).</p>\n"
      "<nav aria-label=\"Contents\"><ul>{}</ul></nav>\n</header>\n"
      "<section aria-labelledby=\"claims\">\n<h2 "
      "id=\"claims\">Claims</h2>\n{}</section>\n{}</main>\n</body>\n</html>\n",
      style, count(judged), summary(judged), version, git_commit, contents, claims, sections);
}

}  // namespace neon::claims
