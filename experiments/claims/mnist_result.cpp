#include "experiments/claims/mnist_result.hpp"

#include <neon/core/error.hpp>

#include <algorithm>

namespace neon::claims::mnist {
namespace {

/// `names` with those of `first` in front, in that order.
std::vector<std::string> in_order(std::vector<std::string> names, const std::vector<std::string>& first) {
  std::stable_sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
    return std::find(first.begin(), first.end(), a) < std::find(first.begin(), first.end(), b);
  });
  return names;
}

std::string flipping(const std::string& model, const std::string& root, const std::string& method) {
  return "models/" + model + "/flipping/" + root + "/" + method;
}

}  // namespace

std::vector<std::string> models(const ResultReader& file) {
  return in_order(file.groups("models"), {"standard", "standard-nobias", "kernel", "deep"});
}

std::vector<std::string> methods(const ResultReader& file, const std::string& model) {
  std::vector<std::string> names = in_order(file.groups("models/" + model + "/methods"), {"SR", "IG", "SA", "GI"});
  std::stable_partition(names.begin(), names.end(), [](const std::string& name) { return name != "random"; });
  std::stable_partition(names.begin(), names.end(), [](const std::string& name) { return name.starts_with("NEON"); });
  return names;
}

std::vector<Cell> cells() {
  return {{"box", "pooled"}, {"box", "per_point"}, {"free", "pooled"}, {"free", "per_point"}};
}

std::string title(const Cell& cell) {
  return (cell.root == "box" ? "box root, " : "free root, ") +
         std::string(cell.order == "pooled" ? "pooled" : "per point");
}

bool has_flipping(const ResultReader& file, const std::string& model, const std::string& root,
                  const std::string& method) {
  return file.has(flipping(model, root, method));
}

double auc(const ResultReader& file, const std::string& model, const Cell& cell, const std::string& method) {
  return file.number(flipping(model, cell.root, method), "auc_" + cell.order);
}

double number(const ResultReader& file, const std::string& model, const std::string& attribute) {
  return file.number("models/" + model, attribute);
}

double method_number(const ResultReader& file, const std::string& model, const std::string& method,
                     const std::string& attribute) {
  return file.number("models/" + model + "/methods/" + method, attribute);
}

}  // namespace neon::claims::mnist
