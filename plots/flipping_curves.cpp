#include "plots/flipping_curves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "plots/method_style.hpp"

namespace neon::plots {
namespace {

/// The paper's axis: tics after 16 k^2 of 784 flips, evenly spaced under the square root.
constexpr Index tics = 7;

struct Curve {
  std::string_view model, method;
  Vector evidence;
};

std::vector<Curve> read_curves(const MnistResults& results, MissingParts& missing) {
  std::vector<Curve> curves;
  for (const auto model : paper_models) {
    if (!results.has(model)) {
      missing.add(fmt::format("pixel flipping of {}", model));
      continue;
    }
    for (const auto method : explanations_and_control) {
      if (auto curve = results.flipping(model, "box", method, Order::pooled))
        curves.push_back({model, method, *std::move(curve)});
      else
        missing.add(fmt::format("pixel flipping of {} by {}", model, method));
    }
  }
  return curves;
}

/// All panels share the range: from the lowest value, in steps of 0.1, to the common start at 1.
std::pair<double, double> range(const std::vector<Curve>& curves) {
  double low = 0, high = 1;
  for (const Curve& curve : curves)
    for (const double value : curve.evidence)
      if (std::isfinite(value)) low = std::min(low, value), high = std::max(high, value);
  return {std::floor(low * 10 - 1e-6) / 10, std::max(1.02, high)};
}

std::string axes(std::pair<double, double> y, bool with_label) {
  std::string commands = fmt::format("set xrange [0:1.02]\nset yrange [{}:{}]\nset xtics (", y.first, y.second);
  for (Index k = 0; k <= tics; ++k) {
    const auto position = static_cast<double>(k) / static_cast<double>(tics);
    commands += fmt::format("{}'{}' {}", k > 0 ? ", " : "", 100 * k * k / (tics * tics), position);
  }
  commands += ")\nset ytics autofreq\nset xlabel 'pixels flipped (%), square-root axis'\n";
  if (with_label) commands += "set ylabel 'evidence f after flipping / before'\n";
  return commands + (y.first < 0 ? "set arrow from 0,0 to graph 1,first 0 nohead lc rgb '#c0c0c0' lw 1 back\n" : "");
}

std::string marker_options(const MethodStyle& style) {
  return fmt::format(" using 1:2 with points pt {} ps 0.8 lc rgb '{}'", style.marker, hex(style.line.colour));
}

/// The curve as lines through every step and markers at the tics.
std::string curve_commands(Page& page, const Curve& curve) {
  const auto flips = static_cast<double>(pixels);
  Matrix line(curve.evidence.size(), 2), markers(tics + 1, 2);
  for (Index i = 0; i < line.rows(); ++i) line.row(i) << std::sqrt(static_cast<double>(i) / flips), curve.evidence(i);
  for (Index k = 0; k <= tics; ++k) markers.row(k) = line.row(pixels * k * k / (tics * tics));
  const MethodStyle& style = style_of(curve.method);
  std::string commands = fmt::format("{} using 1:2 with lines {}", page.data(line), line_options(style.line));
  if (curve.method != "random") commands += ", " + page.data(markers) + marker_options(style);
  return commands;
}

}  // namespace

void draw_flipping(Page& page, const Box& first, double pitch, const MnistResults& results, MissingParts& missing) {
  const std::vector<Curve> curves = read_curves(results, missing);
  Box box = first;
  bool labelled = false;
  for (const auto model : paper_models) {
    std::string plots;
    // The control first and NEON last, on top.
    for (auto curve = curves.rbegin(); curve != curves.rend(); ++curve)
      if (curve->model == model) plots += (plots.empty() ? "plot " : ", ") + curve_commands(page, *curve);
    if (plots.empty()) {
      page.gap(box, "not stored");
    } else {
      page.plot(box, axes(range(curves), !labelled) + plots);
      labelled = true;
    }
    page.text(box.centre(), box.top - 2.5, fmt::format("{} k-means", model), {.align = Align::centre});
    box.left += pitch;
  }
}

void draw_method_legend(Page& page, const Box& box) {
  constexpr double sample = 9;
  const double pitch = box.width / 6.4;
  std::string plots;
  double x = 0;
  for (const auto method : explanations_and_control) {
    const MethodStyle& style = style_of(method);
    Matrix ends(2, 2), middle(1, 2);
    ends << x, 0.5, x + sample, 0.5;
    middle << x + sample / 2, 0.5;
    plots +=
        fmt::format("{}{} with lines {}", plots.empty() ? "plot " : ", ", page.data(ends), line_options(style.line));
    if (method != "random") plots += ", " + page.data(middle) + marker_options(style);
    page.text(box.left + x + sample + 1.5, box.middle(), method == "random" ? "random (control)" : method);
    x += pitch;
  }
  page.plot(box, fmt::format("unset border\nunset tics\nset xrange [0:{}]\nset yrange [0:1]\n", box.width) + plots);
}

}  // namespace neon::plots
