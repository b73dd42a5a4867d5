#pragma once
#include <neon/hdf5/hdf5.hpp>

#include "experiments/support/stage_timer.hpp"
#include "experiments/tiles/data.hpp"
#include "experiments/tiles/explanations.hpp"

namespace neon::experiments::tiles {

/// Explains some tiles of each kind of defect, each by the head that was not trained on it, holds the heatmaps of all
/// methods against the masks, and stores one tile of each kind: the one whose mask is of middle size.
/// @param heads of each fold  @param fold of every tile  @param of_each tiles of a kind, evenly spaced; 0: all
void record_localisation(const Tiles& tiles, const TileNetwork& network, const std::vector<Head>& heads,
                         const Labels& fold, Index of_each, const ExplanationOptions& options, ResultWriter& writer);

}  // namespace neon::experiments::tiles
