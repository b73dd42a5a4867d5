#pragma once
#include <filesystem>
#include <vector>

#include "apps/neon/brush.hpp"
#include "apps/neon/figure.hpp"
#include "apps/neon/summary.hpp"

namespace neon::cli {

/// The map on a page of its own, with axes that --box can be read off; a colour and mark for each class, if there are
/// any, and few enough to be told apart.
/// @throws Error as draw_figure
void draw_map(const StoredMap& map, const std::filesystem::path& file);

/// The map with the brushed points in colour and the numbers of the rows shown.
/// @param shown their places are on the map
FigureTop brush_panel(const StoredMap& map, const Brush& brush, const std::vector<PointSummary>& shown);

}  // namespace neon::cli
