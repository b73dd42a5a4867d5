#include <neon/core/error.hpp>

#include <algorithm>

#include "experiments/claims/claims.hpp"
#include "experiments/surrogate/schema.hpp"

namespace neon::claims {
namespace {

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
      "another network, of accuracy {:.3f} on training and {:.3f} on test images, JPEG copies; means over maps",
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

DataTable prediction_table(const ResultReader& file) {
  DataTable table{
      "Table 2: the surrogate beside the network, and simpler surrogates",
      {"prediction by", "train accuracy", "train fidelity", "test accuracy", "test fidelity"},
      {},
      "The seed: network 0.869, surrogate 0.8448 with fidelity 0.923 on the test images, 1.0 and 1.0 on the "
      "training images. Fidelity: agreement with the network's own prediction. Here: lossy JPEG copies of "
      "CIFAR-10, means over the maps of each layer."};
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
  DataTable table{"Table 1: the layers' activations",
                  {"layer", "maps", "features of a code", "share of the activations that codes lose"},
                  {},
                  "The seed has 20 features and 15 clusters each; a code has no more features than there are maps."};
  for (const std::string& name : schema::surrogate::Settings{}.layers.read(file)) {
    const Layer layer{name};
    table.rows.push_back({name, fmt::to_string(layer.channels.read(file)), fmt::to_string(layer.code.read(file)),
                          fmt::format("{:.3f}", layer.lost.read(file))});
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
           {"the logit of a cluster is its log-odds: max |f - log-odds|", "law", {"≤ {:g}", 1e-9, 1e-9}, worst_logit}},
          [](const ResultReader& file) {
            return std::vector{prediction_table(file), likeness_table(file), layer_table(file), cost_table(file)};
          }};
}

}  // namespace neon::claims
