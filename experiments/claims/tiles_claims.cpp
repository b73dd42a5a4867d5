#include <neon/core/error.hpp>

#include <algorithm>

#include "experiments/claims/claims.hpp"
#include "experiments/tiles/schema.hpp"

namespace neon::claims {
namespace {

using schema::tiles::Supporting;
namespace stored = schema::tiles;

const std::string shape_hint = "should have 3 columns: mean, low, high";

/// A table of means with their intervals.
Matrix means(const ResultReader& file, const schema::Dataset<Matrix>& dataset, std::size_t rows) {
  const Matrix table = dataset.read(file);
  require(table.rows() == static_cast<Index>(rows) && table.cols() == stored::columns,
          "{}: {} is [{}, {}], {} rows and {}", file.path().string(), dataset.path, table.rows(), table.cols(), rows,
          shape_hint);
  return table;
}

std::string cell(const Matrix& table, Index row, int decimals = 3) {
  return fmt::format("{:.{}f} ({:.{}f} to {:.{}f})", table(row, stored::value), decimals, table(row, stored::low),
                     decimals, table(row, stored::high), decimals);
}

Matrix accuracy(const ResultReader& file) {
  return means(file, stored::Tiles{}.accuracy, 1 + stored::Settings{}.kinds.read(file).size());
}

/// At least, in place of at most.
Finding at_least(const Matrix& table, double bound) {
  const double value = table(0, stored::value);
  return {cell(table, 0), value >= bound, value >= bound ? "" : fmt::format("{:.4f} is below {}", value, bound)};
}

Named share(const ResultReader& file, const std::string& source, bool defects) {
  const Supporting supporting;
  const schema::Strings names = supporting.names.read(file);
  const auto found = std::find(names.begin(), names.end(), source);
  require(found != names.end(), "{}: {} should name '{}'", file.path().string(), supporting.names.path, source);
  const Matrix table = means(file, defects ? supporting.same_defect : supporting.same, names.size());
  return {source, table(found - names.begin(), stored::value)};
}

/// The seed's users trusted most what was similar and of the predicted label, least what was drawn from all.
Finding supporting_order(const ResultReader& file, double tolerance) {
  const std::vector<std::string> order{Supporting::all, Supporting::all_filtered, Supporting::similar,
                                       Supporting::similar_filtered};
  std::vector<Named> items;
  std::string violated;
  for (const std::string& source : order) {
    items.push_back(share(file, source, true));
    if (items.size() > 1) violated += violations({items[items.size() - 2]}, {items.back()}, tolerance);
  }
  return {listed(items), violated.empty(), violated};
}

Named of_method(const ResultReader& file, const std::string& method, schema::Dataset<Matrix> dataset) {
  return {method, means(file, dataset, stored::Localisation{}.groups.read(file).size())(0, stored::value)};
}

Finding inside_more_than_area(const ResultReader& file, double tolerance) {
  const stored::Localisation found;
  const Named area = of_method(file, "the masks' share of the area", found.area());
  const Named neon = of_method(file, "NEON", found.inside("NEON"));
  return below({area, of_method(file, "random", found.inside("random"))}, {neon}, tolerance);
}

/// ROC areas of all methods: which is best is told, not claimed.
Finding every_method(const ResultReader& file, double) {
  const stored::Localisation found;
  std::vector<Named> items;
  for (const std::string& method : found.methods.read(file))
    items.push_back(of_method(file, method, found.roc_area(method)));
  std::stable_sort(items.begin(), items.end(), [](const Named& a, const Named& b) { return a.value > b.value; });
  const Matrix neon = means(file, found.roc_area("NEON"), found.groups.read(file).size());
  return {listed(items), true, fmt::format("NEON with its 95 % interval: {}", cell(neon, 0))};
}

DataTable accuracy_table(const ResultReader& file) {
  const schema::Strings kinds = stored::Settings{}.kinds.read(file);
  const Matrix of = accuracy(file);
  const Labels kind = stored::Tiles{}.kind.read(file);
  DataTable table{
      "Defective or not: accuracy on tiles held out",
      {"tiles", "number", "accuracy"},
      {{"all", fmt::to_string(kind.size()), cell(of, 0)}},
      fmt::format("{}, tiles of {} x {} pixels, features: mean and largest value of every map after the stem and "
                  "the three stages, {} folds. 95 % bootstrap intervals. Folds are of photographs: some tiles were "
                  "taken several times.",
                  stored::Settings{}.network.read(file), stored::Settings{}.size.read(file),
                  stored::Settings{}.size.read(file), stored::Settings{}.folds.read(file))};
  for (std::size_t k = 0; k < kinds.size(); ++k)
    table.rows.push_back({kinds[k], fmt::to_string(std::count(kind.begin(), kind.end(), static_cast<Index>(k))),
                          cell(of, static_cast<Index>(k) + 1)});
  return table;
}

DataTable prediction_table(const ResultReader& file) {
  DataTable table{
      "Surrogates by the clusters of each layer",
      {"prediction by", "train accuracy", "train fidelity", "test accuracy", "test fidelity"},
      {},
      "The first fold held out. Fidelity: agreement with the network's own prediction. The seed tells no numbers."};
  const stored::Table rows;
  const schema::Strings names = rows.names.read(file);
  const Matrix numbers = rows.numbers.read(file);
  require(numbers.rows() == static_cast<Index>(names.size()) && numbers.cols() == 4,
          "{}: {} is [{}, {}], should be [{}, 4]", file.path().string(), rows.numbers.path, numbers.rows(),
          numbers.cols(), names.size());
  for (Index row = 0; row < numbers.rows(); ++row) {
    table.rows.push_back({names[static_cast<std::size_t>(row)]});
    for (Index c = 0; c < 4; ++c) table.rows.back().push_back(fmt::format("{:.4f}", numbers(row, c)));
  }
  return table;
}

DataTable supporting_table(const ResultReader& file) {
  const std::vector<std::pair<std::string, std::string>> users{{Supporting::similar_filtered, "3.91 ± 0.24"},
                                                               {Supporting::similar, "3.67 ± 0.23"},
                                                               {Supporting::all_filtered, "3.01 ± 0.22"},
                                                               {Supporting::all, "2.59 ± 0.26"},
                                                               {Supporting::fine, "2.95 ± 0.27"}};
  DataTable table{
      "Table 4: supporting examples",
      {"drawn from", "same fine label, all", "same fine label, defective", "the seed: users' trust, 1 to 5"},
      {},
      "Share of the examples that have the tile's own fine label (which the network was not told), with 95 % "
      "bootstrap intervals over the tiles of the first fold. The users' trust is another measure: it was asked "
      "of people, and says nothing of labels."};
  const Supporting supporting;
  const schema::Strings names = supporting.names.read(file);
  const Matrix all = means(file, supporting.same, names.size()),
               defects = means(file, supporting.same_defect, names.size());
  for (std::size_t n = 0; n < names.size(); ++n) {
    const auto user = std::find_if(users.begin(), users.end(), [&](const auto& one) { return one.first == names[n]; });
    table.rows.push_back({names[n], cell(all, static_cast<Index>(n)), cell(defects, static_cast<Index>(n)),
                          user == users.end() ? "not asked" : user->second});
  }
  return table;
}

DataTable localisation_table(const ResultReader& file, const std::string& caption, const std::string& note, bool area,
                             const std::function<schema::Dataset<Matrix>(const std::string& method)>& dataset) {
  const stored::Localisation found;
  const schema::Strings groups = found.groups.read(file);
  const Labels tiles = found.tiles.read(file);
  require(tiles.size() == groups.size(), "{}: {} should be as many as {}", file.path().string(), found.tiles.path,
          found.groups.path);
  DataTable table{caption, {"method"}, {}, note};
  for (std::size_t g = 0; g < groups.size(); ++g) table.header.push_back(fmt::format("{} ({})", groups[g], tiles[g]));
  const auto add = [&](const std::string& name, const Matrix& of) {
    table.rows.push_back({name});
    for (Index g = 0; g < of.rows(); ++g) table.rows.back().push_back(cell(of, g, 2));
  };
  for (const std::string& method : found.methods.read(file)) add(method, means(file, dataset(method), groups.size()));
  std::vector<double> best(groups.size(), -1);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    std::size_t at = 0;
    std::size_t row = 0;
    for (const std::string& method : found.methods.read(file)) {
      const double value = dataset(method).read(file)(static_cast<Index>(g), stored::value);
      if (value > best[g]) {
        best[g] = value;
        at = row;
      }
      ++row;
    }
    table.best.insert({at, g + 1});
  }
  if (area) add("the masks' share of the area", means(file, found.area(), groups.size()));
  return table;
}

DataTable cluster_table(const ResultReader& file) {
  const schema::Strings kinds = stored::Settings{}.kinds.read(file);
  DataTable table{
      "Clusters of defects",
      {"layer, cluster", "tiles", "defective", "most often", "purity"},
      {},
      "Clusters of which more than half of the tiles are defective; purity: share of the most frequent kind. "
      "results/tiles.html shows them."};
  table.words = {0, 3};
  const auto none = std::find(kinds.begin(), kinds.end(), "Free") - kinds.begin();
  for (const std::string& layer : stored::Settings{}.layers.read(file)) {
    const Matrix counts = stored::Clusters{layer}.counts.read(file);
    require(counts.cols() == static_cast<Index>(kinds.size()) && none < counts.cols(),
            "{}: clusters of {} should be of {} kinds, Free among them", file.path().string(), layer, kinds.size());
    for (Index k = 0; k < counts.rows(); ++k) {
      const double all = counts.row(k).sum(), defective = all > 0 ? 1 - counts(k, none) / all : 0;
      if (defective <= 0.5) continue;
      Index usual = 0;
      const double purity = counts.row(k).maxCoeff(&usual) / all;
      table.rows.push_back({fmt::format("{}, {}", layer, k), fmt::format("{}", all), fmt::format("{:.2f}", defective),
                            kinds[static_cast<std::size_t>(usual)], fmt::format("{:.2f}", purity)});
    }
  }
  return table;
}

}  // namespace

