#pragma once
#include <neon/tables/detail/byte_stream.hpp>
#include <neon/text/vector_cache.hpp>
#include <neon/text/word_vectors.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace neon {

/// Takes the words of a file with their vectors, one after another. Of the vectors only those of a vocabulary are kept,
/// so that memory does not depend on the size of the file but for its words; a copy takes them all.
class VectorTable {
 public:
  /// @param copy or null; as long as this is used
  explicit VectorTable(const Vocabulary& vocabulary, VectorCopy* copy = nullptr)
      : vocabulary_(vocabulary), copy_(copy) {}

  std::string kind;
  Index dimension = 0;

  /// Of a word that was there before nothing is taken.
  /// @param vector [dimension]  @throws Error naming `where` if a number is not finite in single precision
  void add(std::string_view word, const double* vector, const std::string& where);
  /// How often add was called.
  Index added() const { return words_.size() + repeated_; }
  /// Words that hold blanks, words that came again: what there is to tell about them.
  std::vector<std::string> remarks() const;

  /// Completes the copy.
  /// @return the words of the vocabulary  @throws Error if there are none
  WordVectors finish(const std::string& source);

 private:
  const Vocabulary& vocabulary_;
  VectorCopy* copy_;
  Vocabulary words_;  ///< all
  WordVectors kept_;
  std::vector<float> vector_, values_;  ///< of the last word; [kept, dimension]
  Index repeated_ = 0, with_blanks_ = 0;
  std::string first_repeated_, first_with_blanks_;
};

/// GloVe text, or word2vec text if the first line is "count dimension".
void read_text_vectors(ByteStream& stream, VectorTable& table, const ProgressFn& progress);

/// Does a file start as the binary kind of word2vec: a line "count dimension", a word, numbers that are no text?
bool is_binary_vectors(std::string_view start);

/// The binary kind of word2vec: word, blank, `dimension` numbers of single precision, perhaps a line end.
void read_binary_vectors(ByteStream& stream, VectorTable& table, const ProgressFn& progress);

/// The JSON of wink-embeddings-sg-*.
void read_json_vectors(ByteStream& stream, VectorTable& table, const ProgressFn& progress);

/// Does the file start like a fastText model?
bool is_fasttext_model(std::string_view bytes);

/// The vectors that a fastText model has or makes for the words of the vocabulary.
void read_fasttext_model(ByteStream& stream, VectorTable& table, const Vocabulary& vocabulary);

/// The first line of a word2vec file.
struct VectorHeader {
  std::size_t count = 0;
  Index dimension = 0;
};
std::optional<VectorHeader> vector_header(std::string_view line);

}  // namespace neon
