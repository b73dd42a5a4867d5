#pragma once
#include <string>

#include "apps/neon/class_counts.hpp"
#include "apps/neon/terminal.hpp"

namespace neon::cli {

/// "59 of class 1": the most frequent class of a cluster, which has points.
std::string of_class(const ClassCounts& counts, const ClassColumn& column, Index cluster);

/// "class 2", and what is odd about it in this cluster.
std::string class_in(const ClassCounts& counts, const ClassColumn& column, Index cluster, Index label,
                     const Style& style);

/// One line on how clusters and classes relate: purity, normalised mutual information, and how many points are odd.
/// @param where the odd points are shown, "shown by --odd", or empty
std::string class_line(const ClassCounts& counts, const ClassColumn& column, const std::string& where);

}  // namespace neon::cli
