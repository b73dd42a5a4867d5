#include "experiments/mnist/data.hpp"

#include "datasets/fetch.hpp"

namespace neon::experiments::mnist {
namespace {

void keep_first(Matrix& x, Labels& label, Index points) {
  if (points <= 0 || points >= x.rows()) return;
  x.conservativeResize(points, Eigen::NoChange);
  label.resize(static_cast<std::size_t>(points));
}

}  // namespace

Digits load(Index train_points, Index test_points, const std::string& dataset) {
  const datasets::Dataset files = datasets::fetch(dataset);
  const auto read = [&](const std::string& part) {
    return read_idx_pair(files.file(part + "-images-idx3-ubyte"), files.file(part + "-labels-idx1-ubyte"));
  };
  LabelledImages train = read("train"), test = read("t10k");
  Digits digits{std::move(train.images.pixels),
                std::move(test.images.pixels),
                std::move(train.labels),
                std::move(test.labels),
                {}};
  keep_first(digits.train, digits.train_label, train_points);
  keep_first(digits.test, digits.test_label, test_points);
  for (const auto& file : datasets::built_in_manifest().find(dataset).files) digits.sha256[file.name] = file.sha256;
  return digits;
}

}  // namespace neon::experiments::mnist
