#pragma once
#include "experiments/claims/claim.hpp"

namespace neon::claims::mnist {

/// A table of methods (rows) by models (columns).
/// @param cell (model, method) -> text; not asked where the model lacks the method
DataTable by_method(const ResultReader& file, const std::string& caption, const std::string& note,
                    const std::function<std::string(const std::string& model, const std::string& method)>& cell);

/// Area under the pixel-flipping curve of every method of a model: four protocols side by side.
DataTable flipping_table(const ResultReader& file, const std::string& model);

}  // namespace neon::claims::mnist
