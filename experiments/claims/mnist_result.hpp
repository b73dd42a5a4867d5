#pragma once
#include <string>
#include <vector>

#include "experiments/claims/finding.hpp"

/// Where things lie in mnist.h5 (see results/README.md).
namespace neon::claims::mnist {

/// The models in the file, in the paper's order.
std::vector<std::string> models(const ResultReader& file);

/// The methods of one model: NEON, the other NEON composites, then the comparison methods.
std::vector<std::string> methods(const ResultReader& file, const std::string& model);

/// One of the ways to run pixel flipping.
struct Cell {
  std::string root;   ///< "box" or "free"
  std::string order;  ///< "pooled" (the paper's) or "per_point"
};
std::vector<Cell> cells();
std::string title(const Cell& cell);

/// Is pixel flipping of this method stored for this kind of root?
bool has_flipping(const ResultReader& file, const std::string& model, const std::string& root,
                  const std::string& method);
/// Area under the pixel-flipping curve.
double auc(const ResultReader& file, const std::string& model, const Cell& cell, const std::string& method);

/// An attribute of models/<model>, or of a group inside it.
double number(const ResultReader& file, const std::string& model, const std::string& attribute);
double method_number(const ResultReader& file, const std::string& model, const std::string& method,
                     const std::string& attribute);

}  // namespace neon::claims::mnist
