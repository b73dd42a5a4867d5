#pragma once
#include <neon/explain/composite.hpp>

#include <filesystem>
#include <string>
#include <vector>

#include "apps/neon/brush.hpp"
#include "apps/neon/summary.hpp"

namespace neon::cli {

/// What is asked about a map.
struct MapQuestion {
  std::vector<std::string> inputs;  ///< the map's file
  BrushFlags brush;
  Composite composite;
  PointChoice choice;  ///< rows of the table to be explained; without any: the brushed points
  Index features = 5;
  std::filesystem::path out, plot;
  bool json = false, strict = false;
};

/// Is it a map that is asked about?
bool asks_about_map(const std::vector<std::string>& inputs, const BrushFlags& brush);

/// Why the map puts points among those that somebody brushed: prints, draws and writes what was asked for.
/// @param command whose options were given
/// @throws Error if there is no map, an option speaks of models, or as brush_of  @throws CheckFailed as require_check
void explain_map(const MapQuestion& question, const command_line::Parser& command);

}  // namespace neon::cli
