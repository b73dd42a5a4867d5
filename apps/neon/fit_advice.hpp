#pragma once
#include <neon/tables/csv.hpp>

#include <string>

namespace neon::cli {

/// The share of the variance of all features from which on one of them is said to decide the clusters alone.
inline constexpr double dominant_share = 0.9;

/// One sentence if a single feature carries nearly all of the variance, so that distances follow it alone; else empty.
/// @param points unscaled
std::string scale_advice(const Table& points);

/// Refuses points that a kind of model cannot take, by the names of the file: a constant column for a mixture, a row
/// without direction for spherical k-means.
/// @param name of the table  @param points their names  @param x their values, scaled as for the fit
/// @throws Error naming the column or row, and the way out
void require_suitable(const std::string& name, const Table& points, const Matrix& x, const std::string& kind);

}  // namespace neon::cli
