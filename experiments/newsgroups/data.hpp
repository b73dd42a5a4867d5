#pragma once
#include <neon/embedding/pca.hpp>
#include <neon/text/document_embedding.hpp>

#include <map>
#include <string>

namespace neon::experiments::newsgroups {

/// The paper's targets.
inline constexpr Index dimensions = 50;

/// Messages and word vectors.
struct Data {
  Corpus corpus;
  WordVectors vectors;
  std::map<std::string, std::string> sha256;  ///< of the files they were read from
};

/// Fetches and reads the corpus and the word vectors, cleans and tokenises.
/// @param vector_file any file that read_word_vectors takes; empty: GloVe 6B, 100 dimensions; "corpus": trained here
/// @param every keep every so many-th message of each newsgroup and half, and the paper's four; 1: all
/// @throws DataUnavailable if no source has them
Data load(const std::string& vector_file, Index every);

/// Documents as points: the mean of their word vectors along the first principal components of the training documents.
///   z_n = V x_n,  not centred: cluster models see differences only, and a word t adds weight_n V v_t to z_n
struct Points {
  DocumentEmbedding embedding;
  Pca pca;             ///< fitted on the training documents; components V
  Matrix z;            ///< [n, dimensions]
  Labels newsgroup;    ///< [n]
  Labels train, test;  ///< rows of z

  Matrix train_z() const { return z(train, Eigen::all); }
  Matrix test_z() const { return z(test, Eigen::all); }
  Labels newsgroups_of(const Labels& rows) const;
  /// The row of a message, e.g. "sci.crypt/15422"; -1 if it is not there or was empty.
  Index row_of(const Corpus& corpus, const std::string& message, bool of_test) const;
};

/// @throws Error if there are fewer training documents than dimensions, or one newsgroup only
Points embed_documents(const Data& data, const EmbeddingOptions& options = {});

}  // namespace neon::experiments::newsgroups
