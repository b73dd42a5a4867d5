#include <neon/clustering/assignment.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/core/progress.hpp>
#include <neon/model_files/torch_file.hpp>

#include <fmt/format.h>

#include "command_line/checks.hpp"
#include "command_line/parser.hpp"
#include "datasets/fetch.hpp"
#include "experiments/support/check.hpp"
#include "experiments/support/program.hpp"
#include "experiments/support/record.hpp"
#include "experiments/tiles/localise.hpp"
#include "experiments/tiles/pages.hpp"
#include "experiments/tiles/schema.hpp"

using namespace neon;
using namespace neon::experiments;
using namespace neon::experiments::tiles;

namespace {

const ProgramInfo info{
    "tiles",
    "Magnetic tiles, defective or not (Liu and Arik): ResNet-56 with a support vector machine on what its "
    "layers give, five-fold; clusters of the layers, supporting examples, and whether explanations "
    "find the defects that masks mark. Writes also a page of the clusters and two user studies.",
    "tiles --of-each 30 --explained 4 --out results/tiles.h5",
    "tiles.h5",
    true,
    {"--points"}};

constexpr Index size = 64, folds = 5;

std::filesystem::path file_of(const std::string& name, ResultWriter& writer) {
  const datasets::Dataset data = datasets::fetch(name);
  const datasets::FileEntry& entry = datasets::built_in_manifest().find(name).files.front();
  record_input(writer, entry.name, entry.pin());
  return data.file(entry.name);
}

/// Rows of a data set that are in one part.
std::vector<Matrix> rows_of(const std::vector<Matrix>& stages, const Labels& rows) {
  std::vector<Matrix> result;
  for (const Matrix& stage : stages) result.emplace_back(stage(rows, Eigen::all));
  return result;
}

Part part_of(const Tiles& tiles, const Labels& defective, const Labels& rows, const Vector& margin) {
  Part part{.number = rows, .kind = {}, .defective = {}, .predicted = {}};
  for (std::size_t n = 0; n < rows.size(); ++n) {
    part.kind.push_back(tiles.kind[static_cast<std::size_t>(rows[n])]);
    part.defective.push_back(defective[static_cast<std::size_t>(rows[n])]);
    part.predicted.push_back(margin(static_cast<Index>(n)) > 0 ? 1 : 0);
  }
  return part;
}

/// What the heads say of the tiles that they were not trained on: stored, with the accuracy of all and of each kind.
void record_tiles(const Tiles& tiles, const Labels& defective, const Labels& fold, const Vector& margin,
                  ResultWriter& writer) {
  const auto kinds = static_cast<Index>(tiles.kinds.size());
  Matrix accuracy(1 + kinds, schema::tiles::columns);
  const auto of = [&](Index kind) {
    std::vector<double> right;
    for (Index n = 0; n < tiles.count(); ++n)
      if (const auto at = static_cast<std::size_t>(n); kind < 0 || tiles.kind[at] == kind)
        right.push_back((margin(n) > 0) == (defective[at] == 1) ? 1 : 0);
    return means_with_intervals(Eigen::Map<const Vector>(right.data(), static_cast<Index>(right.size())));
  };
  for (Index kind = -1; kind < kinds; ++kind) accuracy.row(kind + 1) = of(kind);
  fmt::print("accuracy on tiles held out: {:.4f} ({:.4f} to {:.4f})\n", accuracy(0, 0), accuracy(0, 1), accuracy(0, 2));
  const schema::tiles::Tiles stored;
  stored.names.write(writer, tiles.names);
  stored.kind.write(writer, tiles.kind);
  stored.fold.write(writer, fold);
  stored.margin.write(writer, margin);
  stored.accuracy.write(writer, accuracy);
}

/// Accuracy and fidelity of the network, and of the surrogates by layer and together.
void record_table(const Part& train, const Part& test, const std::vector<LayerStudy>& layers, ResultWriter& writer) {
  schema::Strings names;
  std::vector<Eigen::RowVector4d> numbers;
  const auto add = [&](const std::string& name, const Matrix& of_train, const Matrix& of_test) {
    names.push_back(name);
    numbers.emplace_back(agreement(of_train, train.defective), agreement(of_train, train.predicted),
                         agreement(of_test, test.defective), agreement(of_test, test.predicted));
    fmt::print("{:32} {:8.4f} {:8.4f} {:8.4f} {:8.4f}\n", name, numbers.back()(0), numbers.back()(1), numbers.back()(2),
               numbers.back()(3));
  };
  const auto one_hot = [](const Labels& labels) {
    Matrix result = Matrix::Zero(static_cast<Index>(labels.size()), 2);
    for (std::size_t n = 0; n < labels.size(); ++n) result(static_cast<Index>(n), labels[n]) = 1;
    return result;
  };
  fmt::print("{:32} {:>8} {:>8} {:>8} {:>8}\n", "", "train", "fidelity", "test", "fidelity");
  add("network", one_hot(train.predicted), one_hot(test.predicted));
  const std::pair<const char*, Reached LayerStudy::*> ways[] = {{"DEC", &LayerStudy::dec},
                                                                {"k-means on codes", &LayerStudy::code_kmeans},
                                                                {"k-means on features", &LayerStudy::raw_kmeans}};
  for (const auto& [way, reached] : ways) {
    std::vector<Matrix> of_train, of_test;
    for (const LayerStudy& layer : layers) {
      of_train.push_back((layer.*reached).train);
      of_test.push_back((layer.*reached).test);
      add(fmt::format("{}, {}", way, layer.name), of_train.back(), of_test.back());
    }
    const Vector equal = Vector::Ones(static_cast<Index>(layers.size()));
    add(fmt::format("{}, full", way), weighted_prediction(of_train, equal), weighted_prediction(of_test, equal));
  }
  Matrix stored(static_cast<Index>(numbers.size()), 4);
  for (std::size_t row = 0; row < numbers.size(); ++row) stored.row(static_cast<Index>(row)) = numbers[row];
  const schema::tiles::Table table;
  table.names.write(writer, names);
  table.numbers.write(writer, stored);
}

/// Tiles of each kind in each cluster of a layer.  [K, kinds]
Matrix cluster_counts(const LayerStudy& layer, const Part& train, const Part& test, Index kinds) {
  const Matrix& centroids = layer.surrogate.model.centroids;
  Matrix counts = Matrix::Zero(centroids.rows(), kinds);
  const auto add = [&](const Matrix& code, const Labels& kind) {
    const Labels cluster = row_argmin(squared_distances(code, centroids));
    for (std::size_t n = 0; n < kind.size(); ++n) counts(cluster[n], kind[n]) += 1;
  };
  add(layer.train_code, train.kind);
  add(layer.test_code, test.kind);
  return counts;
}

}  // namespace

