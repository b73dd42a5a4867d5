#include <fmt/format.h>

#include "experiments/models/panel.hpp"
#include "experiments/support/check.hpp"
#include "experiments/support/record.hpp"

using namespace neon;
using namespace neon::experiments;

namespace {

const ProgramInfo info{"models",
                       "Fits every kind of cluster model to points in the plane and explains some of them: regions, "
                       "boundaries of the logit and relevances. The points are generated; nothing is read.",
                       "models --seed 1 --out results/models.h5", "models.h5"};

}  // namespace

int main(int argc, char** argv) {
  RunFlags flags;
  return run_program(argc, argv, info, flags, {}, [&] {
    StageTimer timer;
    ResultWriter writer(flags.out, info.name);
    CheckList checks;
    for (const models::Panel& panel : models::panels(flags.smoke ? 90 : 240, flags.seed)) {
      timer.start(panel.name);
      checks.add(panel.title,
                 models::record_panel(panel, flags.smoke ? 61 : 201, flags.points > 0 ? flags.points : 12, writer));
    }
    timer.stop();
    record_run(writer, flags, timer);
    writer.commit();
    fmt::print("{}wrote {}\n", checks.text(), flags.out.string());
    checks.require(flags.strict);
  });
}
