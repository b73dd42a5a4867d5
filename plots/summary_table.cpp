#include "plots/summary_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace neon::plots {
namespace {

constexpr std::string_view control = "random";
using PerModel = std::array<std::optional<double>, paper_models.size()>;

/// Empty unless every model of the file has a value.
std::optional<double> mean(const MnistResults& results, const PerModel& values) {
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!results.has(paper_models[i])) continue;
    if (!values[i]) return std::nullopt;
    sum += *values[i];
    ++count;
  }
  return sum / count;
}

void mark(std::vector<MethodSummary>& rows) {
  std::optional<double> best, worst, quickest;
  for (const MethodSummary& row : rows) {
    if (row.method == control) continue;
    if (row.mean_area) best = std::min(best.value_or(*row.mean_area), *row.mean_area);
    if (row.mean_area) worst = std::max(worst.value_or(*row.mean_area), *row.mean_area);
    if (row.mean_seconds) quickest = std::min(quickest.value_or(*row.mean_seconds), *row.mean_seconds);
  }
  for (MethodSummary& row : rows) {
    if (row.method == control) continue;
    if (row.mean_area) row.accurate = *row.mean_area <= (*best + *worst) / 2;
    if (row.mean_seconds) row.fast = *row.mean_seconds <= fast_factor * *quickest;
  }
}

constexpr double name_column = 16, first_column = 40, pitch = 13, mark_pitch = 15, row_height = 4.6;

struct Column {
  std::string heading;
  double x;
  std::function<std::string(const MethodSummary&)> cell;
  bool bold = false;
};

std::string number(const std::optional<double>& value) { return value ? fmt::format("{:.3f}", *value) : "–"; }

/// Two significant digits, whatever the magnitude.
std::string milliseconds(const std::optional<double>& seconds) {
  if (!seconds) return "–";
  const double ms = 1000 * *seconds;
  return ms >= 10 ? fmt::format("{:.0f}", ms) : ms >= 1 ? fmt::format("{:.1f}", ms) : fmt::format("{:#.2g}", ms);
}

std::string check(const std::optional<bool>& value) { return value ? (*value ? "✓" : "✗") : "–"; }

std::vector<Column> columns() {
  std::vector<Column> result;
  double x = first_column;
  for (std::size_t i = 0; i < paper_models.size(); ++i, x += pitch)
    result.push_back({std::string(paper_models[i]), x, [i](const auto& row) { return number(row.area[i]); }});
  result.push_back({"mean", x, [](const auto& row) { return number(row.mean_area); }});
  result.push_back({"accurate", x += mark_pitch, [](const auto& row) { return check(row.accurate); }, true});
  x += mark_pitch;
  for (std::size_t i = 0; i < paper_models.size(); ++i, x += pitch)
    result.push_back({std::string(paper_models[i]), x, [i](const auto& row) { return milliseconds(row.seconds[i]); }});
  result.push_back({"mean", x, [](const auto& row) { return milliseconds(row.mean_seconds); }});
  result.push_back({"fast", x += mark_pitch - 2, [](const auto& row) { return check(row.fast); }, true});
  result.push_back({"detailed", x + mark_pitch - 3, [](const auto& row) { return check(row.detailed); }, true});
  return result;
}

}  // namespace

std::vector<MethodSummary> summarise(const MnistResults& results) {
  std::vector<MethodSummary> rows;
  for (const auto method : explanations_and_control) {
    MethodSummary row;
    row.method = method;
    for (std::size_t i = 0; i < paper_models.size(); ++i) {
      row.area[i] = results.area(paper_models[i], "box", method, Order::pooled);
      row.seconds[i] = results.seconds_per_point(paper_models[i], method);
      if (const auto detailed = results.has_competitors(paper_models[i], method); detailed && method != control)
        row.detailed = *detailed && row.detailed.value_or(true);
    }
    row.mean_area = mean(results, row.area);
    row.mean_seconds = mean(results, row.seconds);
    rows.push_back(row);
  }
  mark(rows);
  return rows;
}

void draw_summary(Page& page, double top, const std::vector<MethodSummary>& rows) {
  const std::vector<Column> all = columns();
  const double right = Page::width - 2;
  const TextStyle heading{.size = 7.5, .align = Align::centre, .colour = dim};
  page.text((all[0].x + all[3].x) / 2, top, "area under the curve (b)", heading);
  page.text((all[5].x + all[8].x) / 2, top, "time per point (ms)", heading);
  page.line(all[0].x - 5, top + 2.2, all[3].x + 5, top + 2.2, {.colour = dim, .width = 0.4});
  page.line(all[5].x - 5, top + 2.2, all[8].x + 5, top + 2.2, {.colour = dim, .width = 0.4});
  page.text(name_column, top + row_height, "method", {.size = 7.5, .colour = dim});
  for (const Column& column : all)
    page.text(column.x, top + row_height, column.heading,
              {.size = 7.5, .align = Align::centre, .colour = column.bold ? black : dim, .bold = column.bold});
  page.line(name_column - 2, top + 1.55 * row_height, right, top + 1.55 * row_height, {.width = 0.6});
  double y = top + 2.1 * row_height;
  for (const MethodSummary& row : rows) {
    page.text(name_column, y, row.method, {.bold = row.method == "NEON"});
    for (const Column& column : all)
      page.text(column.x, y, column.cell(row), {.size = column.bold ? 9.0 : 8.0, .align = Align::centre});
    y += row_height;
  }
  page.line(name_column - 2, y - 0.45 * row_height, right, y - 0.45 * row_height, {.width = 0.6});
}

}  // namespace neon::plots
