#include "experiments/support/record.hpp"

#include <neon/core/parallel.hpp>

#include "experiments/support/schema.hpp"

namespace neon::experiments {

void record_run(ResultWriter& writer, const RunFlags& flags, const StageTimer& timer) {
  const schema::Run run;
  run.seed.write(writer, flags.seed);
  run.profile.write(writer, flags.profile());
  run.threads.write(writer, threads());
  run.seconds.write(writer, timer.total());
  for (const StageTimer::Stage& stage : timer.stages()) run.stage(stage.name).write(writer, stage.seconds);
  run.peak_memory.write(writer, peak_memory_mib());
}

void record_input(ResultWriter& writer, const std::string& file, const std::string& sha256) {
  schema::Run{}.input(file).write(writer, sha256);
}

}  // namespace neon::experiments
