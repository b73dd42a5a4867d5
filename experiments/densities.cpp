#include <neon/compare/leaderboard_record.hpp>
#include <neon/compare/leaderboard_table.hpp>
#include <neon/explain/self_check.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "command_line/checks.hpp"
#include "command_line/parser.hpp"
#include "experiments/densities/schema.hpp"
#include "experiments/densities/study.hpp"
#include "experiments/support/check.hpp"
#include "experiments/support/program.hpp"
#include "experiments/support/record.hpp"

using namespace neon;
using namespace neon::experiments;

namespace {

const ProgramInfo info{
    "densities",
    "Neighbours and densities (k nearest neighbours, DBSCAN, kernel density, one-class SVM, full "
    "mixtures) on wine, breast cancer, digits and MNIST: features taken away by NEON's relevance and "
    "by that of other methods, and outliers by deviations planted in known features.",
    "densities --points 20 --datasets wine,digits --out results/densities-small.h5", "densities.h5"};

constexpr Index smoke_points = 3;

/// What is said of a model beside its scores.
void record_subject(const schema::densities::Board& stored, const densities::Participant& participant,
                    const densities::Subject& subject, const densities::Data& data, ResultWriter& writer) {
  stored.kind.write(writer, participant.kind);
  stored.clusters.write(writer, clusters(subject.model));
  stored.reference.write(writer, data.reference.rows());
  if (subject.accuracy) stored.accuracy.write(writer, *subject.accuracy);
  if (subject.outside)
    stored.outliers.write(writer, densities::share_in(subject.model, *subject.outside, data.held_out));
}

}  // namespace

int main(int argc, char** argv) {
  RunFlags flags;
  std::vector<std::string> names = densities::dataset_names();
  Index resamples = 1000;
  const auto extra = [&](command_line::Parser& app) {
    app.add_option("--datasets", names, fmt::format("which, of {}", fmt::join(names, ", "))).delimiter(',');
    app.add_option("--resamples", resamples, "Bootstrap samples")
        .check(command_line::whole_number(1))
        .capture_default_str();
  };
  return run_program(argc, argv, info, flags, extra, [&] {
    StageTimer timer;
    ResultWriter writer(flags.out, info.name);
    CheckList checks;
    for (const std::string& name : names) {
      timer.start("data");
      const densities::Data data = densities::load(name, flags.seed);
      for (const auto& [file, sha256] : data.sha256) record_input(writer, file, sha256);
      for (const densities::Participant& participant : densities::participants()) {
        if (!participant.on(name)) continue;
        timer.start("fit");
        const densities::Subject subject = densities::fit(participant, data, flags.seed);
        const std::string title = name + ", " + participant.name;
        densities::StudyOptions options{.points = flags.points > 0 ? flags.points
                                                  : flags.smoke    ? smoke_points
                                                                   : densities::default_points(data),
                                        .seed = flags.seed,
                                        .resamples = flags.smoke ? 100 : resamples,
                                        .progress = progress_bar(title)};
        timer.start(name + " " + participant.name);
        const schema::densities::Board stored{schema::densities::flipping, name, participant.name};
        const Leaderboard board = densities::flipping(subject, data, options);
        write_leaderboard(writer, stored.group, board);
        record_subject(stored, participant, subject, data, writer);
        checks.add(title, self_check(subject.model, composites::find("paper-v2"), data.held_out), stored.group, writer);
        fmt::print("{}\n{}\n", title, leaderboard_table(board));
        if (!subject.outside) continue;
        options.progress = progress_bar(title + ", planted deviations");
        const schema::densities::Board outliers{schema::densities::planted, name, participant.name};
        const densities::PlantedStudy study = densities::planted(subject, data, options);
        write_leaderboard(writer, outliers.group, study.board);
        record_subject(outliers, participant, subject, data, writer);
        outliers.shifted.write(writer, study.shifted);
        outliers.columns.write(writer, study.columns);
        outliers.shift.write(writer, study.shift);
        fmt::print("{}, planted deviations, {} of {} found\n{}\n", title, study.board.points, study.shifted,
                   leaderboard_table(study.board));
      }
    }
    timer.stop();
    record_run(writer, flags, timer);
    writer.commit();
    fmt::print("{}\n{}wrote {}\n", timer.table(), checks.text(), flags.out.string());
    checks.require(flags.strict);
  });
}
