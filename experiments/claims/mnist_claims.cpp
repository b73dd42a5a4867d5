#include <algorithm>
#include <cmath>

#include "experiments/claims/parts.hpp"

namespace neon::claims::mnist {
namespace {

/// `names` with those of `first` in front, in that order.
std::vector<std::string> in_order(std::vector<std::string> names, const std::vector<std::string>& first) {
  std::stable_sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
    return std::find(first.begin(), first.end(), a) < std::find(first.begin(), first.end(), b);
  });
  return names;
}

constexpr double printed_standard = 0.63;

Claim accuracy(const std::string& text, const std::string& model, double paper, double tolerance) {
  return {
      text, fmt::format("{:.2f}", paper), {"± {:g}", tolerance, 0.06}, [=](const ResultReader& file, double allowed) {
        return close_to(Model{model}.accuracy_test.read(file), paper, allowed, 3);
      }};
}

/// The text's model is not the one behind the printed number: say so with the accuracy of the likely one.
Finding standard_accuracy(const ResultReader& file, double tolerance) {
  std::string explanation;
  if (const Model nobias{"standard-nobias"}; nobias.in(file)) {
    const double without = nobias.accuracy_test.read(file);
    explanation = fmt::format("the text's model is the nearest class mean; leaving out its biases b_k gives {:.3f}{}",
                              without, std::abs(without - printed_standard) <= tolerance ? ", the printed number" : "");
  }
  return close_to(Model{"standard"}.accuracy_test.read(file), printed_standard, tolerance, 3, explanation);
}

Finding nonlinear_is_better(const ResultReader& file, double tolerance) {
  const auto of = [&](const std::string& model) { return Named{model, Model{model}.accuracy_test.read(file)}; };
  return below({of("standard")}, {of("kernel"), of("deep")}, tolerance);
}

Claim top_probability(const std::string& model, double target) {
  return {model + ": mean top soft-assign probability (training points)",
          fmt::format("{:.1f}", target),
          {"± {:g}", 1e-3, 1e-3},
          [=](const ResultReader& file, double tolerance) {
            return close_to(Model{model}.top_probability.read(file), target, tolerance, 4);
          }};
}

Finding self_similarity(const ResultReader& file, double tolerance) {
  return close_to(Model{"kernel"}.self_similarity.read(file), 0.9, tolerance, 4);
}

/// Section 5.1 and Figure 4: accuracies, soft-assign targets, kernel width.
std::vector<Claim> model_claims() {
  return {{"accuracy, standard k-means (model of the text)",
           fmt::format("{:.2f}", printed_standard),
           {"± {:g}", 0.01, 0.06},
           standard_accuracy},
          accuracy("accuracy, standard k-means without b_k", "standard-nobias", printed_standard, 0.01),
          accuracy("accuracy, kernel k-means", "kernel", 0.94, 0.015),
          accuracy("accuracy, deep k-means", "deep", 0.96, 0.02),
          {"kernel and deep k-means match the classes better",
           "0.94, 0.96 > 0.63",
           {"ties within {:g}", 0, 0.02},
           nonlinear_is_better},
          top_probability("standard", 0.8),
          top_probability("kernel", 0.9),
          top_probability("deep", 0.9),
          {"kernel: self-similarity of the support vectors", "0.9", {"± {:g}", 1e-3, 1e-3}, self_similarity}};
}

/// Accuracy and parameters of every model.
DataTable model_table(const ResultReader& file) {
  DataTable table{"Models",
                  {"model", "accuracy, test", "accuracy, training", "beta", "gamma", "explained points", "fit [s]"},
                  {},
                  ""};
  for (const Model& model : models(file)) {
    table.rows.push_back(
        {model.name, fmt::format("{:.4f}", model.accuracy_test.read(file)),
         fmt::format("{:.4f}", model.accuracy_train.read(file)), fmt::format("{:.4g}", model.beta.read(file)),
         model.gamma.in(file) ? fmt::format("{:.4g}", model.gamma.read(file)) : "",
         fmt::to_string(model.explained_count.read(file)), fmt::format("{:.2f}", model.seconds_fit.read(file))});
    if (model.parameters.in(file))
      table.note += fmt::format("{}{}: {}.", table.note.empty() ? "" : " ", model.name, model.parameters.read(file));
  }
  return table;
}

