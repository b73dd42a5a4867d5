#include <neon/core/error.hpp>

#include <fmt/ranges.h>

#include <algorithm>

#include "experiments/claims/parts.hpp"

namespace neon::claims::vgg16 {
namespace {

using schema::vgg16::Image, schema::vgg16::Settings;

const std::vector<std::string> methods{"NEON", "SA", "GI", "IG", "random"};

/// Area under the flipping curve of a method, mean over the compared clusters of a layer.
double flipping_area(const ResultReader& file, const Layer& layer, const std::string& method) {
  return layer.flipping(method).area.read(file);
}

bool has_flipping(const ResultReader& file, const Layer& layer, const std::string& method) {
  return layer.flipping(method).curves.in(file);
}

/// Area under the curve, mean over the images and layers that have both methods; and how often the first is lower.
Finding drops_faster(const ResultReader& file, const std::string& fast, const std::string& slow, double tolerance) {
  double area_fast = 0, area_slow = 0;
  Index lower = 0, compared = 0;
  for (const Layer& layer : layers_of(file)) {
    if (!has_flipping(file, layer, fast) || !has_flipping(file, layer, slow)) continue;
    const double a = flipping_area(file, layer, fast), b = flipping_area(file, layer, slow);
    area_fast += a;
    area_slow += b;
    lower += a < b ? 1 : 0;
    ++compared;
  }
  require(compared > 0, "{}: no flipping of {} and {} is stored", file.path().string(), fast, slow);
  const auto count = static_cast<double>(compared);
  Finding finding = below({{fast, area_fast / count}}, {{slow, area_slow / count}}, tolerance);
  finding.reason += fmt::format("{}{} is lower in {} of {} (image, layer)", finding.reason.empty() ? "" : "; ", fast,
                                lower, compared);
  return finding;
}

/// Of the image that took least: the first also makes what the others reuse.
double in_forward_passes(const ResultReader& file, schema::Attribute<double> Image::*seconds) {
  double least = infinity;
  for (const std::string& image : Settings{}.images.read(file))
    least = std::min(least, (Image{image}.*seconds).read(file));
  return least / Settings{}.seconds_forward.read(file);
}

double relevance(const ResultReader& file) { return in_forward_passes(file, &Image::seconds_relevance); }

double clustering(const ResultReader& file) { return in_forward_passes(file, &Image::seconds_clustering); }

/// Which order of patches takes a cluster's evidence away faster; a test that the paper does not make.
std::vector<Claim> flipping_claims() {
  const auto claim = [](const std::string& slow, const std::string& text) {
    return Claim{text, "own test", {"ties within {:g}", 0.002, 0.02}, [=](const ResultReader& file, double tolerance) {
                   return drops_faster(file, "NEON", slow, tolerance);
                 }};
  };
  return {claim("random", "patches in NEON's order drop faster than at random"),
          claim("GI", "patches in NEON's order drop faster than by gradient x input")};
}

/// Areas under the flipping curves by image and layer.
DataTable flipping_table(const ResultReader& file) {
  DataTable table{
      "Patch flipping: area under the curve of a cluster's pooled evidence",
      {"image, layer"},
      {},
      "Mean over the clusters compared (those with the most evidence), on a square-root axis. Patches of 8 x 8 "
      "pixels are replaced by the image's mean colour; a cluster of flat areas grows again when much of the "
      "image has become flat: its evidence on a blank image is in the last column, in units of that on the "
      "image. IG: of its own clusters only."};
  std::vector<std::string> shown;
  for (const std::string& method : methods)
    for (const Layer& layer : layers_of(file))
      if (has_flipping(file, layer, method) && (shown.empty() || shown.back() != method)) shown.push_back(method);
  table.header.insert(table.header.end(), shown.begin(), shown.end());
  table.header.emplace_back("blank");
  for (const Layer& layer : layers_of(file)) {
    if (!layer.flipping_blank.in(file)) continue;
    std::vector<std::string> row{fmt::format("{}, {}", layer.image, layer.number)};
    for (const std::string& method : shown)
      row.push_back(has_flipping(file, layer, method) ? fmt::format("{:.3f}", flipping_area(file, layer, method)) : "");
    const Vector blank = layer.flipping_blank.read(file);
    row.push_back(fmt::format("{:.2f}", fmt::join(blank.begin(), blank.end(), ", ")));
    table.rows.push_back(row);
  }
  return table;
}

/// The bars this project sets itself, in forward passes of the same network in the same run.
std::vector<Claim> cost_claims() {
  return {told("relevance of all clusters of an image (8 x 3 maps)", 25, "forward passes", relevance),
          told("k-means of its three layers", 1, "forward passes", clustering),
          told("whole VGG16 experiment", 60, "s", run_seconds),
          {"peak memory, VGG16", "own bar", {"≤ {:g} MiB", 3072, 3072}, peak_memory}};
}

std::vector<DataTable> tables(const ResultReader& file) {
  std::vector<DataTable> all;
  for (const Layer& layer : layers_of(file)) all.push_back(cluster_table(file, layer));
  for (const auto& table : {flipping_table, conservation_table, cost_table}) all.push_back(table(file));
  return all;
}

}  // namespace

std::vector<Layer> layers_of(const ResultReader& file) {
  std::vector<Layer> all;
  for (const std::string& image : Settings{}.images.read(file))
    for (const Index number : Settings{}.layers.read(file)) all.push_back({image, number});
  return all;
}

std::vector<Layer> layers_of(const ResultReader& file, Index number) {
  std::vector<Layer> chosen;
  for (const Layer& layer : layers_of(file))
    if (layer.number == number) chosen.push_back(layer);
  require(!chosen.empty(), "{}: layer {} was left out", file.path().string(), number);
  return chosen;
}

Vector per_cluster(const ResultReader& file, const Layer& layer, const schema::Dataset<Vector>& dataset) {
  Vector values = dataset.read(file);
  const Index clusters = layer.evidence.read(file).size();
  require(values.size() == clusters && clusters > 0, "{}: {}: {} entries should be {}, one per cluster",
          file.path().string(), dataset.path, values.size(), clusters);
  return values;
}

}  // namespace neon::claims::vgg16

namespace neon::claims {

/// Section 5.3 of the NEON paper: Figure 7.
Experiment vgg16_experiment() {
  using namespace vgg16;
  Experiment experiment{"VGG16: clusters inside three layers", {}, tables};
  for (const auto& part : {appearance_claims, flipping_claims, law_claims, cost_claims})
    for (Claim& claim : part()) experiment.claims.push_back(std::move(claim));
  return experiment;
}

}  // namespace neon::claims
