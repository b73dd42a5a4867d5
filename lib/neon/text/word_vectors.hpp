#pragma once
#include <neon/core/progress.hpp>
#include <neon/text/vocabulary.hpp>

#include <filesystem>
#include <functional>

namespace neon {

/// A vector of d numbers for each of a set of words.
struct WordVectors {
  std::string source;   ///< the file's name, or "corpus"
  std::string kind;     ///< "GloVe text", "word2vec text", "word2vec binary", "wink JSON", "fastText model", ...
  Vocabulary words;     ///< row r of `values` belongs to word r
  FloatMatrix values;   ///< [words, d], single precision as in the files
  bool cached = false;  ///< read from the binary cache

  Index dimension() const { return values.cols(); }
  /// The word's row, or -1.
  Index find(std::string_view word) const { return words.find(word); }
};

struct WordVectorOptions {
  std::filesystem::path cache;  ///< folder of binary copies, for a quick second start; empty: none
  ProgressFn progress;          ///< bytes read of bytes in the file; empty: silence
  /// Hears why the cache could not be written, and of words that come again or hold blanks; empty: silence.
  std::function<void(const std::string&)> notice;
};

/// Reads word vectors, the kind of file told from its content; any of them may be gzip:
/// - GloVe text: lines "word v_1 ... v_d"; a word may hold blanks, its vector is the last d cells of the line
/// - word2vec / fastText text (.vec): the same after a line "count d"
/// - word2vec binary (.bin, as the vectors of Google News are): "count d", then word, blank, d floats for each
/// - JSON of the npm package wink-embeddings-sg-*: {"dimensions": d, ..., "vectors": {"word": [v_1, ..., v_d,
/// extras]}};
///   read as a stream, numbers beyond d (the l2 norm, the word's index) are dropped
/// - fastText model (.bin): needs `vocabulary`; words that the model does not know get the mean of their sub-words
/// A byte order mark is left out. Of a word that comes again the first vector is kept, which options.notice hears.
/// @param vocabulary only these words are kept, in the order of the file
/// @throws Error naming the file and the line (text), byte (JSON, binary) or what is expected (model): missing file,
///   another kind of file, a wrong number of values (expected, got), text for a number, a number that is not finite,
///   other than the announced number of words, none of the words known
WordVectors read_word_vectors(const std::filesystem::path& file, const Vocabulary& vocabulary,
                              const WordVectorOptions& options = {});

}  // namespace neon
