#pragma once
#include <neon/hdf5/hdf5.hpp>
#include <neon/text/highlight.hpp>

#include "apps/explain_text/words.hpp"

namespace neon::experiments::explain_text {

/// Everything that was computed about a user's texts.
struct Result {
  const Corpus& corpus;
  const WordVectors& vectors;
  const DocumentEmbedding& embedding;
  const Clusters& clusters;
  const WordRelevance& relevance;
  std::vector<std::vector<ClusterWord>> words;
};

/// One line per cluster: size, and its strongest words with their relevance.
std::string cluster_table(const Result& result);

/// For each cluster the texts with the largest logits, word by word.
/// @param per_cluster at most so many; 0: all
HighlightPage page(const Result& result, Index per_cluster);

void write_result(const Result& result, ResultWriter& writer);

}  // namespace neon::experiments::explain_text
