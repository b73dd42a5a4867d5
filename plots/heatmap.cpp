#include "plots/heatmap.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "plots/mnist_results.hpp"

namespace neon::plots {
namespace {

constexpr LineStyle frame{.colour = {0xb0, 0xb0, 0xb0}, .width = 0.4};

void draw(Page& page, const Box& box, const Map& values, const std::function<Rgb(double)>& colour) {
  std::vector<Rgb> colours;
  for (const double value : values) colours.push_back(colour(value));
  page.image(box, image_columns, colours);
  page.outline(box, frame);
}

}  // namespace

double symmetric_scale(const MatrixView& maps) {
  constexpr std::size_t saturated = 4;
  std::vector<double> magnitudes;
  for (const auto& map : maps.rowwise())
    for (const double value : map)
      if (std::isfinite(value)) magnitudes.push_back(std::abs(value));
  if (magnitudes.size() <= saturated) return 1;
  const auto nth = magnitudes.begin() + saturated;
  std::nth_element(magnitudes.begin(), nth, magnitudes.end(), std::greater<>());
  const double largest = *std::max_element(magnitudes.begin(), nth);
  return *nth > 0 ? *nth : largest > 0 ? largest : 1;
}

void draw_relevance(Page& page, const Box& box, const Map& relevance, double scale) {
  draw(page, box, relevance, [scale](double value) { return diverging(value / scale); });
}

void draw_input(Page& page, const Box& box, const Map& image) { draw(page, box, image, grey); }

void draw_colour_bar(Page& page, const Box& box) {
  constexpr int steps = 101;
  std::vector<Rgb> colours;
  for (int i = 0; i < steps; ++i) colours.insert(colours.end(), 2, diverging(1 - 2.0 * i / (steps - 1)));
  page.image(box, 2, colours);
  page.outline(box, frame);
  for (const auto& [y, sign] : {std::pair{box.top + 1, "+"}, {box.middle(), "0"}, {box.bottom() - 1, "−"}})
    page.text(box.right() + 1, y, sign, {.size = 7});
}

}  // namespace neon::plots
