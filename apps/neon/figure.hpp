#pragma once
#include <filesystem>
#include <functional>

#include "apps/neon/told.hpp"

namespace neon::plots {
class Page;
}

namespace neon::cli {

/// @throws Error if the name's ending is no figure's (.png, .pdf, .svg), or there is no gnuplot to draw with
void require_figure(const std::filesystem::path& file);

/// What stands above the bars.
struct FigureTop {
  double height = 0;  ///< in mm, with the gap below
  std::function<void(plots::Page&)> draw = {};
};

/// One panel of bars per cluster (mean relevance of its strongest features), one per chosen point.
/// @throws Error if gnuplot fails, or the file cannot be written
void draw_figure(const Told& told, const std::filesystem::path& file, const FigureTop& top = {});

}  // namespace neon::cli
