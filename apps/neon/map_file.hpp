#pragma once
#include <neon/clustering/scaling.hpp>
#include <neon/hdf5/hdf5.hpp>

#include <optional>
#include <string>
#include <vector>

#include "apps/neon/class_counts.hpp"

namespace neon::cli {

/// A t-SNE map, with all that it takes to explain it.
struct StoredMap {
  std::string data;                             ///< the table that it is of
  Index rows = 0;                               ///< of that table
  Matrix x = {};                                ///< [N, d] its points, in their own units
  Scaling scaling = {};                         ///< that they passed first
  std::vector<std::string> feature_names = {};  ///< [d], or empty
  Labels row = {};                              ///< [N] which rows of the table they are, rising
  Matrix place = {};                            ///< [N, 2] on the map
  Vector precision = {};  ///< [N] g of the scaled points, 0 where there is none: see affinity_precisions
  double perplexity = 0;
  double kl_divergence = 0;                ///< in nats
  Labels label = {};                       ///< [N], or empty
  std::optional<ClassColumn> column = {};  ///< where there are labels

  Index points() const { return x.rows(); }
  /// The points as t-SNE saw them. [N, d]
  Matrix scaled() const;
  /// The point of a row of the table; -1: it is not on the map.
  Index point_of(Index row) const;
};

/// Is it an HDF5 file that says it is a map?
bool is_map_file(const std::string& path);

/// The map under a name that is already claimed: `file` is of kind "map", and committed.
/// @param seed of the map, for the record
void save_map(ResultWriter& file, const StoredMap& map, std::uint64_t seed);

/// @throws Error naming the file and what is wrong in it
StoredMap load_map(const std::string& path);

}  // namespace neon::cli
