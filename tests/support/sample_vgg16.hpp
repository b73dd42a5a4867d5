#pragma once
#include <neon/core/types.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace neon {

/// A made-up result of the VGG16 experiment with the layout of results/README.md, in which every claim holds.
struct SampleVgg16 {
  std::vector<std::string> images = {"spiral", "street"};
  Labels layers = {17, 24, 31};
  Index size = 32, clusters = 3;
  std::string profile = "full", kind = "vgg16";
  double spread = 12;          ///< of the orientations in layer 17, degrees
  double area_neon = 0.2;      ///< under the flipping curve
  double residual = 1e-8;      ///< of conservation
  double border = 0.1;         ///< of the first cluster's locations
  Index relevance_pixels = 0;  ///< columns of the maps; 0: size * size
  bool label_out_of_range = false;
};

void write_sample(const std::filesystem::path& path, const SampleVgg16& sample = {});

}  // namespace neon
