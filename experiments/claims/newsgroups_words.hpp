#pragma once
#include "experiments/claims/claim.hpp"

namespace neon::claims::newsgroups {

/// Do the words that Figure 6 of the paper highlights speak for their messages' clusters, and do pairs of messages
/// share one?
std::vector<Claim> word_claims();

/// The messages' clusters and the words that carry most relevance.
DataTable message_table(const ResultReader& file);

/// The words that carry most relevance in each cluster, and the newsgroups most of its messages come from.
DataTable cluster_table(const ResultReader& file);

}  // namespace neon::claims::newsgroups
