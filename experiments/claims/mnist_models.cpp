#include "experiments/claims/mnist_models.hpp"

#include <cmath>

#include "experiments/claims/finding.hpp"
#include "experiments/claims/mnist_result.hpp"

namespace neon::claims::mnist {
namespace {

constexpr double printed_standard = 0.63;

Claim accuracy(const std::string& text, const std::string& model, double paper, double tolerance) {
  return {
      text, fmt::format("{:.2f}", paper), {"± {:g}", tolerance, 0.06}, [=](const ResultReader& file, double allowed) {
        return close_to(number(file, model, "accuracy_test"), paper, allowed, 3);
      }};
}

/// The text's model is not the one behind the printed number: say so with the accuracy of the likely one.
Finding standard_accuracy(const ResultReader& file, double tolerance) {
  std::string explanation;
  if (file.has("models/standard-nobias")) {
    const double without = number(file, "standard-nobias", "accuracy_test");
    explanation = fmt::format("the text's model is the nearest class mean; leaving out its biases b_k gives {:.3f}{}",
                              without, std::abs(without - printed_standard) <= tolerance ? ", the printed number" : "");
  }
  return close_to(number(file, "standard", "accuracy_test"), printed_standard, tolerance, 3, explanation);
}

Finding nonlinear_is_better(const ResultReader& file, double tolerance) {
  const auto of = [&](const std::string& model) { return Named{model, number(file, model, "accuracy_test")}; };
  return below({of("standard")}, {of("kernel"), of("deep")}, tolerance);
}

Claim top_probability(const std::string& model, double target) {
  return {model + ": mean top soft-assign probability (training points)",
          fmt::format("{:.1f}", target),
          {"± {:g}", 1e-3, 1e-3},
          [=](const ResultReader& file, double tolerance) {
            return close_to(number(file, model, "top_probability"), target, tolerance, 4);
          }};
}

Finding self_similarity(const ResultReader& file, double tolerance) {
  return close_to(number(file, "kernel", "self_similarity"), 0.9, tolerance, 4);
}

}  // namespace

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

DataTable model_table(const ResultReader& file) {
  DataTable table{"Models",
                  {"model", "accuracy, test", "accuracy, training", "beta", "gamma", "explained points", "fit [s]"},
                  {},
                  ""};
  for (const std::string& model : models(file)) {
    const bool kernel = file.has_attribute("models/" + model, "gamma");
    table.rows.push_back({model, fmt::format("{:.4f}", number(file, model, "accuracy_test")),
                          fmt::format("{:.4f}", number(file, model, "accuracy_train")),
                          fmt::format("{:.4g}", number(file, model, "beta")),
                          kernel ? fmt::format("{:.4g}", number(file, model, "gamma")) : "",
                          fmt::format("{:.0f}", number(file, model, "explained")),
                          fmt::format("{:.2f}", number(file, model, "seconds_fit"))});
    if (file.has_attribute("models/" + model, "parameters"))
      table.note +=
          fmt::format("{}{}: {}.", table.note.empty() ? "" : " ", model, file.text("models/" + model, "parameters"));
  }
  return table;
}

}  // namespace neon::claims::mnist
