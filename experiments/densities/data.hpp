#pragma once
#include <neon/core/types.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace neon::experiments::densities {

/// A data set with its features in [0, 1], in two parts.
struct Data {
  std::string name;
  Matrix reference = {}, held_out = {};  ///< [n, d] models are fitted on; [m, d] points that they have not seen
  Labels reference_label = {}, held_out_label = {};
  Index classes = 0;
  std::map<std::string, std::string> sha256 = {};  ///< of the files
};

/// wine, breast-cancer, digits, mnist-4-9.
const std::vector<std::string>& dataset_names();

/// Reads a data set. A fifth of the rows, drawn with the seed, is held out; of MNIST's fours and nines the first 100
/// training images of each are the reference, and as many test images held out. Of the digits the first 500 count.
/// @throws DataUnavailable if no source has it  @throws Error for another name
Data load(const std::string& name, std::uint64_t seed);

/// Cuts a fifth of the rows off, drawn with the seed; both parts keep the order of the rows.
/// @param label [n] in [0, K)  @throws Error if there are fewer than 5 rows, or not one label for each
Data cut(std::string name, const Matrix& x, const Labels& label, std::uint64_t seed);

}  // namespace neon::experiments::densities
