#pragma once
#include <neon/layers/feature_maps.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace neon::experiments::surrogate {

/// Images of 32 x 32 pixels and their classes.
struct Images {
  FeatureMaps rgb;  ///< [n, 3, 32, 32], 0 ... 255
  Labels label;     ///< [n] number of the class, in the order of their names
};

struct Cifar {
  Images train, test;
  std::vector<std::string> classes;  ///< in alphabetical order, which is that of CIFAR-10
  std::string source = {};           ///< "CIFAR-10, JPEG copies", "CIFAR-10", "CIFAR-100"
};

/// The lossy JPEG copies of CIFAR-10, an archive of <part>/<class>/<number>.jpg; or the canonical binary archive of
/// CIFAR-10 or CIFAR-100 (binary_cifar), told apart by the names inside.
/// @param train, test images of each class that are read, those of the smallest numbers; 0: all
/// @throws Error naming the file and the member: no image of 32 x 32, another folder, or classes that the parts do not
/// share
Cifar read_cifar(const std::filesystem::path& archive, Index train, Index test);

}  // namespace neon::experiments::surrogate
