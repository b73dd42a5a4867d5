#pragma once
#include <neon/clustering/model.hpp>
#include <neon/neuralize/standard_network.hpp>

namespace neon {

/// The same network below a normalisation layer, u = x / ‖x‖.
Network on_directions(const StandardNetwork& network);

}  // namespace neon
