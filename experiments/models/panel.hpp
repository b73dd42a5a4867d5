#pragma once
#include <neon/clustering/fit.hpp>
#include <neon/explain/self_check.hpp>
#include <neon/hdf5/hdf5.hpp>

#include <string>

namespace neon::experiments::models {

/// A model to be fitted and explained on points of the plane.
struct Panel {
  std::string name;   ///< of its group in the result
  std::string title;  ///< as a person reads it
  std::string kind;   ///< see fit_model
  FitOptions options;
  Matrix x;  ///< [n, 2]
};

/// The models on the data that they suit.
std::vector<Panel> panels(Index points, std::uint64_t seed);

/// Fits, explains and stores one model: regions, the boundaries f_c = 0, relevances of points far from each other.
/// @return how the explanations of all its points stand against the model
SelfCheck record_panel(const Panel& panel, Index nodes, Index explained, ResultWriter& writer);

}  // namespace neon::experiments::models
