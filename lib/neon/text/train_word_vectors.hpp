#pragma once
#include <neon/text/corpus.hpp>
#include <neon/text/word_vectors.hpp>

namespace neon {

/// Skip-gram with negative sampling and sub-words of 3 to 6 letters (fastText).
struct TrainingOptions {
  Index dimension = 100;
  Index epochs = 0;       ///< 0: enough to read a million words, at least 5, at most 100
  Index least_count = 5;  ///< rarer words take part through their sub-words only
  std::uint64_t seed = 0;
};

/// Trains vectors for the words of a corpus on its own texts without stop words: needs no download. One thread, so that
/// the same corpus and options give the same vectors bit by bit.
/// @param options as for read_word_vectors
/// @throws Error if no word occurs often enough
/// Source: Bojanowski et al., "Enriching word vectors with subword information", TACL 2017.
WordVectors train_word_vectors(const Corpus& corpus, const TrainingOptions& training = {},
                               const WordVectorOptions& options = {});

}  // namespace neon