/// Liu and Arik, "Explaining deep neural networks using unsupervised clustering", 2020, Sec. 5.3.
Experiment tiles_experiment() {
  const stored::Localisation found;
  return {
      "Magnetic tiles: supporting examples, and whether explanations find the defects",
      {{"accuracy on defective or not, five-fold",
        "0.94",
        {"≥ {}", 0.94, 0.6},
        [](const ResultReader& file, double bound) { return at_least(accuracy(file), bound); }},
       {"supporting examples, defective tiles: of the same fine label more if similar, and more of the predicted label",
        "trust 2.59 < 3.01 < 3.67 < 3.91",
        {"ties {}", 0, 0.1},
        supporting_order},
       {"localisation: of NEON's positive relevance more is inside the defect's mask than of the area, and of random "
        "relevance",
        "ours",
        {"ties {}", 0, 0.05},
        inside_more_than_area},
       {"localisation: ROC area of every method", "ours", {"told", 0, 0}, every_method, false},
       {"relevance at the pixels and what biases kept add up to the margin: max gap",
        "law",
        {"≤ {:g}", 1e-9, 1e-9},
        [](const ResultReader& file, double bound) { return at_most(stored::Localisation{}.gap.read(file), bound); }},
       {"user studies of similar images and of trust (Figures 8 and 9)",
        "316 and 419 trials",
        {"none", 0, 0},
        [](const ResultReader&, double) {
          return Finding{"not run: needs people", false,
                         "results/tiles-similar.html and results/tiles-trust.html ask the questions"};
        },
        false}},
      [](const ResultReader& file) {
        const stored::Localisation loc;
        return std::vector{
            accuracy_table(file),
            prediction_table(file),
            supporting_table(file),
            localisation_table(
                file, "Localisation: share of the positive relevance inside the mask",
                fmt::format("Tiles that the network was not trained on, explained for defective; 95 % "
                            "bootstrap intervals. Biases kept {:.2f} of what NEON turned over; IG missed "
                            "the margin by {:.2f} of it on average.",
                            loc.kept.read(file), loc.completeness.read(file)),
                true, [&](const std::string& method) { return loc.inside(method); }),
            localisation_table(file, "Localisation: pointing game",
                               "Is the pixel of the largest relevance inside the mask?", true,
                               [&](const std::string& method) { return loc.pointing(method); }),
            localisation_table(file, "Localisation: ROC area over pixels",
                               "Probability that a pixel inside has more relevance than one outside.", false,
                               [&](const std::string& method) { return loc.roc_area(method); }),
            cluster_table(file),
            cost_table(file)};
      }};
}

}  // namespace neon::claims
