#pragma once
#include <vector>

#include "canvas/page.hpp"

namespace neon::plots {

struct PagePoint {
  double x = 0, y = 0;
};

/// Places a label of the given size next to each anchor, where it covers the fewest points and no other label.
/// Greedy, nearest places first.
/// @param points what the labels should not hide; the anchors are among them
/// @return centres of the labels
std::vector<PagePoint> place_labels(const std::vector<PagePoint>& anchors, const std::vector<PagePoint>& points,
                                    double width, double height, const Box& inside);

}  // namespace neon::plots
