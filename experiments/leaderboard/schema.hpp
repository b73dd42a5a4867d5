#pragma once
#include <array>
#include <string_view>

#include "experiments/support/schema.hpp"

/// leaderboard.h5
namespace neon::schema::leaderboard {

inline constexpr std::array<std::string_view, 3> datasets{"wine", "mnist", "fashion-mnist"};
inline constexpr std::array<std::string_view, 3> models{"standard", "kernel", "deep"};
inline const std::string all_boards = "boards";  ///< the group of the boards

/// One leaderboard; write_leaderboard and read_leaderboard know what is in the group.
struct Board {
  std::string dataset, model;
  std::string group = all_boards + "/" + dataset + "/" + model;
  Attribute<double> accuracy{group, "accuracy"};
  Attribute<std::string> parameters{group, "parameters"};

  bool in(const ResultReader& file) const { return file.has(group); }
};

}  // namespace neon::schema::leaderboard
