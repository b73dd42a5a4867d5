#pragma once
#include <fmt/format.h>

#include "experiments/support/schema.hpp"

/// densities.h5
namespace neon::schema::densities {

inline const std::string flipping = "flipping";  ///< the group of the boards that take features away
inline const std::string planted = "planted";    ///< the group of those that look for planted deviations

/// One leaderboard; write_leaderboard and read_leaderboard know what is in the group.
struct Board {
  std::string part, dataset, model;
  std::string group = fmt::format("{}/{}/{}", part, dataset, model);
  Attribute<std::string> kind{group, "kind"};
  Attribute<Index> clusters{group, "clusters"};    ///< of the model, noise or the threshold included
  Attribute<Index> reference{group, "reference"};  ///< points that it was fitted on
  Attribute<double> accuracy{group, "accuracy"};   ///< on points held out; of models that learn classes
  Attribute<double> outliers{group, "outliers"};  ///< share of the points held out; of models with noise or a threshold
  // Planted deviations:
  Attribute<Index> shifted{group, "shifted"};          ///< points with planted deviations
  Attribute<Index> columns{group, "shifted_columns"};  ///< of each
  Attribute<double> shift{group, "shift"};             ///< in units of the features

  bool in(const ResultReader& file) const { return file.has(group); }
};

/// The boards of one part, data sets and models in the order of the file.
inline std::vector<Board> boards(const ResultReader& file, const std::string& part) {
  std::vector<Board> found;
  if (!file.has(part)) return found;
  for (const std::string& dataset : file.groups(part))
    for (const std::string& model : file.groups(part + "/" + dataset)) found.push_back({part, dataset, model});
  return found;
}

}  // namespace neon::schema::densities
