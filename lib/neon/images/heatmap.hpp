#pragma once
#include <neon/images/image.hpp>

#include <array>

/// Relevance as colour: red speaks for, blue against, white says nothing.
namespace neon {

/// Blue at -1, white at 0, red at +1; beyond, the colour of the nearer end. Yellow for what is no number.
std::array<std::uint8_t, 3> diverging_colour(double value);

/// The magnitude to draw in full colour, for all maps that share a scale: the smallest that no more than the given
/// share of the entries exceed, so that a few extreme pixels do not bleach the rest; 1 if all are zero.
/// @param maps any shape; entries that are no number do not count  @param saturated in [0, 1)
double relevance_scale(const MatrixView& maps, double saturated = 0.002);

/// @param relevance [height, width]  @param scale > 0: the magnitude in full colour  @throws Error if the map is empty
Image heatmap(const MatrixView& relevance, double scale);

/// The heatmap laid over its image, which shows through in pale grey where there is no relevance:
///   (1 - |r|) grey + |r| colour(r),  r = relevance / scale within [-1, 1]
/// @throws Error unless both have the same size
Image overlay(const Image& image, const MatrixView& relevance, double scale);

}  // namespace neon
