#pragma once
#include <neon/clustering/model.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "experiments/densities/data.hpp"

namespace neon::experiments::densities {

/// A kind of model that takes part, and on which data sets. One with noise or a threshold also looks for planted
/// deviations.
struct Participant {
  std::string name;  ///< of its boards
  std::string kind;  ///< see fit_model
  std::map<std::string, std::string> settings;
  std::vector<std::string> datasets;

  bool on(const std::string& dataset) const;
};

/// All of them: a line each.
const std::vector<Participant>& participants();

/// A model fitted on the reference points.
struct Subject {
  ClusterModel model;
  std::optional<double> accuracy = {};  ///< on the points held out, if it has learnt their classes
  std::optional<Index> outside = {};    ///< the cluster that is noise, or beyond a threshold
};

/// @throws Error as fit_model
Subject fit(const Participant& participant, const Data& data, std::uint64_t seed);

/// The share of the points that are in the cluster.
double share_in(const ClusterModel& model, Index cluster, const MatrixView& x);

}  // namespace neon::experiments::densities
