#include "experiments/support/record.hpp"

#include <neon/core/parallel.hpp>

namespace neon::experiments {

void record_run(ResultWriter& writer, const RunFlags& flags, const StageTimer& timer) {
  writer.attribute("", "seed", flags.seed);
  writer.attribute("", "profile", flags.profile());
  writer.attribute("", "threads", threads());
  writer.attribute("", "seconds", timer.total());
  for (const StageTimer::Stage& stage : timer.stages()) writer.attribute("cost", stage.name, stage.seconds);
  writer.attribute("cost", "peak_memory_mib", peak_memory_mib());
}

void record_input(ResultWriter& writer, const std::string& file, const std::string& sha256) {
  writer.attribute("", "sha256:" + file, sha256);
}

}  // namespace neon::experiments
