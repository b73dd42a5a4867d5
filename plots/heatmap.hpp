#pragma once
#include <Eigen/Core>

#include "canvas/page.hpp"

namespace neon::plots {

/// One value per pixel, row by row.
using Map = Eigen::Ref<const Eigen::RowVectorXd>;

/// The magnitude to draw in full colour: that of the map's fifth largest entry, so that a few extreme pixels do not
/// bleach the rest; 1 if the map is zero.  @param maps [maps, pixels] that share the scale
double symmetric_scale(const MatrixView& maps);

/// Red positive, white zero, blue negative.
void draw_relevance(Page& page, const Box& box, const Map& relevance, double scale);
/// Grey levels, ink is dark.
void draw_input(Page& page, const Box& box, const Map& image);
/// The colours of the heatmaps, from - at the bottom to + at the top.
void draw_colour_bar(Page& page, const Box& box);

}  // namespace neon::plots