int main(int argc, char** argv) {
  RunFlags flags;
  Index of_each = 0, explained = 0;
  const auto add_flags = [&](command_line::Parser& app) {
    app.add_option("--of-each", of_each, "Tiles of each kind; 0: all").check(command_line::whole_number());
    app.add_option("--explained", explained, "Tiles of each kind of defect that are explained; 0: 24, smoke 2")
        .check(command_line::whole_number());
  };
  return run_program(argc, argv, info, flags, add_flags, [&] {
    LayerOptions options{.seed = flags.seed};
    if (flags.smoke) {
      if (of_each == 0) of_each = 20;
      options.clusters = 8;
      options.pretraining = options.self_training = 200;
    }
    if (explained == 0) explained = flags.smoke ? 2 : 24;
    const ExplanationOptions how{.steps = flags.smoke ? 2 : 8, .seed = flags.seed};
    StageTimer timer;
    ResultWriter writer(flags.out, info.name);
    timer.start("tiles");
    const Tiles tiles = read_tiles(file_of("magnetic-tile", writer), size, of_each);
    const TileNetwork network = TileNetwork::of(read_state_dict(file_of("resnet56-cifar10", writer)), size);
    timer.start("forward");
    const std::vector<Matrix> stages = network.features(network.input(tiles.grey), progress_bar("tiles"));
    timer.start("heads");
    const Matrix features = joined(stages);
    const Labels defective = tiles.defective(), fold = deal(tiles.kind, folds, flags.seed);
    std::vector<Labels> out(folds), in(folds);
    for (Index n = 0; n < tiles.count(); ++n)
      for (Index f = 0; f < folds; ++f)
        (fold[static_cast<std::size_t>(n)] == f ? out : in)[static_cast<std::size_t>(f)].push_back(n);
    const auto labels_of = [&](const Labels& rows) {
      Labels result;
      for (const Index row : rows) result.push_back(defective[static_cast<std::size_t>(row)]);
      return result;
    };
    std::vector<Head> heads;
    Vector margin(tiles.count());
    for (std::size_t f = 0; f < out.size(); ++f) {
      heads.push_back(Head::fit(features(in[f], Eigen::all), labels_of(in[f])));
      margin(out[f]) = heads.back().margin(Matrix(features(out[f], Eigen::all)));
    }
    record_tiles(tiles, defective, fold, margin, writer);

    const Head& head = heads.front();
    const Matrix train_features = features(in.front(), Eigen::all), test_features = features(out.front(), Eigen::all);
    const Part train = part_of(tiles, defective, in.front(), head.margin(train_features)),
               test = part_of(tiles, defective, out.front(), head.margin(test_features));
    timer.stop();
    const std::vector<Matrix> of_train = rows_of(stages, train.number), held_out = rows_of(stages, test.number);
    std::vector<LayerStudy> layers;
    for (std::size_t l = 0; l < stages.size(); ++l)
      layers.push_back(study_layer(cifar_resnet::stages[l], of_train[l], train.defective, held_out[l], options, timer));
    record_table(train, test, layers, writer);
    timer.start("supporting examples");
    const SupportingExamples supporting =
        find_supporting(train, test, layers, head.scaled(train_features), head.scaled(test_features));
    record_supporting(supporting, train, test, writer);

    CheckList checks;
    const schema::tiles::Settings settings;
    schema::Strings names;
    std::vector<Matrix> counts;
    for (const LayerStudy& layer : layers) {
      checks.add(layer.name, self_check(layer.surrogate.model, composites::find("paper-v2"), held_out[names.size()]),
                 "layers/" + layer.name, writer);
      counts.push_back(cluster_counts(layer, train, test, static_cast<Index>(tiles.kinds.size())));
      schema::tiles::Clusters{layer.name}.counts.write(writer, counts.back());
      names.push_back(layer.name);
    }
    settings.kinds.write(writer, tiles.kinds);
    settings.layers.write(writer, names);
    settings.network.write(writer, "ResNet-56 (CIFAR-10), support vector machine");
    settings.size.write(writer, size);
    settings.folds.write(writer, folds);
    settings.clusters.write(writer, options.clusters);
    timer.start("explanations");
    record_localisation(tiles, network, heads, fold, explained, how, writer);
    timer.start("pages");
    write_pages(flags.out, tiles, supporting, train, test, layers, counts, flags.smoke ? 6 : 20, flags.seed);
    timer.stop();
    record_run(writer, flags, timer);
    writer.commit();
    fmt::print("{}\n{}wrote {}\n", timer.table(), checks.text(), flags.out.string());
    checks.require(flags.strict);
  });
}
