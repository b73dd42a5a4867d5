#include <neon/model_files/torch_file.hpp>

#include <fmt/format.h>

#include "command_line/checks.hpp"
#include "command_line/parser.hpp"
#include "datasets/fetch.hpp"
#include "experiments/support/check.hpp"
#include "experiments/support/program.hpp"
#include "experiments/support/record.hpp"
#include "experiments/surrogate/class_pixels.hpp"
#include "experiments/surrogate/concepts.hpp"
#include "experiments/surrogate/schema.hpp"
#include "experiments/surrogate/similar.hpp"
#include "experiments/surrogate/study.hpp"

using namespace neon;
using namespace neon::experiments;
using namespace neon::experiments::surrogate;

namespace {

const ProgramInfo info{"surrogate",
                       "What the clusters of four layers of ResNet-56 know of the classes of CIFAR-10 (Liu and Arik): "
                       "deep embedded clustering of the layers' mean activations, its accuracy and fidelity per layer "
                       "and together, and those of k-means on the same codes and on the activations.",
                       "surrogate --train 5000 --test 1000 --out results/surrogate.h5",
                       "surrogate.h5",
                       true,
                       {"--points"}};

std::filesystem::path file_of(const std::string& name, ResultWriter& writer) {
  const datasets::Dataset data = datasets::fetch(name);
  const datasets::FileEntry& entry = datasets::built_in_manifest().find(name).files.front();
  record_input(writer, entry.name, entry.pin());
  return data.file(entry.name);
}

/// Accuracy and fidelity of a way to predict, on both parts.
struct Scored {
  std::string name;
  double train_accuracy, train_fidelity, test_accuracy, test_fidelity;
};

void record_table(const std::vector<Scored>& rows, ResultWriter& writer) {
  fmt::print("{:32} {:>8} {:>8} {:>8} {:>8}\n", "", "train", "fidelity", "test", "fidelity");
  schema::Strings names;
  Matrix numbers(static_cast<Index>(rows.size()), 4);
  for (const Scored& row : rows) {
    fmt::print("{:32} {:8.4f} {:8.4f} {:8.4f} {:8.4f}\n", row.name, row.train_accuracy, row.train_fidelity,
               row.test_accuracy, row.test_fidelity);
    numbers.row(static_cast<Index>(names.size())) << row.train_accuracy, row.train_fidelity, row.test_accuracy,
        row.test_fidelity;
    names.push_back(row.name);
  }
  const schema::surrogate::Table stored;
  stored.names.write(writer, names);
  stored.numbers.write(writer, numbers);
}

/// From the first layer alone to the last: the weight moves up by and by, each time shared by two neighbours.
void record_sweep(const std::vector<LayerStudy>& layers, const Labels& label, const Labels& predicted,
                  ResultWriter& writer) {
  constexpr Index steps = 4;  // between neighbours
  const auto count = static_cast<Index>(layers.size());
  std::vector<Matrix> predictions;
  for (const LayerStudy& layer : layers) predictions.push_back(layer.dec.test);
  Matrix weights = Matrix::Zero((count - 1) * steps + 1, count), reached(weights.rows(), 2);
  for (Index row = 0; row < weights.rows(); ++row) {
    const Index lower = std::min(row / steps, count - 2);
    const double up = static_cast<double>(row - lower * steps) / steps;
    weights(row, lower) = 1 - up;
    weights(row, lower + 1) = up;
    const Matrix p = weighted_prediction(predictions, weights.row(row));
    reached.row(row) << agreement(p, label), agreement(p, predicted);
  }
  const schema::surrogate::Sweep stored;
  stored.weights.write(writer, weights);
  stored.test.write(writer, reached);
}

}  // namespace

