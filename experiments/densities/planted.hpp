#pragma once
#include <neon/metrics/metric.hpp>

#include <memory>

namespace neon::experiments::densities {

/// Points with deviations in known features.
struct Planted {
  Matrix x;                     ///< [n, d]
  std::vector<Labels> columns;  ///< of each point, increasing
};

/// Shifts `columns` features of every point by +-`shift`; features and signs are drawn with the seed, those of a point
/// from a stream of its own.
/// @throws Error unless 0 < columns <= d
Planted plant(const MatrixView& x, Index columns, double shift, std::uint64_t seed);

/// Do explanations of why a point is an outlier find what was planted? With m features of the point shifted:
///   share      sum of the positive R_i over these m features, over that of all; 0 where none is positive
///   precision  how many of the m most relevant features are among them, over m
/// The points' numbers (Question::id) are rows of `planted`.
Metric planted_share(std::shared_ptr<const Planted> planted);
Metric planted_precision(std::shared_ptr<const Planted> planted);

}  // namespace neon::experiments::densities
