#include <fmt/format.h>

#include "canvas/render.hpp"
#include "plots/flipping_cells.hpp"
#include "plots/flipping_curves.hpp"
#include "plots/heatmap.hpp"
#include "plots/mnist_results.hpp"
#include "plots/program.hpp"
#include "plots/summary_table.hpp"

/// Figure 5: NEON and the comparison methods, by example, by pixel flipping, and in a table.
namespace neon::plots {
namespace {

constexpr Index example = 3;
constexpr double column_left = 16, column_pitch = 56, column_width = 49;

/// For one model: the digit and its explanation by each method, in two rows of three.
void draw_model(Page& page, double left, double top, const MnistResults& results, std::string_view model,
                MissingParts& missing) {
  constexpr double size = 15.6, pitch_x = 16.7, pitch_y = 19.6;
  const auto shown = results.shown(model);
  const auto row = shown ? shown->row_of(example) : std::nullopt;
  const auto tile = [&](std::size_t index, std::string_view heading) {
    const std::size_t tile_row = index / 3, tile_column = index % 3;
    const Box box{left + pitch_x * static_cast<double>(tile_column),
                  top + 5.6 + pitch_y * static_cast<double>(tile_row), size, size};
    page.text(box.centre(), box.top - 1.7, heading, {.size = 7.5, .align = Align::centre, .bold = heading == "NEON"});
    return box;
  };
  page.text(
      left + column_width / 2, top - 0.5,
      row ? fmt::format("{} k-means, f = {:.3g}", model, shown->evidence(*row)) : fmt::format("{} k-means", model),
      {.align = Align::centre});
  const Box input = tile(0, "input");
  if (row)
    draw_input(page, input, shown->image.row(*row));
  else
    page.gap(input, "not stored");
  for (std::size_t m = 0; m < explanations.size(); ++m) {
    const Box box = tile(m + 1, explanations[m]);
    const auto relevance = results.relevance(model, explanations[m]);
    if (row && relevance) {
      draw_relevance(page, box, relevance->row(*row), symmetric_scale(relevance->row(*row)));
    } else {
      page.gap(box, "not stored");
      missing.add(fmt::format("{} for {}", explanations[m], model));
    }
  }
}

Page draw_benchmark(const MnistResults& results) {
  Page page(157);
  MissingParts missing;
  page.letter(3, 'a');
  double left = column_left;
  for (const auto model : paper_models) {
    draw_model(page, left, 3.5, results, model, missing);
    left += column_pitch;
  }
  draw_colour_bar(page, {6, 9.1, 1.8, 35.2});
  page.letter(51, 'b');
  draw_flipping(page, {column_left, 54, column_width, 47}, column_pitch, results, missing);
  draw_method_legend(page, {column_left, 111, 160, 4});
  page.letter(120, 'c');
  draw_summary(page, 120, summarise(results));
  page.set_caption(
      fmt::format("Figure 5. (a) One test digit explained by each method: red for, blue against its cluster; each map "
                  "has its own symmetric "
                  "scale. (b) Pixel flipping: evidence (mean f after flipping over mean f before) while pixels, most "
                  "relevant first over all "
                  "points pooled, take the values of the root point inside [0, 1]⁷⁸⁴; lower is better. All 785 values "
                  "are drawn, markers are "
                  "at the tics. SR and IG share the root point with the evaluation. (c) Accurate: mean area in the "
                  "better half of the range "
                  "from the best to the worst method, control left out. Fast: mean time, root point included where "
                  "needed, at most {:.0f} "
                  "times the least. Detailed: splits by competitor. {}{}",
                  fast_factor, results.provenance(), missing.sentence()));
  return page;
}

void draw_figure5(const ResultReader& reader, const std::filesystem::path& folder) {
  const MnistResults results(reader);
  const Page benchmark = draw_benchmark(results), cells = draw_flipping_cells(results);
  render(benchmark, folder / "fig5");
  render(cells, folder / "fig5-cells");
}

}  // namespace
}  // namespace neon::plots

int main(int argc, char** argv) {
  return neon::plots::run({"fig5", "Draws Figure 5 from the stored results: NEON against the comparison methods",
                           "mnist", neon::plots::draw_figure5},
                          argc, argv);
}