int main(int argc, char** argv) {
  RunFlags flags;
  Index train_images = 0, test_images = 0;
  std::vector<Index> cells, hidden;
  std::string checkpoints, images;
  const auto add_flags = [&](command_line::Parser& app) {
    app.add_option("--train", train_images, "Training images of each class; 0: all 5,000")
        .check(command_line::whole_number());
    app.add_option("--test", test_images, "Test images of each class; 0: all 1,000")
        .check(command_line::whole_number());
    app.add_option("--hidden", hidden, "Widths of the encoders' hidden layers; 0: none")
        .delimiter(',')
        .check(command_line::whole_number());
    app.add_option("--images", images,
                   "Archive of the images: the canonical binary one of CIFAR-10 or CIFAR-100, or JPEG files in "
                   "train/CLASS and test/CLASS; default: the JPEG copies of CIFAR-10")
        .type_name("FILE");
    app.add_option("--cells", cells, "Maps of the four layers are averaged over this many parts a side")
        .delimiter(',')
        .expected(4)
        .check(command_line::whole_number(1));
    app.add_option(
           "--checkpoints", checkpoints,
           "Folder of what an interrupted run need not compute again; default: beside the result, removed at the "
           "end; none: nothing is kept")
        .type_name("FOLDER");
  };
  return run_program(argc, argv, info, flags, add_flags, [&] {
    StudyOptions options{.seed = flags.seed};
    if (flags.smoke) {
      if (train_images == 0) train_images = 30;
      if (test_images == 0) test_images = 10;
      options.pretraining = options.self_training = 200;
      options.cells = {2, 2, 1, 1};
    }
    if (!cells.empty()) options.cells = cells;
    if (!hidden.empty()) options.hidden = hidden == std::vector<Index>{0} ? std::vector<Index>{} : hidden;
    if (checkpoints != "none")
      options.checkpoints = checkpoints.empty() ? flags.out.string() + ".checkpoints" : checkpoints;
    StageTimer timer;
    ResultWriter writer(flags.out, info.name);
    timer.start("images");
    const Cifar cifar = read_cifar(images.empty() ? file_of("cifar10-jpeg", writer) : std::filesystem::path(images),
                                   train_images, test_images);
    const ImageNetwork network = cifar_resnet::network(read_state_dict(file_of("resnet56-cifar10", writer)));
    timer.start("forward");
    const Passed train = pass(network, cifar.train.rgb, options, "train"),
                 test = pass(network, cifar.test.rgb, options, "test");
    const auto classes = static_cast<Index>(cifar.classes.size());
    const std::vector<LayerStudy> layers = study(network, train, cifar.train.label, classes, test, options, timer);

    std::vector<Scored> rows;
    const auto score = [&](const std::string& name, const Reached& reached) {
      rows.push_back({name, agreement(reached.train, cifar.train.label), agreement(reached.train, train.predicted),
                      agreement(reached.test, cifar.test.label), agreement(reached.test, test.predicted)});
    };
    const auto one_hot = [&](const Labels& labels) {
      Matrix result = Matrix::Zero(static_cast<Index>(labels.size()), classes);
      for (std::size_t n = 0; n < labels.size(); ++n) result(static_cast<Index>(n), labels[n]) = 1;
      return result;
    };
    score(schema::surrogate::Table::network, {one_hot(train.predicted), one_hot(test.predicted)});
    const std::pair<const char*, Reached LayerStudy::*> ways[] = {
        {schema::surrogate::Table::dec, &LayerStudy::dec},
        {schema::surrogate::Table::codes, &LayerStudy::code_kmeans},
        {schema::surrogate::Table::activations, &LayerStudy::raw_kmeans}};
    for (const auto& [name, way] : ways) {
      std::vector<Matrix> of_train, of_test;
      for (const LayerStudy& layer : layers) {
        score(fmt::format("{}, {}", name, layer.name), layer.*way);
        of_train.push_back((layer.*way).train);
        of_test.push_back((layer.*way).test);
      }
      const Vector equal = Vector::Ones(static_cast<Index>(layers.size()));
      score(fmt::format("{}, {}", name, schema::surrogate::Table::full),
            {weighted_prediction(of_train, equal), weighted_prediction(of_test, equal)});
    }
    CheckList checks;
    const schema::surrogate::Settings settings;
    schema::Strings stages;
    for (const LayerStudy& layer : layers) {
      const schema::surrogate::Layer stored{layer.name};
      checks.add(layer.name,
                 self_check(layer.surrogate.model, composites::find("paper-v2"), test.activations[stages.size()]),
                 stored.group, writer);
      stored.channels.write(writer, layer.surrogate.model.features());
      stored.cells.write(writer, layer.cells);
      stored.code.write(writer, layer.surrogate.model.centroids.cols());
      stored.lost.write(writer, layer.reconstruction);
      stored.posterior.write(writer, layer.surrogate.posterior);
      stages.push_back(layer.name);
    }
    settings.layers.write(writer, stages);
    settings.source.write(writer, cifar.source);
    settings.classes.write(writer, cifar.classes);
    settings.train.write(writer, cifar.train.rgb.count);
    settings.test.write(writer, cifar.test.rgb.count);
    settings.clusters.write(writer, options.clusters);
    settings.radius.write(writer, options.radius);
    settings.degrees.write(writer, options.degrees);
    record_table(rows, writer);
    record_sweep(layers, cifar.test.label, test.predicted, writer);
    timer.start("similar images");
    record_similar(cifar, train, test, layers, writer);
    timer.start("concepts");
    for (const LayerStudy* layer : {&layers.front(), &layers.back()})
      record_concepts(network, cifar, *layer, flags.smoke ? 2 : 6, flags.smoke ? 2 : 6, writer);
    timer.start("classes at the pixels");
    ClassOptions of_classes{.seed = flags.seed};
    if (flags.smoke) {
      of_classes.images = 2;
      of_classes.steps = 2;
    }
    record_classes(network, cifar, test, layers, of_classes, writer);
    timer.stop();
    record_run(writer, flags, timer);
    writer.commit();
    if (checkpoints.empty()) std::filesystem::remove_all(options.checkpoints);
    fmt::print("{}\n{}wrote {}\n", timer.table(), checks.text(), flags.out.string());
    checks.require(flags.strict);
  });
}
