#pragma once
#include <neon/clustering/hdbscan.hpp>
#include <neon/tables/table_stream.hpp>

#include <string>
#include <vector>

#include "apps/neon/named_model.hpp"
#include "apps/neon/terminal.hpp"

namespace neon::cli {

/// Why two points of HDBSCAN are together, or apart, as a person or a program reads it.
struct ToldPair {
  std::string data, model;
  std::vector<std::string> feature_names;  ///< [d]
  std::vector<Index> pair;                 ///< both, by number from 0
  std::vector<std::string> cluster;        ///< that each is in, or "noise"
  Index min_samples = 0;
  double birth = 0;     ///< length of the edge of which their cluster was born, if they are in one
  bool scaled = false;  ///< lengths are those of scaled features
  Index features = 5;   ///< how many of the strongest are shown; 0: all
  PairExplanation why;
  Matrix ends;  ///< [2, d] raw: the point whose distance is the bottleneck's, and its neighbour

  bool together() const { return birth > 0; }
};

void add_pair_flag(command_line::Parser& app, std::vector<Index>& pair);
/// Refuses what explains points one by one beside --pair.  @throws Error naming that option
void require_pair_alone(const command_line::Parser& app);

/// @param points the table that the model was fitted on, of which nothing has been read
/// @throws Error if the model is no HDBSCAN, the points are not those of its fit, or the pair is not two of them
ToldPair pair_of(const NamedModel& model, TableReader& points, const std::vector<Index>& pair, Index features);

std::string as_tables(const ToldPair& told, const Style& style);
std::string as_json(const ToldPair& told);

}  // namespace neon::cli