/// Area under the pixel-flipping curve of every method of a model: four protocols side by side.
DataTable flipping_table(const ResultReader& file, const Model& model) {
  DataTable table{fmt::format("Pixel flipping, {}: area under the curve", model.name), {"method"}, {}};
  for (const std::string& method : methods(file, model)) table.rows.push_back({method});
  for (const Protocol& protocol : protocols()) {
    std::size_t best = table.rows.size();
    double smallest = infinity;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      const std::string method = table.rows[row].front();
      if (!has_flipping(file, model, protocol, method)) {
        table.rows[row].emplace_back();
        continue;
      }
      const double area = flipping_area(file, model, protocol, method);
      if (area < smallest) best = row;
      smallest = std::min(smallest, area);
      table.rows[row].push_back(fmt::format("{:.4f}", area));
    }
    if (best < table.rows.size()) table.best.emplace(best, table.header.size());
    table.header.push_back(protocol.title);
  }
  return table;
}

std::vector<DataTable> tables(const ResultReader& file) {
  std::vector<DataTable> all = {model_table(file)};
  for (const Model& model : models(file)) all.push_back(flipping_table(file, model));
  for (const auto& table : {time_table, conservation_table, root_table}) all.push_back(table(file));
  all.push_back(cost_table(file));
  return all;
}

}  // namespace

std::vector<Model> models(const ResultReader& file) {
  std::vector<Model> all;
  for (const std::string& name :
       in_order(file.groups(schema::mnist::all_models), {"standard", "standard-nobias", "kernel", "deep"}))
    all.push_back({name});
  return all;
}

std::vector<std::string> methods(const ResultReader& file, const Model& model) {
  std::vector<std::string> names = in_order(file.groups(model.all_methods), {"SR", "IG", "SA", "GI"});
  std::stable_partition(names.begin(), names.end(), [](const std::string& name) { return name != "random"; });
  std::stable_partition(names.begin(), names.end(), [](const std::string& name) { return name.starts_with("NEON"); });
  return names;
}

const std::vector<Protocol>& protocols() {
  using schema::mnist::Flipping;
  static const std::vector<Protocol> all{{"box root, pooled", "box", &Flipping::pooled},
                                         {"box root, per point", "box", &Flipping::per_point},
                                         {"free root, pooled", "free", &Flipping::pooled},
                                         {"free root, per point", "free", &Flipping::per_point}};
  return all;
}

bool has_flipping(const ResultReader& file, const Model& model, const Protocol& protocol, const std::string& method) {
  return file.has(model.flipping(protocol.root, method).group);
}

double flipping_area(const ResultReader& file, const Model& model, const Protocol& protocol,
                     const std::string& method) {
  return (model.flipping(protocol.root, method).*protocol.order).auc.read(file);
}

DataTable by_method(const ResultReader& file, const std::string& caption, const std::string& note,
                    const std::function<std::string(const schema::mnist::Method& stored)>& cell) {
  DataTable table{caption, {"method"}, {}, note};
  std::vector<std::string> rows;
  const std::vector<Model> all = models(file);
  for (const Model& model : all) {
    table.header.push_back(model.name);
    for (const std::string& method : methods(file, model))
      if (std::find(rows.begin(), rows.end(), method) == rows.end()) rows.push_back(method);
  }
  for (const std::string& method : rows) {
    std::vector<std::string> cells = {method};
    for (const Model& model : all) {
      const schema::mnist::Method stored = model.method(method);
      cells.push_back(file.has(stored.group) ? cell(stored) : "");
    }
    table.rows.push_back(cells);
  }
  return table;
}

}  // namespace neon::claims::mnist

namespace neon::claims {

/// Section 5.1 of the NEON paper: Figures 4 and 5.
Experiment mnist_experiment() {
  using namespace mnist;
  Experiment experiment{"MNIST: standard, kernel and deep k-means", {}, mnist::tables};
  for (const auto& part : {model_claims, ranking_claims, law_claims, cost_claims})
    for (Claim& claim : part()) experiment.claims.push_back(std::move(claim));
  return experiment;
}

}  // namespace neon::claims
