#pragma once
#include <neon/explain/self_check.hpp>
#include <neon/text/document_embedding.hpp>

#include <string>
#include <vector>

#include "apps/explain_text/clusters.hpp"

namespace neon::experiments::explain_text {

/// The relevance of every word of the explained texts, for the cluster each text is in.
struct WordRelevance {
  Labels rows;                         ///< explained rows of the embedding
  std::vector<Vector> of_occurrences;  ///< per explained row, for each word of its text
  Vector logit, probability;           ///< of the cluster, per explained row
  SelfCheck
      check;  ///< of the texts' mean vectors against the model's own scores; biases keep a constant of each cluster
};

/// Kernel or standard k-means by the affine reading of the z-rule, whose relevance is linear in the word vectors.
/// @param count explain the first so many texts; 0: all
WordRelevance explain_words(const Corpus& corpus, const WordVectors& vectors, const DocumentEmbedding& embedding,
                            const Clusters& clusters, Index count);

/// A word and its share of the relevance of a text, sum_t R_t / sum_t |R_t| (numerator: its occurrences), on average
/// over the explained texts of a cluster. Shares, because a word of a short text weighs more than one of a long text.
struct ClusterWord {
  std::string word;
  double share = 0;
};

/// For each cluster its strongest words, by decreasing share (ties: alphabetical).
/// @param count at most so many per cluster, positive ones only
std::vector<std::vector<ClusterWord>> strongest_words(const Corpus& corpus, const DocumentEmbedding& embedding,
                                                      const Clusters& clusters, const WordRelevance& relevance,
                                                      std::size_t count);

}  // namespace neon::experiments::explain_text
