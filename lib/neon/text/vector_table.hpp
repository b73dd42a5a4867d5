#pragma once
#include <neon/text/word_vectors.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace neon {

/// What a file of word vectors holds, all of it.
struct VectorTable {
  std::string kind;
  Vocabulary words;
  std::vector<float> values;  ///< [words, dimension]
  Index dimension = 0;

  /// @param vector [dimension]  @throws Error naming `where` if the word was there before
  void add(std::string_view word, const double* vector, const std::string& where);
};

/// The words of the table that are in the vocabulary.  @throws Error if there are none
WordVectors restricted(const VectorTable& table, const Vocabulary& vocabulary, const std::string& source);

/// GloVe text, or word2vec text if the first line is "count dimension".
VectorTable read_text_vectors(std::string_view bytes, const std::string& file, const ProgressFn& progress);

/// The JSON of wink-embeddings-sg-*.
VectorTable read_json_vectors(std::string_view bytes, const std::string& file, const ProgressFn& progress);

/// Does the file start like a fastText model?
bool is_fasttext_model(std::string_view bytes);

/// The vectors that a fastText model has or makes for the words of the vocabulary.
VectorTable read_fasttext_model(const std::filesystem::path& file, const Vocabulary& vocabulary);

}  // namespace neon
