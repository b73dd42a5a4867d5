#pragma once
#include <neon/core/types.hpp>
#include <neon/hdf5/hdf5.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace neon::testing {

/// What a synthetic results/mnist.h5 holds. Numbers are random but of the right kind; areas and times are as given.
struct SyntheticMnist {
  std::vector<std::string> models = {"standard", "standard-nobias", "kernel", "deep"};
  std::vector<std::string> methods = {"NEON", "NEON z", "SA", "GI", "SR", "IG", "random"};
  std::vector<std::string> roots = {"box", "free"};
  std::string profile = "full", kind = "mnist";
  Index points = 60;
  bool with_tsne = true, with_competitors = true;
  Labels shown = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};  ///< classes
  Index image_pixels = 784;
};

/// Area under every curve of a method, and its seconds per point, for the model at this place in the list.
double synthetic_area(const std::string& method, std::size_t model);
double synthetic_seconds(const std::string& method, std::size_t model);

void write_mnist(const std::filesystem::path& path, const SyntheticMnist& content = {});
void write_wine(const std::filesystem::path& path, Index explained = 9);

}  // namespace neon::testing
