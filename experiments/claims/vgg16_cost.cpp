#include "experiments/claims/vgg16_cost.hpp"

#include <algorithm>

#include "experiments/claims/finding.hpp"
#include "experiments/claims/vgg16_result.hpp"

namespace neon::claims::vgg16 {
namespace {

/// Of the image that took least: the first also makes what the others reuse.
double in_forward_passes(const ResultReader& file, const std::string& attribute) {
  double least = infinity;
  for (const std::string& image : images(file)) least = std::min(least, file.number("images/" + image, attribute));
  return least / file.number("", "seconds_forward");
}

Finding relevance(const ResultReader& file, double bound) {
  return at_most(in_forward_passes(file, "seconds_relevance"), bound, "forward passes");
}

Finding clustering(const ResultReader& file, double bound) {
  return at_most(in_forward_passes(file, "seconds_clustering"), bound, "forward passes");
}

Finding run_seconds(const ResultReader& file, double bound) { return at_most(file.number("", "seconds"), bound, "s"); }

Finding memory(const ResultReader& file, double bound) {
  return at_most(file.number("cost", "peak_memory_mib"), bound, "MiB");
}

}  // namespace

std::vector<Claim> cost_claims() {
  return {
      {"relevance of all clusters of an image (8 x 3 maps)", "own bar", {"≤ {:g} forward passes", 25, 40}, relevance},
      {"k-means of its three layers", "own bar", {"≤ {:g} forward passes", 1, 2}, clustering},
      {"whole VGG16 experiment", "own bar", {"≤ {:g} s", 60, 60}, run_seconds},
      {"peak memory, VGG16", "own bar", {"≤ {:g} MiB", 3072, 3072}, memory}};
}

}  // namespace neon::claims::vgg16
