#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/explain/composite.hpp>
#include <neon/model_files/onnx_state_dict.hpp>

#include <unistd.h>

#include <algorithm>

#include "apps/neon/command.hpp"
#include "apps/neon/image_told.hpp"
#include "apps/neon/output_file.hpp"
#include "apps/neon/report.hpp"
#include "command_line/checks.hpp"
#include "command_line/parser.hpp"
#include "experiments/support/check.hpp"

namespace neon::cli {
namespace {

struct Flags {
  std::vector<std::string> inputs;  // NETWORK [IMAGES...]
  FitFlags fit;
  bool clusters = false;  // --clusters was given
  std::optional<Index> cluster;
  std::string layer, composite = "gamma=0.25, pixels zB", head = "paper-v2";
  std::vector<double> mean, deviation;
  Index size = 0, nearest = 8, similar = 5, first = 10;
  std::filesystem::path classes, masks, out, plot, report;
  bool force = false, json = false, strict = false;
  int threads = 0;
};

void add_flags(command_line::Parser& app, Flags& flags) {
  app.add_option("inputs", flags.inputs,
                 "NETWORK IMAGES...: a state dict of PyTorch (.pt, .pth, .th) or an ONNX model of a residual network "
                 "(CIFAR's or "
                 "torchvision's: resnet18, 34, 50, 101, 152 and their kin) or of VGG (vgg11 to vgg19, _bn), and PNG or "
                 "JPEG files, or folders of them. Without IMAGES the network's layers are listed")
      .type_name("FILE")
      .required();
  app.add_option("--classes", flags.classes, "Names of the classes: a text file, one a line").type_name("FILE");
  app.add_option("--layer", flags.layer, "Layer whose maps are clustered and compared; default: the last one with maps")
      .type_name("NAME");
  app.add_option("--clusters", flags.fit.clusters,
                 "Cluster the images by the means of the layer's maps: K, auto, or a range such as 2-10; and explain "
                 "each image's cluster")
      .type_name("K")
      .check(cluster_numbers())
      .each([&flags](const std::string&) { flags.clusters = true; });
  add_fit_flags(app, flags.fit);
  app.add_option("--cluster", flags.cluster, "Explain every image for this cluster, not for its own")
      .type_name("C")
      .check(command_line::whole_number());
  app.add_option("--composite", flags.composite,
                 "Which rule carries relevance across which layer of the network, e.g. 'gamma=0.25 up to layer2, z, "
                 "pixels zB' (neon list rules)")
      .type_name("RULES")
      .capture_default_str();
  app.add_option("--cluster-composite", flags.head, "The same of the cluster's network (neon list composites)")
      .type_name("COMPOSITE")
      .capture_default_str();
  app.add_option(
         "--masks", flags.masks,
         "Folder of masks that say where the answer is, a .png of the image's name and size, bright inside: how "
         "much relevance is there?")
      .type_name("FOLDER");
  app.add_option("--size", flags.size, "Height and width of the images that the network reads; 0: as usual")
      .type_name("PIXELS")
      .check(command_line::whole_number())
      .capture_default_str();
  app.add_option("--mean", flags.mean, "Mean of each channel in [0, 1]; default: of the data the architecture is for")
      .type_name("RED,GREEN,BLUE")
      .delimiter(',')
      .expected(3);
  app.add_option("--std", flags.deviation, "Standard deviation of each channel in [0, 1]; default: likewise")
      .type_name("RED,GREEN,BLUE")
      .delimiter(',')
      .expected(3);
  app.add_option("--nearest", flags.nearest, "List this many images nearest to the middle of each cluster")
      .type_name("N")
      .check(command_line::whole_number(1))
      .capture_default_str();
  app.add_option("--similar", flags.similar, "List this many similar images for each")
      .type_name("N")
      .check(command_line::whole_number())
      .capture_default_str();
  app.add_option("--first", flags.first, "Show the first N images; 0: all. All are explained")
      .type_name("N")
      .check(command_line::whole_number())
      .capture_default_str();
  app.add_option("--out", flags.out, "Write scores, relevance at the pixels, clusters and similar images (.h5)")
      .type_name("FILE.h5");
  app.add_option("--plot", flags.plot, "Write the heatmaps laid over their images (.png) into this folder")
      .type_name("FOLDER");
  app.add_option(
         "--report", flags.report,
         "Write a page: the images nearest to each cluster's middle, the first images and those like them, each "
         "with its heatmaps")
      .type_name("PAGE.html");
  app.add_flag("--force", flags.force, "Replace files that exist");
  app.add_flag("--json", flags.json, "Print JSON instead of tables");
  app.add_flag("--strict", flags.strict, "End with 4 if relevance and what biases kept miss the evidence");
  app.add_option("--threads", flags.threads, "Threads; 0: all cores. Results do not depend on it")
      .check(command_line::whole_number())
      .capture_default_str();
}

ImageClassifier network_of(const Flags& flags) {
  const StateDict weights = read_network_weights(flags.inputs.front());
  ImageNetworkOptions options{.size = flags.size};
  if (!flags.mean.empty() || !flags.deviation.empty()) {
    require(flags.mean.size() == 3 && flags.deviation.size() == 3,
            "--mean and --std belong together, three numbers each");
    options.pixels.emplace();
    std::copy(flags.mean.begin(), flags.mean.end(), options.pixels->mean.begin());
    std::copy(flags.deviation.begin(), flags.deviation.end(), options.pixels->deviation.begin());
  }
  return image_classifier(weights, options);
}

ProgressFn progress(const char* title) { return isatty(STDERR_FILENO) != 0 ? progress_bar(title) : ProgressFn{}; }

/// Refused before any work.
void require_outputs(const Flags& flags) {
  if (!flags.out.empty()) {
    require(flags.out.extension() == ".h5", "--out: {} should end in .h5", flags.out.string());
    require_new(flags.out, flags.force);
  }
  if (!flags.report.empty()) {
    require_page(flags.report);
    require_new(flags.report, flags.force);
  }
  std::error_code error;
  const std::filesystem::file_status folder = std::filesystem::status(flags.plot, error);
  require(flags.plot.empty() || !std::filesystem::exists(folder) || std::filesystem::is_directory(folder),
          "--plot: {} should be a folder", flags.plot.string());
}

/// Kinds that find how many clusters there are are not told.
bool asks_for_clusters(const Flags& flags) {
  bool found = false;
  for (const ModelKind& kind : fit_kinds())
    found = found || (kind.name == flags.fit.kind && kind.clusters == ModelKind::Clusters::found);
  require(!found || !flags.clusters, "--clusters: {} models are not told how many there are", flags.fit.kind);
  return found || flags.clusters;
}

void explain(const Flags& flags) {
  set_threads(flags.threads);
  require_outputs(flags);
  const bool clusters = asks_for_clusters(flags);
  require(clusters || !flags.cluster, "--cluster: --clusters K makes clusters first");
  const Composite head = composites::find(flags.head);
  const NodeComposite composite = node_composites::find(flags.composite);
  const ImageClassifier network = network_of(flags);
  if (flags.inputs.size() == 1) return print(network_description(network, flags.inputs.front()));
  const Index value = network.network.find(flags.layer.empty() ? network.last_maps : flags.layer);
  composite.rules(network.network);
  std::vector<std::string> class_names;
  if (!flags.classes.empty()) class_names = read_class_names(flags.classes, network.classes());
  std::vector<ImageFile> files = find_images({flags.inputs.begin() + 1, flags.inputs.end()});

  std::optional<ImageMasks> masks;
  if (!flags.masks.empty()) masks.emplace(flags.masks, files, network);
  require(!clusters || files.size() >= 2, "--clusters: there is 1 image, should be at least 2: images are clustered");
  if (!flags.plot.empty())
    for (const auto& file : overlay_files(flags.plot, files, clusters)) require_new(file, flags.force);

  ImageStudy study = look_at_images(network, std::move(files), value, progress("look"));
  if (clusters) cluster_images(study, flags.fit, flags.nearest, flags.cluster);
  find_similar(study, flags.similar);
  ImageTold told{study, flags.inputs.front(), composite.name, head.name, class_names, flags.first};
  std::optional<ImageResultFile> out;
  if (!flags.out.empty()) out.emplace(flags.out);
  ImagePage page;
  std::optional<LocalisationTable> localisation;
  if (masks) localisation.emplace(*masks);
  explain_images(
      study, composite, head,
      [&](const ExplainedImage& image) {
        if (out) out->append(image);
        if (!flags.plot.empty()) write_overlays(flags.plot, study.files[static_cast<std::size_t>(image.number)], image);
        if (!flags.report.empty()) page.add(told, image);
        if (localisation) localisation->add(study, image);
      },
      progress("explain"));
  if (localisation) {
    told.localisation = localisation->rows();
    told.without_mask = masks->without();
  }
  if (out) out->commit(told);
  if (!flags.report.empty()) page.write(flags.report, told);
  print(flags.json ? as_json(told) : as_tables(told, Style::of_output()));
  if (out) notice(fmt::format("wrote {}", flags.out.string()));
  if (!flags.plot.empty()) notice(fmt::format("wrote heatmaps into {}", flags.plot.string()));
  if (!flags.report.empty()) notice(fmt::format("wrote {}", flags.report.string()));
  if (flags.strict && !study.holds()) throw experiments::CheckFailed(account_sentence(study.account));
}

}  // namespace

Command explain_images_command() {
  return {"explain-images", "What does a network see in each image? Classes and clusters at the pixels",
          "neon explain-images resnet56.th cat.png --classes names.txt --plot heatmaps\n"
          "neon explain-images resnet50.pth photos/ --layer layer3 --clusters 8 --report concepts.html\n"
          "neon explain-images vgg16_bn.pth photos/ --clusters 2-10 --out relevance.h5 --json\n"
          "neon explain-images resnet18.pth",
          [](command_line::Parser& app) {
            const auto flags = std::make_shared<Flags>();
            add_flags(app, *flags);
            return [flags] { explain(*flags); };
          }};
}

}  // namespace neon::cli
