#pragma once
#include <filesystem>
#include <functional>
#include <string>

namespace neon {

/// A made-up result of the MNIST experiment with the layout of results/README.md, in which every claim holds.
struct SampleMnist {
  std::string profile = "full";
  /// Area under a pixel-flipping curve.
  std::function<double(const std::string& model, const std::string& root, const std::string& order,
                       const std::string& method)>
      auc = nullptr;
  double accuracy_standard = 0.63;
  double accuracy_nobias = 0.631;
  bool with_nobias = true;
};

void write_sample(const std::filesystem::path& path, const SampleMnist& sample = {});

}  // namespace neon
