#pragma once
#include <neon/hdf5/hdf5.hpp>

#include "experiments/newsgroups/explanations.hpp"

namespace neon::experiments::newsgroups {

/// The words that carry most relevance in each cluster: the sum over its documents, divided by their number.
/// @param reading of the documents to summarise  Written to clusters/, as results/README.md lists.
void write_cluster_summaries(const Study& study, const Reading& reading, ResultWriter& writer);

}  // namespace neon::experiments::newsgroups
