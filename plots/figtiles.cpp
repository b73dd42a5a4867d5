#include <neon/core/error.hpp>
#include <neon/images/heatmap.hpp>

#include <fmt/format.h>

#include <cmath>

#include "canvas/render.hpp"
#include "experiments/tiles/schema.hpp"
#include "plots/program.hpp"
#include "plots/surrogate_results.hpp"

/// Defects of magnetic tiles, their masks, the heatmaps of all methods, and who finds the defects.
namespace neon::plots {
namespace {

namespace stored = schema::tiles;

constexpr double left = 14, size = 19.5, pitch = 20.7, title = 5, table_gap = 7, line = 4.2;
constexpr LineStyle frame{.colour = {0xb0, 0xb0, 0xb0}, .width = 0.4}, edge{.colour = {0x00, 0x9e, 0x73}, .width = 0.8};

/// What the figure shows, of shapes that fit.
struct Shown {
  schema::Strings kinds, methods, groups;
  Labels kind;
  Matrix grey, mask;
  Vector margin;
  Index side = 0;
};

Shown read(const ResultReader& results) {
  const stored::Shown shown;
  const stored::Localisation found;
  Shown all{stored::Settings{}.kinds.read(results),
            found.methods.read(results),
            found.groups.read(results),
            shown.kind.read(results),
            shown.grey.read(results),
            shown.mask.read(results),
            shown.margin.read(results),
            0};
  const std::string file = results.path().string();
  const auto rows = static_cast<Index>(all.kind.size());
  all.side = std::lround(std::sqrt(static_cast<double>(all.grey.cols())));
  require(rows > 0 && all.grey.rows() == rows && all.mask.rows() == rows && all.margin.size() == rows &&
              all.side * all.side == all.grey.cols() && all.mask.cols() == all.grey.cols(),
          "{}: {} [{}, {}] and {} [{}, {}] should be as many square tiles as {} has, {}", file, shown.grey.path,
          all.grey.rows(), all.grey.cols(), shown.mask.path, all.mask.rows(), all.mask.cols(), shown.kind.path, rows);
  require(!all.methods.empty() && !all.groups.empty(), "{}: {} and {} should not be empty", file, found.methods.path,
          found.groups.path);
  for (const Index kind : all.kind)
    require(kind >= 0 && kind < static_cast<Index>(all.kinds.size()), "{}: kind {} should be in [0, {})", file, kind,
            all.kinds.size());
  return all;
}

Image grey_image(const Eigen::RowVectorXd& row, Index side, const std::string& file) {
  Image image(side, side, {0, 0, 0});
  for (Index p = 0; p < row.size(); ++p) {
    require(row(p) >= 0 && row(p) <= 255, "{}: pixel {} should be in [0, 255]", file, row(p));
    const auto level = static_cast<std::uint8_t>(std::lround(row(p)));
    for (std::size_t c = 0; c < 3; ++c) image.rgb[3 * static_cast<std::size_t>(p) + c] = level;
  }
  return image;
}

/// Tiles are dark: from the darkest pixel to the lightest.
Eigen::RowVectorXd stretched(const Eigen::RowVectorXd& row) {
  const double low = row.minCoeff(), range = row.maxCoeff() - low;
  return range > 0 ? Eigen::RowVectorXd(255 * (row.array() - low) / range) : row;
}

/// The border between pixels inside and outside of a mask.
void draw_border(Page& page, const Box& box, const Eigen::RowVectorXd& mask, Index side) {
  const double step = box.width / static_cast<double>(side);
  const auto inside = [&](Index y, Index x) {
    return y >= 0 && x >= 0 && y < side && x < side && mask(y * side + x) > 0.5;
  };
  for (Index y = 0; y <= side; ++y)
    for (Index x = 0; x <= side; ++x) {
      const double at_x = box.left + static_cast<double>(x) * step, at_y = box.top + static_cast<double>(y) * step;
      if (inside(y, x) != inside(y, x - 1) && y < side) page.line(at_x, at_y, at_x, at_y + step, edge);
      if (inside(y, x) != inside(y - 1, x) && x < side) page.line(at_x, at_y, at_x + step, at_y, edge);
    }
}

void draw_tiles(Page& page, const ResultReader& results, const Shown& all) {
  const std::string file = results.path().string();
  const auto place = [](std::size_t column, Index row) {
    return Box{left + static_cast<double>(column) * pitch, title + static_cast<double>(row) * pitch, size, size};
  };
  const auto heading = [&](std::size_t column, const std::string& text) {
    page.text(place(column, 0).centre(), 3, text, {.size = 7, .align = Align::centre, .bold = column == 2});
  };
  heading(0, "tile");
  heading(1, "mask");
  for (Index row = 0; row < all.grey.rows(); ++row) {
    const Image image = grey_image(stretched(all.grey.row(row)), all.side, file);
    page.text(left - 6, place(0, row).middle(),
              all.kinds[static_cast<std::size_t>(all.kind[static_cast<std::size_t>(row)])],
              {.size = 7, .align = Align::centre, .bold = true, .upright = true});
    page.text(left - 2.5, place(0, row).middle(), fmt::format("f = {:.2g}", all.margin(row)),
              {.size = 6, .align = Align::centre, .colour = dim, .upright = true});
    draw_small_image(page, place(0, row), image, frame);
    draw_small_image(page, place(1, row), image, frame);
    draw_border(page, place(1, row), all.mask.row(row), all.side);
  }
  for (std::size_t m = 0; m < all.methods.size(); ++m) {
    heading(m + 2, all.methods[m]);
    const Matrix maps = stored::Shown{}.relevance(all.methods[m]).read(results);
    require(maps.rows() == all.grey.rows() && maps.cols() == all.grey.cols(), "{}: {} is [{}, {}], should be [{}, {}]",
            file, stored::Shown{}.relevance(all.methods[m]).path, maps.rows(), maps.cols(), all.grey.rows(),
            all.grey.cols());
    for (Index row = 0; row < maps.rows(); ++row) {
      const Matrix map = maps.row(row).reshaped<Eigen::RowMajor>(all.side, all.side);
      draw_small_image(page, place(m + 2, row),
                       overlay(grey_image(all.grey.row(row), all.side, file), map, relevance_scale(map, 0.01)), frame);
    }
  }
}

/// A method's means with their intervals, by kind; the best of each kind in bold.
void draw_table(Page& page, const ResultReader& results, const Shown& all, double top) {
  const stored::Localisation found;
  const Labels tiles = found.tiles.read(results);
  const auto groups = static_cast<Index>(all.groups.size());
  require(static_cast<Index>(tiles.size()) == groups, "{}: {} should have {} numbers", results.path().string(),
          found.tiles.path, groups);
  const double column = (Page::width - 30) / static_cast<double>(groups);
  const auto x = [&](Index g) { return 30 + (static_cast<double>(g) + 0.5) * column; };
  const auto table = [&](const schema::Dataset<Matrix>& dataset) {
    Matrix values = dataset.read(results);
    require(values.rows() == groups && values.cols() == stored::columns, "{}: {} is [{}, {}], should be [{}, {}]",
            results.path().string(), dataset.path, values.rows(), values.cols(), groups, int{stored::columns});
    return values;
  };
  double y = top;
  const auto part = [&](const std::string& name, bool area, const auto& dataset) {
    page.text(2, y, name, {.size = 7, .bold = true});
    for (Index g = 0; g < groups; ++g)
      page.text(x(g), y,
                fmt::format("{} ({})", all.groups[static_cast<std::size_t>(g)], tiles[static_cast<std::size_t>(g)]),
                {.size = 7, .align = Align::centre, .bold = true});
    page.line(2, y + 1.8, Page::width - 2, y + 1.8);
    std::vector<Matrix> of_method;
    Vector best = Vector::Constant(groups, -infinity);
    for (const std::string& method : all.methods) {
      of_method.push_back(table(dataset(method)));
      best = best.cwiseMax(of_method.back().col(stored::value));
    }
    const auto row = [&](const std::string& method, const Matrix& values, bool judged) {
      y += line;
      page.text(2, y, method, {.size = 7, .colour = judged ? black : dim});
      for (Index g = 0; g < groups; ++g)
        page.text(x(g), y,
                  fmt::format("{:.2f} ({:.2f}–{:.2f})", values(g, stored::value), values(g, stored::low),
                              values(g, stored::high)),
                  {.size = 6.5,
                   .align = Align::centre,
                   .colour = judged ? black : dim,
                   .bold = judged && best(g) > 0 && values(g, stored::value) == best(g)});
    };
    for (std::size_t m = 0; m < all.methods.size(); ++m) row(all.methods[m], of_method[m], true);
    if (area) row("share of the area", table(found.area()), false);
    y += line + 3;
  };
  part("relevance inside", true, [&](const std::string& method) { return found.inside(method); });
  part("pointing game", false, [&](const std::string& method) { return found.pointing(method); });
  part("ROC area", false, [&](const std::string& method) { return found.roc_area(method); });
}

void draw_figure(const ResultReader& results, const std::filesystem::path& folder) {
  const Shown all = read(results);
  const double top = title + static_cast<double>(all.grey.rows()) * pitch + table_gap;
  const auto methods = static_cast<double>(all.methods.size());
  Page page(top + (3 * (methods + 1) + 1) * line + 9);
  draw_tiles(page, results, all);
  draw_table(page, results, all, top);
  page.set_caption(
      fmt::format("Magnetic tiles. One tile of each kind of defect, not trained on; its mask (green border; grey "
                  "levels stretched); the "
                  "pixels that speak for "
                  "(red) and against (blue) defective, f, by every method, each map on its own scale. NEON: midpoint "
                  "rule at the support "
                  "vector machine, gamma = 0.25 through ResNet-56, zB at the pixels; SA: squared gradient; GI: "
                  "gradient times input; IG: "
                  "integrated gradients from the tile's mean grey; occlusion: squares of the mean grey. Below, means "
                  "over tiles held out "
                  "with 95 % bootstrap intervals: share of the positive relevance inside the mask, beside the mask's "
                  "share of the area; "
                  "whether the largest relevance is inside; area under the ROC curve over pixels.{}",
                  schema::Run{}.profile.read(results) == "full" ? "" : " Smoke run, not the full experiment."));
  render(page, folder / "figtiles");
}

}  // namespace
}  // namespace neon::plots

int main(int argc, char** argv) {
  return neon::plots::run(
      {"figtiles", "Draws defects of magnetic tiles, and who finds them", "tiles", neon::plots::draw_figure}, argc,
      argv);
}
