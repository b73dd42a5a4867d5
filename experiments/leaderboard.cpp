#include <neon/baselines/baselines.hpp>
#include <neon/compare/leaderboard.hpp>
#include <neon/compare/leaderboard_record.hpp>
#include <neon/compare/leaderboard_table.hpp>
#include <neon/core/error.hpp>

#include <fmt/format.h>

#include "command_line/checks.hpp"
#include "command_line/parser.hpp"
#include "experiments/leaderboard/schema.hpp"
#include "experiments/leaderboard/subjects.hpp"
#include "experiments/support/check.hpp"
#include "experiments/support/program.hpp"
#include "experiments/support/record.hpp"

using namespace neon;
using namespace neon::experiments;

namespace {

const ProgramInfo info{"leaderboard",
                       "Every method under every metric: NEON and all baselines explain wine, MNIST and Fashion-MNIST "
                       "with standard, kernel and deep k-means. Deep models are trained for fewer epochs than in the "
                       "experiment mnist. Writes the scores with bootstrap intervals.",
                       "leaderboard --points 50 --datasets wine,mnist --out results/leaderboard-small.h5",
                       "leaderboard.h5"};

// KernelSHAP and exact Shapley values of one point take thousands of evaluations per point of the background.
constexpr Index default_points = 40, smoke_points = 8, wine_background = 25, image_background = 10;
constexpr Index resampled_points = 10, smoke_resampled_points = 3, randomisations = 2;

/// NEON as in the paper (zB at the features) and with the midpoint rule of its later version, then the baselines.
/// @param lower, upper the features' domain, for zB
std::vector<Contender> methods(double lower, double upper) {
  std::vector<Contender> all{neon_contender("NEON", composites::find("paper-v1", lower, upper)),
                             neon_contender("NEON midpoint", composites::find("paper-v2", lower, upper))};
  for (Attributor& baseline : baselines::on_leaderboard()) all.push_back(contender(std::move(baseline)));
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  RunFlags flags;
  std::vector<std::string> names{"wine", "mnist", "fashion-mnist"};
  Index resamples = 1000, epochs = 3;
  const auto extra = [&](command_line::Parser& app) {
    app.add_option("--datasets", names, "which, of wine, mnist, fashion-mnist").delimiter(',');
    app.add_option("--resamples", resamples, "Bootstrap samples")
        .check(command_line::whole_number(1))
        .capture_default_str();
    app.add_option("--epochs", epochs, "of the deep models' training")
        .check(command_line::whole_number(1))
        .capture_default_str();
  };
  return run_program(argc, argv, info, flags, extra, [&] {
    StageTimer timer;
    ResultWriter writer(flags.out, info.name);
    leaderboard::SubjectOptions options{.points = flags.points > 0 ? flags.points
                                                  : flags.smoke    ? smoke_points
                                                                   : default_points,
                                        .epochs = flags.smoke ? 1 : epochs,
                                        .train_points = flags.smoke ? 6000 : 0,
                                        .seed = flags.seed};
    CheckList checks;
    for (const std::string& name : names) {
      options.background_points = name == "wine" ? wine_background : image_background;
      timer.start("data");
      const leaderboard::SubjectData data = leaderboard::load_subjects(name, options);
      for (const auto& [file, sha256] : data.sha256) record_input(writer, data.dataset + "/" + file, sha256);
      for (const std::string& model : data.models) {
        timer.start("fit");
        const leaderboard::Subject subject = data.subject(model);
        timer.start(name + " " + model);
        const schema::leaderboard::Board stored{name, model};
        const Leaderboard board = compare(subject.model, subject.x, methods(0, 1),
                                          {.roots = {.box = {0, 1}, .search = Search::quick},
                                           .id = subject.id,
                                           .background = &subject.background,
                                           .seed = flags.seed,
                                           .resamples = flags.smoke ? 100 : resamples,
                                           .randomisations = randomisations,
                                           .asked_anew = flags.smoke ? smoke_resampled_points : resampled_points,
                                           .progress = progress_bar(fmt::format("{}, {} k-means", name, model))});
        write_leaderboard(writer, stored.group, board);
        checks.add(fmt::format("{} {}", name, model),
                   self_check(subject.model, composites::find("paper-v2", 0, 1), subject.x), stored.group, writer);
        stored.accuracy.write(writer, subject.accuracy);
        stored.parameters.write(writer, subject.parameters);
        fmt::print("{}, {} k-means\n{}\n", name, model, leaderboard_table(board));
      }
    }
    timer.stop();
    record_run(writer, flags, timer);
    writer.commit();
    fmt::print("{}\n{}wrote {}\n", timer.table(), checks.text(), flags.out.string());
    checks.require(flags.strict);
  });
}
