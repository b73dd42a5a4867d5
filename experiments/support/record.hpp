#pragma once
#include <neon/hdf5/hdf5.hpp>

#include "experiments/support/program.hpp"
#include "experiments/support/stage_timer.hpp"

namespace neon::experiments {

/// Root attributes of every result file: seed, profile, threads, seconds (see results/README.md).
/// @param timer its total is `seconds`; its stages become the attributes of the group `cost`, with peak_memory_mib
void record_run(ResultWriter& writer, const RunFlags& flags, const StageTimer& timer);

/// Root attribute "sha256:<file>": which input the result was computed from.
void record_input(ResultWriter& writer, const std::string& file, const std::string& sha256);

}  // namespace neon::experiments
