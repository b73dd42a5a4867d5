#include "experiments/vgg16/settings.hpp"

#include <neon/core/error.hpp>
#include <neon/layers/vgg16.hpp>

#include <algorithm>

#include "command_line/checks.hpp"
#include "command_line/parser.hpp"
#include "experiments/vgg16/schema.hpp"

namespace neon::experiments::vgg16 {
namespace {

/// The paper's images are twice as large as those the network was trained with.
constexpr Index paper_size = 448, training_size = 224;

}  // namespace

Settings::Settings() : study{.layers = {}, .rule = "z", .composite = "paper"} {
  study.layers.assign(neon::vgg16::clustered_layers.begin(), neon::vgg16::clustered_layers.end());
}

void Settings::add_flags(command_line::Parser& app) {
  app.add_option("--image", images, "A PNG or JPEG file, or spiral, street, palace (default: these three); repeatable")
      .type_name("FILE");
  app.add_option("--weights", weights, "Keras .h5 or ONNX file with VGG16's convolutions (default: fetched)")
      .type_name("FILE");
  app.add_option("--layers", study.layers, "Layers to cluster")
      .delimiter(',')
      .check(command_line::whole_number(1))
      .capture_default_str();
  app.add_option("--clusters", study.clusters, "Clusters per layer and image")
      .check(command_line::whole_number())
      .capture_default_str();
  app.add_option("--size", size, "Images are cropped to a square and scaled to this (default: 448; smoke: 224)")
      .check(command_line::whole_number(1))
      .type_name("PIXELS");
  app.add_option("--rule", study.rule, "At the k-means layer: z, epsilon=e, midpoint").capture_default_str();
  app.add_option("--composite", study.composite, "Below it: paper, a rule, or 'gamma=0.25 up to 17, gamma=0.1 from 18'")
      .capture_default_str();
  app.add_option("--compare", comparison.clusters,
                 "Clusters per layer that other methods explain, too; 0: no comparison")
      .check(command_line::whole_number())
      .capture_default_str();
  app.add_option("--ig-steps", comparison.steps, "Steps of integrated gradients; 0: none")
      .check(command_line::whole_number())
      .capture_default_str();
  app.add_option("--heatmaps", heatmaps, "Write every heatmap, laid over its image, as a PNG into this folder")
      .type_name("DIR");
  app.add_option("--flip", flipping.methods, "Methods whose order of patches is tried: NEON, SA, GI, IG, random")
      .delimiter(',')
      .check(command_line::one_of({"NEON", "SA", "GI", "IG", "random"}))
      .capture_default_str();
  app.add_option("--flip-percent", flipping.percent,
                 "Shares of the patches after which the evidence is evaluated, e.g. 2,8,18")
      .delimiter(',')
      .capture_default_str();
}

void Settings::complete(const RunFlags& flags) {
  if (size == 0) size = flags.smoke ? training_size : paper_size;
  require(size > 0 && size % neon::vgg16::size_step == 0, "--size: {} should be a positive multiple of {}", size,
          neon::vgg16::size_step);
  require(study.clusters >= 2, "--clusters: {} should be at least 2", study.clusters);
  require(comparison.clusters >= 0 && comparison.steps >= 0, "--compare and --ig-steps should be 0 or more");
  for (std::size_t i = 0; i < flipping.percent.size(); ++i)
    require(flipping.percent[i] > (i == 0 ? 0 : flipping.percent[i - 1]) && flipping.percent[i] <= 100,
            "--flip-percent: {} should be more than the one before and at most 100", flipping.percent[i]);
  require(!flipping.percent.empty(), "--flip-percent: there should be at least one");
  std::sort(study.layers.begin(), study.layers.end());
  const bool repeated = std::adjacent_find(study.layers.begin(), study.layers.end()) != study.layers.end();
  require(!study.layers.empty() && !repeated, "--layers: there should be at least one, each once");
  for (const Index layer : study.layers)
    require(layer >= 1 && layer <= neon::vgg16::clustered_layers.back(), "--layers: {} should be in [1, {}]", layer,
            neon::vgg16::clustered_layers.back());
  rules::find(study.rule);
  image_composites::find(study.composite);
  study.seed = flipping.seed = flags.seed;
  if (images.empty()) images = default_names();
  if (!flags.smoke) return;
  images.resize(std::min<std::size_t>(images.size(), 2));
  comparison.clusters = std::min<Index>(comparison.clusters, 1);
  comparison.steps = std::min<Index>(comparison.steps, 2);
  flipping.percent = {8, 32};
}

std::vector<Picture> Settings::pictures() const {
  const std::vector<std::string> known = default_names();
  std::vector<Picture> pictures;
  for (const std::string& image : images) {
    const bool is_known = std::find(known.begin(), known.end(), image) != known.end();
    pictures.push_back(is_known ? default_picture(image, size) : open_picture(image, size));
  }
  make_names_unique(pictures);
  return pictures;
}

void Settings::record(ResultWriter& writer) const {
  const schema::vgg16::Settings stored;
  stored.size.write(writer, size);
  stored.clusters.write(writer, study.clusters);
  stored.rule.write(writer, study.rule);
  stored.composite.write(writer, study.composite);
  stored.ig_steps.write(writer, comparison.steps);
  stored.patch.write(writer, flipping.patch);
  stored.layers.write(writer, study.layers);
  stored.flip_percent.write(writer, flipping.percent);
}

}  // namespace neon::experiments::vgg16
