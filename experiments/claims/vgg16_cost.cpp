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

double relevance(const ResultReader& file) { return in_forward_passes(file, "seconds_relevance"); }

double clustering(const ResultReader& file) { return in_forward_passes(file, "seconds_clustering"); }

double run_seconds(const ResultReader& file) { return file.number("", "seconds"); }

Finding memory(const ResultReader& file, double bound) {
  return at_most(file.number("cost", "peak_memory_mib"), bound, "MiB");
}

}  // namespace

std::vector<Claim> cost_claims() {
  return {told("relevance of all clusters of an image (8 x 3 maps)", 25, "forward passes", relevance),
          told("k-means of its three layers", 1, "forward passes", clustering),
          told("whole VGG16 experiment", 60, "s", run_seconds),
          {"peak memory, VGG16", "own bar", {"≤ {:g} MiB", 3072, 3072}, memory}};
}

}  // namespace neon::claims::vgg16
