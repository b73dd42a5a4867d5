#pragma once
#include <string>
#include <vector>

#include "apps/neon/map_file.hpp"
#include "command_line/parser.hpp"

namespace neon::cli {

/// Which points of a map somebody chose.
struct BrushFlags {
  std::string file;         ///< of labels or of row numbers
  std::string label;        ///< the label that marks them
  std::vector<double> box;  ///< left, right, bottom, top on the map

  bool given() const { return !file.empty() || !label.empty() || !box.empty(); }
};
void add_brush_flags(command_line::Parser& app, BrushFlags& flags);

/// Some points of a map, at least two, with at least two others.
struct Brush {
  std::vector<bool> points;  ///< [N]
  Index size = 0;
  std::string by;  ///< how they were chosen
};

/// @param map of the file `name`
/// @throws Error naming the option if there is no such file, label or row, the file holds neither a label for each
/// point nor different row numbers, or no or nearly every point is chosen
Brush brush_of(const BrushFlags& flags, const StoredMap& map, const std::string& name);

}  // namespace neon::cli
