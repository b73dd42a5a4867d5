#pragma once
#include <catch2/catch.hpp>

#include "experiments/claims/claims.hpp"

namespace neon::claims {

/// The experiment of this name, as the list of experiments gives it.
inline Experiment listed_experiment(const std::string& name) {
  for (Experiment& experiment : all_experiments())
    if (experiment.name == name) return experiment;
  FAIL("no experiment " << name);
  return {};
}

}  // namespace neon::claims
