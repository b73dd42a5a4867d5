#pragma once
#include <neon/hdf5/hdf5.hpp>

#include "experiments/mnist/study.hpp"

namespace neon::experiments::mnist {

/// What is compared on each model.
struct EvaluationOptions {
  std::vector<std::string> composites;  ///< of NEON; the first is the one called "NEON" in figures
  std::vector<std::string> roots = {"box", "free"};
  std::uint64_t seed = 0;
};

/// The digits that figures show: for each class the first test point that every model assigns to it with f_c > 0.
/// @return one test point per class
Labels choose_digits(const std::vector<Study>& studies);

/// Everything about one model: roots, every method's relevance, flipping under both kinds of root and both orders, the
/// shown digits. Written to the group models/<name> as results/README.md lists.
void evaluate(const Study& study, const Labels& shown, const EvaluationOptions& options, ResultWriter& writer);

/// The model itself, its assignments and its accuracy.
void write_model(const Study& study, ResultWriter& writer);

}  // namespace neon::experiments::mnist
