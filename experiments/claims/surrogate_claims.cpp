#include <neon/core/error.hpp>

#include <algorithm>

#include "experiments/claims/claims.hpp"
#include "experiments/surrogate/schema.hpp"

namespace neon::claims {
namespace {

using schema::surrogate::Classes;
using schema::surrogate::ClassImages;
using schema::surrogate::Layer;
using schema::surrogate::Similar;
using schema::surrogate::Table;

enum Column : Index { train_accuracy, train_fidelity, test_accuracy, test_fidelity };

double in_table(const ResultReader& file, const std::string& row, Index column) {
  const Table stored;
  const schema::Strings names = stored.names.read(file);
  const auto found = std::find(names.begin(), names.end(), row);
  require(found != names.end(), "{}: {} should have a row '{}'", file.path().string(), stored.names.path, row);
  const Matrix numbers = stored.numbers.read(file);
  require(numbers.rows() == static_cast<Index>(names.size()) && numbers.cols() == 4,
          "{}: {} is [{}, {}], should be [{}, 4]", file.path().string(), stored.numbers.path, numbers.rows(),
          numbers.cols(), names.size());
  return numbers(found - names.begin(), column);
}

std::string full(const char* way) { return fmt::format("{}, {}", way, Table::full); }

/// Why numbers differ: the seed's network is another one.
std::string other_network(const ResultReader& file) {
  return fmt::format(
      "another network, of accuracy {:.3f} on training and {:.3f} on test images, JPEG copies; means over parts of "
      "maps",
      in_table(file, Table::network, train_accuracy), in_table(file, Table::network, test_accuracy));
}

Claim surrogate(const std::string& what, Column column, double paper, Tolerance tolerance) {
  return {what, fmt::format("{:.4g}", paper), std::move(tolerance), [=](const ResultReader& file, double allowed) {
            return close_to(in_table(file, full(Table::dec), column), paper, allowed, 3, other_network(file));
          }};
}

/// What the surrogate loses of the network's accuracy on the test images.
Finding lost_accuracy(const ResultReader& file, double allowed) {
  constexpr double paper = 0.8690 - 0.8448;
  return close_to(in_table(file, Table::network, test_accuracy) - in_table(file, full(Table::dec), test_accuracy),
                  paper, allowed, 4, other_network(file));
}

/// Same class, luminance distance, colour distance of one way to find similar images.
Named alike(const ResultReader& file, const std::string& method, Index column) {
  const Similar stored;
  const schema::Strings methods = stored.methods.read(file);
  const auto found = std::find(methods.begin(), methods.end(), method);
  require(found != methods.end(), "{}: {} should name '{}'", file.path().string(), stored.methods.path, method);
  return {method, stored.likeness.read(file)(found - methods.begin(), column)};
}

constexpr Index same_class = 0, luminance = 1, colour = 2;

/// The ordering of two ways, in one column after another.
Finding ordered(const ResultReader& file,
                const std::vector<std::tuple<const char*, const char*, Index>>& smaller_larger, double tolerance) {
  std::string reproduced, violated;
  for (const auto& [small, large, column] : smaller_larger) {
    const std::vector<Named> less{alike(file, small, column)}, more{alike(file, large, column)};
    reproduced += fmt::format("{}{} < {}", reproduced.empty() ? "" : "; ", listed(less), listed(more));
    violated += violations(less, more, tolerance);
  }
  return {reproduced, violated.empty(), violated};
}

Finding worst_logit(const ResultReader& file, double bound) {
  Named worst;
  for (const std::string& name : schema::surrogate::Settings{}.layers.read(file)) {
    const double value = Layer{name}.check.gap("logit").worst.read(file);
    if (worst.name.empty() || !(value <= worst.value)) worst = {name, value};
  }
  return at_most(worst.value, bound);
}

/// f against what arrives at the pixels and what is kept on the way, of every image and layer.
Finding worst_class_gap(const ResultReader& file, double bound) {
  double worst = 0;
  for (const std::string& name : schema::surrogate::Settings{}.layers.read(file)) {
    const double gap = Classes{name}.gap.read(file).maxCoeff();
    if (!(gap <= worst)) worst = gap;
  }
  return at_most(worst, bound);
}

double flipping_area(const ResultReader& file, const std::string& layer, const std::string& method) {
  return Classes{layer}.flips(method).area.read(file);
}

/// The mean over the layers of the area under the flipping curve, by method: NEON's should be the smallest.
Finding smallest_flipping_area(const ResultReader& file, double tolerance) {
  const schema::Strings layers = schema::surrogate::Settings{}.layers.read(file);
  const auto mean = [&](const std::string& method) {
    double sum = 0;
    for (const std::string& layer : layers) sum += flipping_area(file, layer, method);
    return Named{method, sum / static_cast<double>(layers.size())};
  };
  std::vector<Named> others;
  for (const std::string& method : ClassImages{}.methods.read(file))
    if (method != "NEON") others.push_back(mean(method));
  const std::vector<Named> ours{mean("NEON")};
  const std::string violated = violations(ours, others, tolerance);
  return {fmt::format("{} < {}", listed(ours), listed(others)), violated.empty(), violated};
}

DataTable flipping_table(const ResultReader& file) {
  DataTable table{"A class at the pixels: log-odds left when patches are flipped",
                  {"layer"},
                  {},
                  fmt::format("Mean log-odds of {} test images' own class by the layer's surrogate, over the square "
                              "root of the share of patches ({} x {} pixels) that took the image's mean colour, the "
                              "most relevant first. Smaller is better.",
                              ClassImages{}.asked.read(file).size(), ClassImages{}.patch.read(file),
                              ClassImages{}.patch.read(file))};
  const schema::Strings methods = ClassImages{}.methods.read(file);
  table.header.insert(table.header.end(), methods.begin(), methods.end());
  for (const std::string& layer : schema::surrogate::Settings{}.layers.read(file)) {
    table.rows.push_back({layer});
    for (const std::string& method : methods)
      table.rows.back().push_back(fmt::format("{:.3f}", flipping_area(file, layer, method)));
  }
  return table;
}

DataTable conservation_table(const ResultReader& file) {
  DataTable table{"A class at the pixels: where the log-odds go",
                  {"layer", "mean |log-odds|", "at the pixels", "kept on the way", "most kept by", "largest gap"},
                  {},
                  "Shares of sum |R| + sum |kept| over the images; kept: by biases of the encoder and of the "
                  "network's convolutions. Gap: |log-odds - relevance at the pixels - kept| in units of all that was "
                  "turned over.",
                  {0, 4}};
  for (const std::string& layer : schema::surrogate::Settings{}.layers.read(file)) {
    const Classes stored{layer};
    const Vector logit = stored.logit.read(file), kept = stored.kept.read(file);
    const double at_pixels = (logit - kept).cwiseAbs().sum(), of_biases = kept.cwiseAbs().sum(),
                 all = std::max(at_pixels + of_biases, 1e-300);
    const Matrix by_node = stored.node_kept.read(file);
    const schema::Strings nodes = stored.node.read(file);
    Index most = 0;
    if (by_node.rows() > 0) by_node.cwiseAbs().rowwise().sum().maxCoeff(&most);
    table.rows.push_back({layer, fmt::format("{:.3f}", logit.cwiseAbs().mean()), fmt::format("{:.3f}", at_pixels / all),
                          fmt::format("{:.3f}", of_biases / all),
                          nodes.empty() ? "" : nodes[static_cast<std::size_t>(most)],
                          fmt::format("{:.1e}", stored.gap.read(file).maxCoeff())});
  }
  return table;
}

DataTable prediction_table(const ResultReader& file) {
  DataTable table{
      "Table 2: the surrogate beside the network, and simpler surrogates",
      {"prediction by", "train accuracy", "train fidelity", "test accuracy", "test fidelity"},
      {},
      "The seed: network 0.869, surrogate 0.8448 with fidelity 0.923 on the test images, 1.0 and 1.0 on the "
      "training images. Fidelity: agreement with the network's own prediction. Here: " +
          schema::surrogate::Settings{}.source.read(file) +
          ", means over parts of the maps of each layer. CIFAR-100: not run, its archive is not to be had here; "
          "'surrogate --images' reads it."};
  const Table stored;
  for (const std::string& name : stored.names.read(file)) {
    table.rows.push_back({name});
    for (Index column = 0; column < 4; ++column)
      table.rows.back().push_back(fmt::format("{:.4f}", in_table(file, name, column)));
  }
  return table;
}

DataTable likeness_table(const ResultReader& file) {
  DataTable table{"The ten most similar training images of every test image",
                  {"weights of the layers", "same class", "luminance distance", "colour distance"},
                  {},
                  "equal: (1, 1, 1, 1); low: (2, 1, 0, 0); high: (0, 0, 1, 2); features: the mean maps that the dense "
                  "layer reads. Luminance: root mean square difference of 8 x 8 means; colour: half the absolute "
                  "differences of histograms of 64 colours."};
  for (const std::string& method : Similar{}.methods.read(file)) {
    table.rows.push_back({method});
    for (const Index column : {same_class, luminance, colour})
      table.rows.back().push_back(fmt::format("{:.3f}", alike(file, method, column).value));
  }
  return table;
}

DataTable layer_table(const ResultReader& file) {
  DataTable table{
      "Table 1: the layers' activations",
      {"layer", "numbers", "as means over", "features of a code", "share of the activations that codes lose"},
      {},
      "The seed has whole maps, 20 features and 15 clusters each.",
      {0, 2}};
  for (const std::string& name : schema::surrogate::Settings{}.layers.read(file)) {
    const Layer layer{name};
    const Index cells = layer.cells.read(file);
    table.rows.push_back({name, fmt::to_string(layer.channels.read(file)), fmt::format("{} x {} parts", cells, cells),
                          fmt::to_string(layer.code.read(file)), fmt::format("{:.3f}", layer.lost.read(file))});
  }
  return table;
}

}  // namespace

/// Liu and Arik, "Explaining deep neural networks using unsupervised clustering", 2020.
Experiment surrogate_experiment() {
  const auto order = [](std::vector<std::tuple<const char*, const char*, Index>> pairs) {
    return [pairs = std::move(pairs)](const ResultReader& file, double tolerance) {
      return ordered(file, pairs, tolerance);
    };
  };
  return {"What every layer of a network knows, by clusters: CIFAR-10",
          {{"Table 2: accuracy that the surrogate loses of the network's, test images",
            "0.8690 - 0.8448",
            {"± {}", 0.02, 0.2},
            lost_accuracy},
           surrogate("Table 2: fidelity of the surrogate, test images", test_fidelity, 0.923, {"± {}", 0.03, 0.2}),
           surrogate("accuracy of the surrogate, training images", train_accuracy, 1, {"± {}", 0.05, 0.2}),
           surrogate("fidelity of the surrogate, training images", train_fidelity, 1, {"± {}", 0.05, 0.2}),
           {"low layers know colour and shape, high layers classes: distances and classes of similar images",
            "seen by eye",
            {"ties {}", 0, 0.05},
            order({{"low", "high", luminance}, {"low", "high", colour}, {"low", "high", same_class}})},
           {"equal weights keep both likenesses: nearer in pixels than by features, of the class more than by low "
            "layers",
            "seen by eye",
            {"ties {}", 0, 0.05},
            order({{"equal", "features", luminance}, {"equal", "features", colour}, {"low", "equal", same_class}})},
           {"a class at the pixels: log-odds less relevance less what biases kept, largest gap",
            "law",
            {"≤ {:g}", 1e-9, 1e-9},
            worst_class_gap},
           {"a class at the pixels: least is left of the log-odds when NEON's patches are flipped, mean over layers",
            "ours alone",
            {"ties {}", 0, 0.5},
            smallest_flipping_area},
           {"the logit of a cluster is its log-odds: max |f - log-odds|", "law", {"≤ {:g}", 1e-9, 1e-9}, worst_logit},
           told("whole CIFAR-10 experiment, training included", 720, "s", run_seconds),
           {"peak memory, CIFAR-10", "own bar", {"≤ {:g} MiB", 6144, 6144}, peak_memory}},
          [](const ResultReader& file) {
            return std::vector{prediction_table(file), likeness_table(file),     layer_table(file),
                               flipping_table(file),   conservation_table(file), cost_table(file)};
          }};
}

}  // namespace neon::claims
