#pragma once
#include <neon/hdf5/hdf5.hpp>

#include <string>
#include <vector>

#include "experiments/tiles/layers.hpp"

namespace neon::experiments::tiles {

/// Means of columns with 95 % intervals by 1,000 bootstrap samples of the rows.
/// @param values [n, m], n >= 1  @return [m, 3]: mean, low, high
Matrix means_with_intervals(const Matrix& values);

/// Tiles of one part, and what is said of them.
struct Part {
  Labels number;     ///< in the data
  Labels kind;       ///< fine label
  Labels defective;  ///< coarse label
  Labels predicted;  ///< by the network
};

/// Where the examples come from that support a prediction, of all tiles of the test part.
struct SupportingExamples {
  std::vector<std::string> names;
  /// [sources][test] rows of the training part, nearest first: up to ten most similar, or all that may be drawn; none
  /// where no tile of the training part fits
  std::vector<std::vector<Labels>> examples;
};

/// The five sources of the seed's Table 4, and nearest neighbours by the network's features.
/// @param train_features, test_features [n, d] that the network decides by
SupportingExamples find_supporting(const Part& train, const Part& test, const std::vector<LayerStudy>& layers,
                                   const Matrix& train_features, const Matrix& test_features);

/// Of each source the expected share of examples with the tile's own fine label.  @return [test, sources]
Matrix same_kind_shares(const SupportingExamples& supporting, const Part& train, const Part& test);

void record_supporting(const SupportingExamples& supporting, const Part& train, const Part& test, ResultWriter& writer);

}  // namespace neon::experiments::tiles
