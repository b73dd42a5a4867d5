#include <fmt/format.h>

#include <algorithm>

#include "canvas/render.hpp"
#include "experiments/support/median.hpp"
#include "plots/heatmap.hpp"
#include "plots/mnist_results.hpp"
#include "plots/program.hpp"

/// Figure 4: the three cluster models, NEON's explanations of one digit per class, and explanations in detail.
namespace neon::plots {
namespace {

using experiments::median;

constexpr double label_edge = 22, tile_left = 24;

std::optional<ShownDigits> first_shown(const MnistResults& results) {
  for (const auto model : paper_models)
    if (auto shown = results.shown(model)) return shown;
  return std::nullopt;
}

/// Prints each digit at the median of its points.
std::string digit_labels(const Matrix& points, const Labels& labels) {
  std::string commands = "set style textbox opaque noborder margins 0.4,0.4 fillcolor rgb '#38ffffff'\n";
  for (Index digit = 0; digit < digits; ++digit) {
    std::vector<double> x, y;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (labels[i] != digit) continue;
      x.push_back(points(static_cast<Index>(i), 0));
      y.push_back(points(static_cast<Index>(i), 1));
    }
    if (x.empty()) continue;
    commands += fmt::format("set label '{}' at {},{} center font 'DejaVu Sans:Bold,9' front boxed\n", digit, median(x),
                            median(y));
  }
  return commands;
}

std::string axis_range(char axis, const Vector& values) {
  const double low = values.minCoeff(), high = values.maxCoeff(), margin = 0.04 * (high - low) + 1e-9;
  return fmt::format("set {}range [{}:{}]\n", axis, low - margin, high + margin);
}

void draw_embedding(Page& page, const Box& box, const Matrix& points, const Labels& labels) {
  Matrix coloured(points.rows(), 3);
  coloured.leftCols(2) = points;
  for (Index i = 0; i < points.rows(); ++i)
    coloured(i, 2) = packed(digit_colours[static_cast<std::size_t>(labels[static_cast<std::size_t>(i)])]);
  const std::string name = page.data(coloured);
  page.plot(box, "set border 15 lw 1 lc rgb '#808080'\nunset tics\n" + axis_range('x', points.col(0)) +
                     axis_range('y', points.col(1)) + digit_labels(points, labels) + "plot " + name +
                     " using 1:2:3 with points pt 7 ps 0.22 lc rgb variable");
}

void draw_embeddings(Page& page, double top, const MnistResults& results, MissingParts& missing) {
  page.letter(top, 'a');
  Box box{6, top + 3, 54, 47};
  page.text(3.5, box.middle(), "t-SNE dimension 2 (arbitrary units)",
            {.size = 7, .align = Align::centre, .upright = true});
  for (const auto model : paper_models) {
    const auto points = results.has(model) ? results.tsne(model) : std::nullopt;
    std::string title = fmt::format("{} k-means", model);
    if (points) {
      draw_embedding(page, box, *points, results.labels());
      title += fmt::format(", accuracy {:.3f}", results.accuracy(model));
    } else {
      page.gap(box, "not stored");
      missing.add(fmt::format("t-SNE of {}", model));
    }
    page.text(box.centre(), top, title, {.align = Align::centre});
    page.text(box.centre(), box.bottom() + 2, "t-SNE dimension 1 (arbitrary units)",
              {.size = 7, .align = Align::centre});
    box.left += 59;
  }
}

/// Digits in columns; their images, then NEON's heatmaps for each model in rows.
void draw_explanations(Page& page, double top, const MnistResults& results, MissingParts& missing) {
  constexpr double size = 14.5, pitch = 15;
  const auto tile = [top](int row, Index digit) {
    return Box{tile_left + static_cast<double>(digit) * pitch, top - 1 + row * pitch, size, size};
  };
  page.letter(top, 'b');
  page.text(label_edge, tile(0, 0).middle(), "input", {.align = Align::right});
  if (const auto shown = first_shown(results))
    for (Index row = 0; row < shown->image.rows(); ++row)
      draw_input(page, tile(0, shown->digit[static_cast<std::size_t>(row)]), shown->image.row(row));
  int row = 0;
  for (const auto model : paper_models) {
    ++row;
    page.text(label_edge, tile(row, 0).middle(), model, {.align = Align::right});
    const auto shown = results.shown(model);
    const auto relevance = results.relevance(model, "NEON");
    if (!relevance) missing.add(fmt::format("NEON for {}", model));
    for (Index digit = 0; digit < digits; ++digit) {
      const auto index = shown ? shown->row_of(digit) : std::nullopt;
      if (relevance && index)
        draw_relevance(page, tile(row, digit), relevance->row(*index), symmetric_scale(relevance->row(*index)));
      else
        page.gap(tile(row, digit), "not stored");
    }
  }
  draw_colour_bar(page, {tile_left + 10 * pitch + 0.5, tile(1, 0).top, 1.8, tile(3, 0).bottom() - tile(1, 0).top});
}

/// One digit: image, relevance in all, relevance by competitor on one scale.
void draw_competition(Page& page, double top, Index digit, const Map& image, const Map& total, double evidence,
                      const Competition& competition) {
  constexpr double size = 13.2, pitch = 13.6;
  Box box{tile_left, top + 1.8, size, size};
  const auto heading = [&](const std::string& text) {
    page.text(box.centre(), top, text, {.size = 7.5, .align = Align::centre});
  };
  const auto footing = [&](const std::string& text) {
    page.text(box.centre(), box.bottom() + 1.9, text, {.size = 7, .align = Align::centre});
  };
  page.text(label_edge, box.middle(), fmt::format("digit {}", digit), {.align = Align::right});
  heading("input");
  draw_input(page, box, image);
  box.left += pitch;

  Matrix maps(competition.relevance.rows() + 1, pixels);
  maps << total, competition.relevance;
  const double scale = symmetric_scale(maps);
  heading("all");
  footing(fmt::format("f = {:.3g}", evidence));
  draw_relevance(page, box, total, scale);
  box.left += pitch + 2.2;
  const double sum = competition.relevance.sum();
  for (Index k = 0; k < competition.relevance.rows(); ++k) {
    heading(fmt::format("vs. {}", competition.clusters[static_cast<std::size_t>(k)]));
    footing(fmt::format("{:.1f} %", 100 * competition.relevance.row(k).sum() / sum));
    draw_relevance(page, box, competition.relevance.row(k), scale);
    box.left += pitch;
  }
}

/// The model shown in detail: the kernel model, or another where the file lacks its competitors; empty if all do.
std::string_view model_in_detail(const MnistResults& results) {
  for (const std::string_view model : {"kernel", "standard", "deep"})
    if (results.competition(model, 0) && results.competition(model, 3) && results.relevance(model, "NEON"))
      return model;
  return {};
}

void draw_details(Page& page, double top, const MnistResults& results, std::string_view model, MissingParts& missing) {
  constexpr double pitch = 22;
  page.letter(top, 'c');
  if (model.empty()) {
    page.gap({tile_left, top, 150, 2 * pitch - 4}, "not stored");
    missing.add("relevance by competitor");
    return;
  }
  const ShownDigits shown = results.shown(model).value();
  const Matrix relevance = results.relevance(model, "NEON").value();
  for (const Index digit : {0, 3}) {
    const Index row = shown.row_of(digit).value();
    draw_competition(page, top, digit, shown.image.row(row), relevance.row(row), shown.evidence(row),
                     results.competition(model, digit).value());
    top += pitch;
  }
}

void draw_figure4(const ResultReader& reader, const std::filesystem::path& folder) {
  const MnistResults results(reader);
  Page page(174);
  MissingParts missing;
  draw_embeddings(page, 3, results, missing);
  draw_explanations(page, 63, results, missing);
  const std::string_view model = model_in_detail(results);
  draw_details(page, 130, results, model, missing);
  page.set_caption(
      fmt::format("Figure 4. Clusters are fixed to the digit classes. (a) t-SNE of the ten cluster logits of each of "
                  "the {} Colour and "
                  "printed digit: class. (b) NEON: pixels that speak for (red) and against (blue) the assignment of "
                  "one test digit per "
                  "class to its cluster. Each map has its own symmetric scale; the four largest magnitudes are "
                  "saturated. (c) The same relevance, {} k-means, split by competing cluster: \"all\" is "
                  "the sum of the maps to its right, on one scale per row; percentages are shares of its sum.{}",
                  results.provenance(), model.empty() ? "kernel" : model, missing.sentence()));
  render(page, folder / "fig4");
}

}  // namespace
}  // namespace neon::plots

int main(int argc, char** argv) {
  return neon::plots::run({"fig4", "Draws Figure 4 from the stored results: models, explanations, details", "mnist",
                           neon::plots::draw_figure4},
                          argc, argv);
}
