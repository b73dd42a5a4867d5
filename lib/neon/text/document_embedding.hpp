#pragma once
#include <neon/text/corpus.hpp>
#include <neon/text/word_vectors.hpp>

namespace neon {

/// What a word of the vocabulary is to an embedding.
enum class WordStatus : std::uint8_t {
  known,      ///< has a vector and takes part
  stop_word,  ///< left out
  unknown     ///< no vector
};

struct EmbeddingOptions {
  bool unit_norm = false;  ///< scale each document to length 1
};

/// Documents as points, with the way back from a point's dimensions to words kept:
/// x_n = weight_n sum_t v_t over the known occurrences t of document n; weight_n = 1 / their number (the mean of the
/// word vectors), or with unit_norm 1 / ‖sum_t v_t‖.
struct DocumentEmbedding {
  Matrix x;                        ///< [n, d]
  Labels document;                 ///< [n] number of the document in the corpus, increasing
  Vector weight;                   ///< [n]
  Labels empty;                    ///< documents without a known word: left out of x
  std::vector<WordStatus> status;  ///< [vocabulary]
  Labels vector_row;               ///< [vocabulary] row of the word's vector, -1 unless known
};

/// @throws Error if no document has a known word
DocumentEmbedding embed(const Corpus& corpus, const WordVectors& vectors, const EmbeddingOptions& options = {});

/// A linear readout of a document, split over its words: the readout slope . x_n is the sum of
///     R_t = weight_n slope . v_t
/// over the document's occurrences t, because x_n is linear in its word vectors; occurrences that are not known get 0.
/// With the slopes of a first linear layer (slope = sum_k p_k w_k, back through the PCA) these are its z-rule messages
/// pooled over each word's dimensions.
/// @param row of embedding.x  @param slope [d]
/// @return [occurrences of the document]
/// @throws Error on a row out of range or another dimension
Vector word_relevance(const Corpus& corpus, const WordVectors& vectors, const DocumentEmbedding& embedding, Index row,
                      const Eigen::Ref<const Vector>& slope);

}  // namespace neon
