#pragma once
#include <string>

#include "apps/neon/named_model.hpp"

namespace neon::cli {

/// Refuses a model where a table of points should be.
/// @param model the file that stands in the model's place, or empty: there is none
/// @throws Error naming the order in which the two are to be named
void require_points(const std::string& data, const std::string& model, const std::string& command);

/// One sentence if a table of centroids has many more rows than there are points: the two are probably exchanged; else
/// empty.  @param data the name of the points
std::string exchange_remark(const NamedModel& model, const std::string& data, Index points);

}  // namespace neon::cli
