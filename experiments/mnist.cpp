#include <neon/core/error.hpp>
#include <neon/embedding/tsne.hpp>

#include <fmt/format.h>

#include <deque>

#include "command_line/checks.hpp"
#include "command_line/parser.hpp"
#include "experiments/mnist/evaluation.hpp"
#include "experiments/mnist/schema.hpp"
#include "experiments/support/check.hpp"
#include "experiments/support/program.hpp"
#include "experiments/support/record.hpp"

using namespace neon;
using namespace neon::experiments;

namespace {

const ProgramInfo info{"mnist",
                       "Section 5.1 of the paper: standard, kernel and deep k-means of MNIST with the clusters fixed "
                       "to the classes, explained "
                       "by NEON and by SA, GI, SR, IG and a random control, compared by pixel flipping. Writes "
                       "everything that Figures 4 and 5 "
                       "show.",
                       "mnist --points 1000 --models standard,kernel --out results/mnist-small.h5", "mnist.h5"};

struct Settings {
  std::vector<std::string> models = mnist::model_names();
  /// NEON: paper-v1 with z+ in place of gamma between the layers of the deep model; the others have none.
  mnist::EvaluationOptions evaluation{{"hidden=z+", "paper-v2", "z", "z+", "gamma"}};
};

}  // namespace

int main(int argc, char** argv) {
  RunFlags flags;
  Settings settings;
  const auto extra = [&](command_line::Parser& app) {
    app.add_option("--models", settings.models, "which models, of standard, standard-nobias, kernel, deep")
        .delimiter(',');
    app.add_option("--composites", settings.evaluation.composites, "NEON's composites; the first is drawn as NEON")
        .delimiter(';');
    app.add_option("--roots", settings.evaluation.roots, "kinds of root point: box ([0,1]^784), free")
        .delimiter(',')
        .check(command_line::one_of({"box", "free"}));
  };
  return run_program(argc, argv, info, flags, extra, [&] {
    settings.evaluation.seed = flags.seed;
    for (const std::string& name : settings.evaluation.composites) composites::find(name);
    StageTimer timer;
    ResultWriter writer(flags.out, info.name);
    timer.start("data");
    const mnist::Digits digits = mnist::load(flags.smoke ? 6000 : 0, flags.points > 0 ? flags.points
                                                                     : flags.smoke    ? 200
                                                                                      : 0);
    for (const auto& [file, sha256] : digits.sha256) record_input(writer, file, sha256);
    schema::mnist::test_label.write(writer, digits.test_label);

    std::deque<mnist::FittedModel> fitted;
    std::vector<mnist::Study> studies;
    for (const std::string& name : settings.models) {
      timer.start("fit " + name);
      fitted.push_back(mnist::fit(name, digits, flags.seed, flags.smoke ? 4 : DeepKMeansOptions{}.epochs));
      studies.emplace_back(digits, fitted.back());
      mnist::write_model(studies.back(), writer);
    }
    const Labels shown = mnist::choose_digits(studies);
    CheckList checks;
    for (const mnist::Study& study : studies) {
      const schema::mnist::Model stored{study.fitted.name};
      timer.start("explain " + study.fitted.name);
      mnist::evaluate(study, shown, settings.evaluation, writer);
      checks.add(study.fitted.name,
                 self_check(study.fitted.model, composites::find(settings.evaluation.composites.front()), study.x),
                 stored.group, writer);
      if (study.fitted.name == "standard-nobias") continue;
      timer.start("t-SNE");
      const TsneOptions options{.seed = flags.seed, .progress = progress_bar(study.fitted.name + ": t-SNE")};
      stored.tsne.write(writer, fit_tsne(study.logits, options).embedding);
    }
    timer.stop();
    record_run(writer, flags, timer);
    writer.commit();
    fmt::print("{}\n{}wrote {}\n", timer.table(), checks.text(), flags.out.string());
    checks.require(flags.strict);
  });
}
