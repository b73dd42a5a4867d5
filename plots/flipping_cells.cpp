#include "plots/flipping_cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "canvas/typesetting.hpp"
#include "plots/method_style.hpp"

namespace neon::plots {
namespace {

struct Cell {
  std::string_view root;
  Order order;
  std::string_view title;
};

constexpr std::array<Cell, 4> cells{{{"box", Order::pooled, "box root, pooled order (paper)"},
                                     {"box", Order::per_point, "box root, order per point"},
                                     {"free", Order::pooled, "free root, pooled order"},
                                     {"free", Order::per_point, "free root, order per point"}}};
constexpr double bar_pitch = 1, cell_pitch = 7.2, bar_width = 0.82, panel_pitch = 36, panel_height = 25;

struct Bar {
  double x, area;
  std::string_view method;
  bool best = false;
};

std::vector<Bar> bars_of_cell(const MnistResults& results, std::string_view model, std::size_t cell) {
  std::vector<Bar> bars;
  double x = static_cast<double>(cell) * cell_pitch;
  for (const auto method : explanations_and_control) {
    if (const auto area = results.area(model, cells[cell].root, method, cells[cell].order);
        area && std::isfinite(*area))
      bars.push_back({x, *area, method});
    x += bar_pitch;
  }
  const auto best =
      std::min_element(bars.begin(), bars.end(), [](const Bar& a, const Bar& b) { return a.area < b.area; });
  if (best != bars.end()) best->best = true;
  return bars;
}

/// All panels share it.
struct Range {
  double low = 0, high = 1e-3;

  void include(const Bar& bar) {
    low = std::min(low, bar.area);
    high = std::max(high, bar.area);
  }
  /// At least a quarter of the range, of the form 1, 2 or 5 times a power of ten.
  double tic() const {
    const double quarter = (high - low) / 4, power = std::pow(10.0, std::floor(std::log10(quarter)));
    return quarter <= power ? power : quarter <= 2 * power ? 2 * power : quarter <= 5 * power ? 5 * power : 10 * power;
  }
};

std::string panel(Page& page, const std::vector<Bar>& bars, const Range& range) {
  std::string commands = fmt::format("set xrange [-0.9:{}]\nset yrange [{}:{}]\nset ytics {}\n", 3 * cell_pitch + 5.9,
                                     1.15 * range.low, 1.2 * range.high, range.tic());
  commands += "set border 2\nset style fill solid 1 noborder\nset ylabel 'area under curve'\nset xtics scale 0 (";
  for (std::size_t c = 0; c < cells.size(); ++c)
    commands += fmt::format("{}'{}' {}", c > 0 ? ", " : "", cells[c].title, static_cast<double>(c) * cell_pitch + 2.5);
  commands += ")\nset arrow from graph 0,first 0 to graph 1,first 0 nohead lc rgb '#606060' lw 1\n";
  Matrix boxes(static_cast<Index>(bars.size()), 4);
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const Bar& bar = bars[i];
    boxes.row(static_cast<Index>(i)) << bar.x, bar.area, bar_width, packed(style_of(bar.method).line.colour);
    commands += fmt::format("set label '{}' at {},{} center offset 0,{} font 'DejaVu Sans{},7' front\n",
                            without_leading_zero(fmt::format("{:.2f}", bar.area)), bar.x, bar.area,
                            bar.area < 0 ? -0.5 : 0.5, bar.best ? ":Bold" : "");
  }
  return commands + fmt::format("plot {} using 1:2:3:4 with boxes lc rgb variable", page.data(boxes));
}

void draw_key(Page& page, double y) {
  double x = 40;
  for (const auto method : explanations_and_control) {
    const Box patch{x, y - 1.2, 3.4, 2.4};
    page.image(patch, 2, std::vector<Rgb>(4, style_of(method).line.colour));
    page.text(patch.right() + 1.2, y, method == "random" ? "random (control)" : method);
    x += 18;
  }
}

}  // namespace

Page draw_flipping_cells(const MnistResults& results) {
  std::vector<std::string_view> models;
  std::copy_if(all_models.begin(), all_models.end(), std::back_inserter(models),
               [&](auto model) { return results.has(model); });
  Page page(9 + panel_pitch * static_cast<double>(models.size()));
  MissingParts missing;
  Range range;
  std::vector<std::vector<Bar>> panels;
  for (const auto model : models) {
    std::vector<Bar> bars;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const std::vector<Bar> cell = bars_of_cell(results, model, c);
      if (cell.size() < explanations_and_control.size())
        missing.add(
            fmt::format("{} of {} with {}", cell.empty() ? "all methods" : "some methods", model, cells[c].title));
      for (const Bar& bar : cell) range.include(bar);
      bars.insert(bars.end(), cell.begin(), cell.end());
    }
    panels.push_back(std::move(bars));
  }
  draw_key(page, 3);
  Box box{16, 12, Page::width - 19, panel_height};
  for (std::size_t m = 0; m < models.size(); ++m) {
    page.text(box.left, box.top - 2.5, fmt::format("{} k-means", models[m]), {.bold = true});
    if (panels[m].empty())
      page.gap(box, "not stored");
    else
      page.plot(box, panel(page, panels[m], range));
    box.top += panel_pitch;
  }
  page.set_caption(
      fmt::format("Pixel flipping in four settings: the area under the curve of evidence against the share of pixels "
                  "flipped (linear axis from "
                  "0 to 1; smaller is better, best in bold). Box root: the nearest point with f ≤ 0 inside [0, 1]⁷⁸⁴; "
                  "free root: the nearest "
                  "one anywhere. Pooled order: pixels of all points in one ranking, as in the paper; order per point: "
                  "a ranking for each. {}{}",
                  results.provenance(), missing.sentence()));
  return page;
}

}  // namespace neon::plots
