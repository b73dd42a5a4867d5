#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "apps/neon/command.hpp"
#include "apps/neon/map_explain.hpp"
#include "apps/neon/point_change.hpp"
#include "command_line/parser.hpp"

namespace neon::cli {

/// What is asked of `neon explain`.
struct ExplainFlags {
  std::vector<std::string> inputs;  // [MODEL] DATA
  PointFlags points;
  FitFlags fit;
  bool fits = false;  // --clusters was given
  std::string composite = "paper-v2";
  std::vector<double> bounds{0, 1};
  std::string cluster, why_not;
  ImportOptions import;
  bool competitors = false, force = false, json = false, strict = false;
  std::filesystem::path out, plot, report;
  PointChoice choice;
  Index features = 5;
  int threads = 0;
  CounterfactualFlags counterfactual;
  std::vector<Index> pair;
  BrushFlags brush;
};

void add_explain_flags(command_line::Parser& app, ExplainFlags& flags);

}  // namespace neon::cli
