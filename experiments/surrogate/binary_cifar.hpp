#pragma once
#include <map>

#include "experiments/surrogate/data.hpp"

namespace neon::experiments::surrogate {

/// Files of a canonical binary archive by their names, without folders.
using BinaryMembers = std::map<std::string, std::string>;

/// Is it one of those, or the text of the classes' names beside them?
bool is_binary_member(const std::filesystem::path& member);

/// CIFAR-10 (data_batch_N.bin, test_batch.bin, batches.meta.txt): records of the class and 3 x 32 x 32 bytes, red,
/// green and blue, each row by row. CIFAR-100 (train.bin, test.bin, fine_label_names.txt): a coarse class before the
/// fine one, which counts. Source: Krizhevsky, "Learning multiple layers of features from tiny images", 2009.
/// @param train, test images of each class that are read, the first ones; 0: all
/// @throws Error naming the archive and the file: missing, no whole number of records, or a class out of range
Cifar binary_cifar(const BinaryMembers& members, Index train, Index test, const std::string& archive);

}  // namespace neon::experiments::surrogate
