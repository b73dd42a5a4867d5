#pragma once
#include <filesystem>

#include "experiments/neon/told.hpp"
#include "plots/page.hpp"

namespace neon::cli {

/// @throws Error if the name does not end in .png, or there is no gnuplot to draw with
void require_figure(const std::filesystem::path& png);

/// One panel of bars per cluster (mean relevance of its strongest features), one per chosen point.
/// @throws Error if gnuplot fails, or the file cannot be written
void draw_figure(const Told& told, const std::filesystem::path& png);

/// The page as a PNG alone.  @throws Error if gnuplot fails, or the file cannot be written
void render_png(const plots::Page& page, const std::filesystem::path& png);

}  // namespace neon::cli
