#pragma once
#include "experiments/support/program.hpp"
#include "experiments/vgg16/record.hpp"

namespace neon::experiments::vgg16 {

/// What the command line may change.
struct Settings {
  std::vector<std::string> images;  ///< names of the default set, or files; empty: the default set
  std::filesystem::path weights;    ///< empty: fetched
  std::filesystem::path heatmaps;   ///< folder for one PNG per cluster; empty: none
  Index size = 0;                   ///< of the squares; 0: 448, or 224 in a smoke run
  StudyOptions study;
  ComparisonOptions comparison;
  FlipOptions flipping;

  Settings();
  void add_flags(command_line::Parser& app);
  /// What depends on the common flags; checks that everything makes sense before anything is computed.
  /// @throws Error
  void complete(const RunFlags& flags);
  std::vector<Picture> pictures() const;
  void record(ResultWriter& writer) const;
};

}  // namespace neon::experiments::vgg16
