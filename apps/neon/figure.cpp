#include "apps/neon/figure.hpp"

#include <neon/core/error.hpp>

#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "canvas/page.hpp"
#include "canvas/render.hpp"

namespace neon::cli {
namespace {

namespace fs = std::filesystem;
using plots::Page;

constexpr Index panels_across = 3;
constexpr double line_height = 3.6, title_height = 9, gap = 5, panel_width = (Page::width - 2 * gap) / panels_across,
                 name_width = 24, number_width = 11;

struct Panel {
  std::string title, subtitle;
  Eigen::RowVectorXd relevance;
  double constant = 0;
};

std::vector<Panel> panels_of(const Told& told) {
  std::vector<Panel> panels;
  for (std::size_t k = 0; k < told.clusters.size(); ++k)
    if (told.clusters[k].size > 0)
      panels.push_back(
          {told.record.cluster(static_cast<Index>(k)),
           fmt::format("mean of {} points, evidence {:.3g}", told.clusters[k].size, told.clusters[k].logit),
           told.clusters[k].relevance, told.clusters[k].constant});
  for (const PointSummary& point : told.points)
    panels.push_back({fmt::format("point {} in {}", point.point, told.record.cluster(point.assigned)),
                      fmt::format("evidence {:.3g}, probability {:.3f}", point.logit, point.probability),
                      point.relevance, point.constant});
  return panels;
}

std::string short_name(const std::string& name) {
  constexpr std::size_t most = 17;
  return printable(name, most);
}

void draw_panel(Page& page, double left, double top, const Panel& panel, const Told& told) {
  page.text(left, top + 3, panel.title, {.bold = true});
  page.text(left, top + 6.5, panel.subtitle, {.size = 7, .colour = plots::dim});
  const double largest = std::max({panel.relevance.cwiseAbs().maxCoeff(), std::abs(panel.constant), 1e-300}),
               start = left + name_width + 1, reach = panel_width - name_width - number_width - 2;
  const bool both = std::min(panel.relevance.minCoeff(), panel.constant) < 0;
  const double axis = both ? start + reach / 2 : start, scale = (both ? reach / 2 : reach) / largest;
  double y = top + title_height;
  const auto draw = [&](const std::string& name, double relevance) {
    const double length = relevance * scale;
    page.text(left + name_width, y + line_height / 2, short_name(name), {.size = 6.5, .align = plots::Align::right});
    page.fill({axis + std::min(0.0, length), y + 0.5, std::abs(length), line_height - 1},
              length < 0 ? plots::okabe_ito[3] : plots::okabe_ito[4]);
    page.text(left + panel_width, y + line_height / 2, fmt::format("{:+.3g}", relevance),
              {.size = 6.5, .align = plots::Align::right, .colour = plots::dim});
    y += line_height;
  };
  for (const Index i : strongest(panel.relevance, told.shown(panel.relevance)))
    draw(told.record.feature_names[static_cast<std::size_t>(i)], panel.relevance(i));
  if (panel.constant != 0) draw(told.record.constant_name, panel.constant);
  page.line(axis, top + title_height, axis, y, {.colour = plots::dim, .width = 0.4});
}

}  // namespace

void require_figure(const fs::path& file) {
  const std::vector<std::string>& endings = plots::figure_endings();
  require(std::find(endings.begin(), endings.end(), file.extension()) != endings.end(), "--plot: {} should end in {}",
          file.string(), fmt::join(endings, ", "));
  const char* const path = std::getenv("PATH");
  const std::string folders = path != nullptr ? path : "";
  for (std::size_t begin = 0; begin <= folders.size();) {
    const std::size_t end = std::min(folders.find(':', begin), folders.size());
    if (::access((fs::path(folders.substr(begin, end - begin)) / "gnuplot").c_str(), X_OK) == 0) return;
    begin = end + 1;
  }
  throw Error("--plot: there is no gnuplot to draw with (Debian package gnuplot-nox)");
}

void draw_figure(const Told& told, const fs::path& file, const FigureTop& top) {
  const std::vector<Panel> panels = panels_of(told);
  Index longest = 0;
  for (const Panel& panel : panels)
    longest = std::max(longest, static_cast<Index>(strongest(panel.relevance, told.shown(panel.relevance)).size()));
  if (!told.record.constant_name.empty()) ++longest;
  const double height = title_height + static_cast<double>(longest) * line_height + gap;
  const Index rows = (static_cast<Index>(panels.size()) + panels_across - 1) / panels_across;
  Page page(top.height + static_cast<double>(rows) * height);
  if (top.draw) top.draw(page);
  for (std::size_t p = 0; p < panels.size(); ++p) {
    const Index place = static_cast<Index>(p), row = place / panels_across, column = place % panels_across;
    draw_panel(page, static_cast<double>(column) * (panel_width + gap), top.height + static_cast<double>(row) * height,
               panels[p], told);
  }
  const RelevanceRecord& record = told.record;
  const std::string clusters =
      told.map ? fmt::format("being among the {} brushed points (in colour) of {} ({}), in nats", told.map->brushed,
                             record.model, told.map->by)
               : fmt::format("the clusters of {} ({}, K = {})", record.model, record.kind, record.clusters);
  page.set_caption(fmt::format("{}: what speaks for (red) and against (blue) {}, by {}.{}", record.data, clusters,
                               record.composite,
                               told.sums_to_evidence() ? " All bars of a panel sum to its evidence." : ""));
  plots::render_file(page, file);
}

}  // namespace neon::cli
