#include <fmt/format.h>

#include "experiments/support/check.hpp"
#include "experiments/support/program.hpp"
#include "experiments/support/record.hpp"
#include "experiments/vgg16/heatmap_files.hpp"
#include "experiments/vgg16/record.hpp"
#include "experiments/vgg16/schema.hpp"
#include "experiments/vgg16/settings.hpp"
#include "experiments/vgg16/summary.hpp"
#include "experiments/vgg16/weights.hpp"

using namespace neon;
using namespace neon::experiments;
using namespace neon::experiments::vgg16;

namespace {

const ProgramInfo info{"vgg16",
                       "Section 5.3 of the paper: clusters of the locations of three layers of VGG16, explained at the "
                       "pixels of a spiral, a street scene, a palace, or your own images. Writes everything that "
                       "Figure 7 shows, with SA, GI, IG and a random control.",
                       "vgg16 --image cat.png --image spiral --clusters 6 --out results/mine.h5",
                       "vgg16.h5",
                       true,
                       {"--points"}};

}  // namespace

int main(int argc, char** argv) {
  RunFlags flags;
  Settings settings;
  return run_program(
      argc, argv, info, flags, [&](command_line::Parser& app) { settings.add_flags(app); },
      [&] {
        settings.complete(flags);
        StageTimer timer;
        ResultWriter writer(flags.out, info.name);
        timer.start("images");
        const std::vector<Picture> pictures = settings.pictures();
        timer.start("weights");
        const ConvolutionalStack stack = load_network(settings.weights, writer);
        settings.record(writer);

        CheckList checks;
        std::vector<std::string> names;
        for (const Picture& picture : pictures) {
          names.push_back(picture.name);
          const ImageStudy study = study_image(stack, picture, settings.study, timer);
          const auto comparisons = compare(stack, study, settings.comparison, timer);
          const auto curves = flip_patches(stack, study, comparisons, settings.flipping, timer);
          timer.start("writing");
          write_study(study, writer);
          for (const LayerStudy& layer : study.layers)
            if (layer.count() > 1)
              checks.add(fmt::format("{}, layer {}", picture.name, layer.layer),
                         self_check(layer.clusters.model, composites::find(settings.study.rule), layer.clusters.unit),
                         schema::vgg16::Layer{picture.name, layer.layer}.group, writer);
          write_comparison(study, comparisons, curves, settings.flipping, writer);
          if (!settings.heatmaps.empty()) write_heatmaps(study, settings.heatmaps);
          if (!picture.file.empty()) record_input(writer, picture.name + ": " + picture.file, picture.sha256);
          fmt::print("{}", summary(study, settings.study.clusters));
        }
        const schema::vgg16::Settings stored;
        stored.images.write(writer, names);
        timer.start("forward pass alone");
        stored.seconds_forward.write(writer, forward_seconds(stack, pictures.front().image));
        timer.stop();
        record_run(writer, flags, timer);
        writer.commit();
        fmt::print("{}\n{}wrote {}\n", timer.table(), checks.text(), flags.out.string());
        checks.require(flags.strict);
      });
}
